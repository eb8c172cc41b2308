import { CopyButton } from "./CopyButton";
import classes from "./Digest.module.css";

/** A content digest or an id: its beginning to recognise it, the whole of it to copy. */
export function Digest({ value, shown = 12 }: { value: string; shown?: number }) {
  const short = value.replace(/^sha256:/, "").slice(0, shown);
  return (
    <span className={classes.digest}>
      <code title={value}>{short}</code>
      <CopyButton value={value} />
    </span>
  );
}
