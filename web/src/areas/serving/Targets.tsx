import { Meter, UserText } from "@/ui";
import classes from "./Targets.module.css";
import { sharesOf, targetName, type Target } from "./targets";
import { texts } from "./texts";

function parts({ model, prompt, pipeline }: Target): string {
  return [model && `${texts.model} ${model}`, prompt && `${texts.prompt} ${prompt}`, pipeline && `${texts.pipeline} ${pipeline}`].filter(Boolean).join(" · ");
}

/** Where the traffic of an endpoint goes, and how much of it. */
export function Targets({ targets }: { targets: readonly Target[] }) {
  const shares = sharesOf(targets);
  return (
    <ul className={classes.list}>
      {targets.map((target, index) => (
        <li key={`${targetName(target)} ${parts(target)}`}>
          <div className={classes.head}>
            <strong>
              <UserText longest={120}>{targetName(target)}</UserText>
            </strong>
          </div>
          <Meter share={shares[index] ?? 0} label={texts.weight(targetName(target))} />
          <p className={classes.parts}>
            <UserText>{parts(target)}</UserText>
          </p>
        </li>
      ))}
    </ul>
  );
}
