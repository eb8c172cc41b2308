import { UserText } from "./UserText";
import classes from "./Tag.module.css";

/** A small word beside a thing: an alias, a kind, a role. */
export function Tag({ children }: { children: string }) {
  return (
    <span className={classes.tag}>
      <UserText longest={80}>{children}</UserText>
    </span>
  );
}
