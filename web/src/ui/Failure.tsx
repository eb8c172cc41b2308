import { Button } from "@mantine/core";
import { CircleAlert } from "lucide-react";
import { texts } from "@/lib/texts";
import classes from "./states.module.css";

interface FailureProps {
  /** Anything thrown; hint and request id are shown where the error has them. */
  error: Error & { hint?: string | null; requestId?: string | null };
  title?: string;
  onRetry?: (() => void) | undefined;
}

/** The error state: what went wrong, what to do, and the request id to quote. */
export function Failure({ error, title = texts.failedToLoad, onRetry }: FailureProps) {
  return (
    <div className={classes.state} role="alert">
      <CircleAlert className={classes.bad} size={20} aria-hidden />
      <h2>{title}</h2>
      <p>{error.message}</p>
      {error.hint && <p>{error.hint}</p>}
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {texts.tryAgain}
        </Button>
      )}
      {error.requestId && <code className={classes.small}>{texts.request(error.requestId)}</code>}
    </div>
  );
}
