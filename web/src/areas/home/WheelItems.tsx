import type { WheelItem } from "@/api";
import { Meter, ObjectLink, UserText } from "@/ui";
import classes from "./WheelItems.module.css";
import { texts } from "./texts";

export interface StagedItem {
  stage: string;
  item: WheelItem;
}

/** What runs or needs attention, each with the stage it belongs to. */
export function WheelItems({ items }: { items: readonly StagedItem[] }) {
  return (
    <ul className={classes.list}>
      {items.map(({ stage, item }) => (
        <li key={`${item.kind}:${item.id}`}>
          <span className={classes.name}>
            <ObjectLink object={item} />
          </span>
          <span className={classes.stage}>{stage}</span>
          {typeof item.progress === "number" ? (
            <div className={classes.meter}>
              <Meter share={item.progress} text={item.text} label={texts.progressOf(item.name)} />
            </div>
          ) : (
            <span className={classes.text}>
              <UserText>{item.text}</UserText>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
