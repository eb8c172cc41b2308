import type { JobDetail } from "@/api";
import { Moment, UserText } from "@/ui";
import classes from "./JobSteps.module.css";
import { texts } from "./texts";

/** The steps that are done: a resumed job does not run them again. */
export function JobSteps({ steps }: { steps: JobDetail["steps"] }) {
  if (steps.length === 0) return <p className={classes.quiet}>{texts.noSteps}</p>;
  return (
    <ol className={classes.steps}>
      {steps.map(({ name, finished_at }) => (
        <li key={name}>
          <UserText longest={120}>{name}</UserText>
          <span className={classes.quiet}>
            <Moment at={finished_at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
