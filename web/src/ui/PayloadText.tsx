import { safeText } from "@/lib/safe-text";
import classes from "./Payload.module.css";

/** A long text from outside in a box of its own. */
export function PayloadText({ text, label }: { text: string; label: string }) {
  return (
    // A box that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={classes.text} tabIndex={0} aria-label={label} role="group">
      <bdi>{safeText(text, 20_000)}</bdi>
    </pre>
  );
}
