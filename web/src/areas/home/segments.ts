import type { Wheel } from "@/api";
import { formatCompact } from "@/lib/numbers";
import { isStage, STAGES, type Stage } from "@/lib/stages";
import { countName, stageNames } from "@/lib/texts";
import type { WheelSegment } from "@/ui";

/** The ten segments in the order of the wheel; a stage the server does not report stands still. */
export function segmentsOf(wheel: Wheel | undefined): Array<WheelSegment<Stage>> {
  const known = new Map(wheel?.stages.filter(({ stage }) => isStage(stage)).map((stage) => [stage.stage, stage]));
  return STAGES.map((id) => {
    const stage = known.get(id);
    const [first] = Object.entries(stage?.counts ?? {});
    return {
      id,
      name: stageNames[id],
      figure: first ? `${formatCompact(first[1])} ${countName(first[0], first[1])}` : null,
      running: stage?.running.length ?? 0,
      attention: stage?.attention.length ?? 0,
    };
  });
}
