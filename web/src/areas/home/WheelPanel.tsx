import { Link } from "@tanstack/react-router";
import type { Wheel as WheelData } from "@/api";
import { Wheel } from "@/ui";
import { Hub } from "./Hub";
import { segmentsOf } from "./segments";
import { texts } from "./texts";

/** The wheel of a workspace as navigation: each segment leads to its stage. */
export function WheelPanel({ workspace, wheel }: { workspace: string; wheel: WheelData | undefined }) {
  const segments = segmentsOf(wheel);
  const stageOf = (id: string) => wheel?.stages.find(({ stage }) => stage === id);
  const sum = (part: "running" | "attention"): number => segments.reduce((total, segment) => total + segment[part], 0);
  return (
    <nav aria-label={texts.wheel}>
      <Wheel
        segments={segments}
        renderLink={({ id }, link) => (
          <Link
            to={`/w/$workspace/${id}`}
            params={{ workspace }}
            {...link}
          />
        )}
        renderHub={(pointedAt) => (
          <Hub running={sum("running")} attention={sum("attention")} name={pointedAt?.name ?? null} stage={pointedAt ? stageOf(pointedAt.id) : undefined} />
        )}
      />
    </nav>
  );
}
