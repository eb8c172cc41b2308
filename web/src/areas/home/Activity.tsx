import type { VolanoEvent } from "@/api";
import { Moment, UserText } from "@/ui";
import classes from "./Activity.module.css";

/** The latest events, in words. */
export function Activity({ events }: { events: readonly VolanoEvent[] }) {
  return (
    <ul className={classes.list}>
      {events.map(({ seq, ts, actor, summary }) => (
        <li key={seq}>
          <span className={classes.what}>
            <span className={classes.who}>
              <UserText longest={60}>{actor.name}</UserText>
            </span>{" "}
            <UserText longest={160}>{summary}</UserText>
          </span>
          <span className={classes.when}>
            <Moment at={ts} />
          </span>
        </li>
      ))}
    </ul>
  );
}
