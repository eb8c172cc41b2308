import type { AliasRow } from "@/api";
import { texts as common } from "@/lib/texts";
import { Tag } from "@/ui";
import classes from "./Aliases.module.css";
import { texts } from "./texts";

/** The moving names of an asset and the versions they point at. */
export function Aliases({ aliases }: { aliases: readonly AliasRow[] }) {
  if (aliases.length === 0) return common.none;
  return (
    <span className={classes.aliases}>
      {aliases.map(({ name, number }) => (
        <Tag key={name}>{texts.alias(name, number)}</Tag>
      ))}
    </span>
  );
}
