import type { AuditReport } from "@/api";
import { Digest, StatusMark } from "@/ui";
import { texts } from "./texts";
import classes from "./Verdict.module.css";

/** Whether the chain of events is whole, and how to tell it again later: its head. */
export function Verdict({ verdict }: { verdict: AuditReport }) {
  return (
    <div className={`${classes.verdict} ${verdict.is_whole ? "" : classes.broken}`} role="status">
      <StatusMark tone={verdict.is_whole ? "good" : "bad"}>{verdict.is_whole ? texts.verified(verdict.events) : texts.broken}</StatusMark>
      {!verdict.is_whole && <p>{verdict.fault}</p>}
      {!verdict.is_whole && <p>{texts.brokenHint}</p>}
      <span>
        {texts.head} <Digest value={verdict.head_hash} shown={24} />
      </span>
    </div>
  );
}
