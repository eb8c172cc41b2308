import { CloseButton } from "@mantine/core";
import type { Run } from "@/api";
import { ObjectLink } from "@/ui";
import classes from "./CompareHead.module.css";
import { texts } from "./texts";

/** A compared run as head of its column, in the colour of its curves. */
export function CompareHead({ run, color, onRemove }: { run: Run; color: number; onRemove: () => void }) {
  return (
    <span className={classes.head}>
      <span className={classes.swatch} style={{ background: `var(--curve-${(color % 8) + 1})` }} />
      <ObjectLink object={{ kind: "run", id: run.id, name: run.name }} />
      <CloseButton size="xs" aria-label={texts.remove(run.name)} onClick={onRemove} />
    </span>
  );
}
