import { Link } from "@tanstack/react-router";
import { Activity, ListChecks, Settings2, type LucideIcon } from "lucide-react";
import type { Session, Workspace } from "@/api";
import type { Stage } from "@/lib/stages";
import type { WheelSegment } from "@/ui";
import { LiveMark } from "./LiveMark";
import { PersonMenu } from "./PersonMenu";
import classes from "./Rail.module.css";
import { RailStage } from "./RailStage";
import { texts } from "./texts";
import { WorkspaceMenu } from "./WorkspaceMenu";

const WORK: ReadonlyArray<{ to: "runs" | "jobs" | "settings"; icon: LucideIcon }> = [
  { to: "runs", icon: Activity },
  { to: "jobs", icon: ListChecks },
  { to: "settings", icon: Settings2 },
];

interface RailProps {
  person: NonNullable<Session["person"]>;
  place: Workspace;
  workspaces: readonly Workspace[];
  segments: ReadonlyArray<WheelSegment<Stage>>;
}

/** The wheel as a rail: its rim unrolled, with the same live state, and the ways to work, settings and oneself. */
export function Rail({ person, place, workspaces, segments }: RailProps) {
  const params = { workspace: place.slug };
  return (
    <div className={classes.rail}>
      <WorkspaceMenu place={place} workspaces={workspaces} />
      <nav aria-label={texts.navigation}>
        <ul className={classes.stages}>
          {segments.map((segment) => (
            <RailStage key={segment.id} workspace={place.slug} segment={segment} />
          ))}
        </ul>
        <ul className={classes.links}>
          {WORK.map(({ to, icon: Icon }) => (
            <li key={to}>
              <Link to={`/w/$workspace/${to}`} params={params} className={classes.link}>
                <Icon size={16} aria-hidden />
                {texts[to]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.foot}>
        <LiveMark />
        <PersonMenu person={person} />
      </div>
    </div>
  );
}
