import type { AuditVerdict } from "@/api";
import { Digest, StatusMark } from "@/ui";
import { texts } from "./texts";
import classes from "./Verdict.module.css";

/** Whether the chain of events is whole, and how to tell it again later: its head. */
export function Verdict({ verdict }: { verdict: AuditVerdict }) {
  return (
    <div className={`${classes.verdict} ${verdict.ok ? "" : classes.broken}`} role="status">
      <StatusMark tone={verdict.ok ? "good" : "bad"}>{verdict.ok ? texts.verified(verdict.checked) : texts.broken(verdict.first_broken_seq)}</StatusMark>
      {!verdict.ok && <p>{texts.brokenHint}</p>}
      <span>
        {texts.head} <Digest value={verdict.head} shown={24} />
      </span>
    </div>
  );
}
