import type { WheelItem } from "@/api";
import { ObjectLink } from "@/ui";
import classes from "./WheelItems.module.css";

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
            <ObjectLink object={{ ...item, name: item.text }} />
          </span>
          <span className={classes.stage}>{stage}</span>
        </li>
      ))}
    </ul>
  );
}
