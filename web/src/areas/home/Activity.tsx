import type { VolanoEvent } from "@/api";
import { EventWords, Moment, UserText } from "@/ui";
import classes from "./Activity.module.css";

/** The latest events, in words. */
export function Activity({ events }: { events: readonly VolanoEvent[] }) {
  return (
    <ul className={classes.list}>
      {events.map(({ seq, at, actor, action, object }) => (
        <li key={seq}>
          <span className={classes.what}>
            <span className={classes.who}>
              <UserText longest={60}>{actor.name}</UserText>
            </span>{" "}
            <EventWords action={action} object={object} />
          </span>
          <span className={classes.when}>
            <Moment at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
