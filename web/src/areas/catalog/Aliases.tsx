import { texts as common } from "@/lib/texts";
import { Tag } from "@/ui";
import classes from "./Aliases.module.css";
import { texts } from "./texts";

/** The moving names of an asset and the versions they point at. */
export function Aliases({ aliases }: { aliases: Record<string, number> }) {
  const all = Object.entries(aliases);
  if (all.length === 0) return common.none;
  return (
    <span className={classes.aliases}>
      {all.map(([name, version]) => (
        <Tag key={name}>{texts.alias(name, version)}</Tag>
      ))}
    </span>
  );
}
