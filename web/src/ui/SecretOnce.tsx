import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import classes from "./SecretOnce.module.css";

/** A secret that the server shows once: to copy now, with what it is good for. */
export function SecretOnce({ secret, children }: { secret: string; children: ReactNode }) {
  return (
    <div className={classes.box}>
      <p>{children}</p>
      <div className={classes.secret}>
        <code>{secret}</code>
        <CopyButton value={secret} />
      </div>
    </div>
  );
}
