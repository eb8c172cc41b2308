import classes from "./ErrorNotice.module.css";

interface ErrorNoticeProps {
  /** What went wrong; a Problem fits. Nothing is shown without one. */
  error: { message: string; hint?: string | null } | null;
}

/** Why something was refused or failed, and what to do about it. */
export function ErrorNotice({ error }: ErrorNoticeProps) {
  if (!error) return null;
  return (
    <div className={classes.error} role="alert">
      <strong>{error.message}</strong>
      {error.hint && <span className={classes.hint}>{error.hint}</span>}
    </div>
  );
}
