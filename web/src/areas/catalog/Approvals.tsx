import type { Transition } from "@/api";
import { Moment, UserText } from "@/ui";
import classes from "./Gates.module.css";
import { texts } from "./transition-texts";

/** Who has approved, in which role, and which approvals are void by now. */
export function Approvals({ approvals }: { approvals: Transition["approvals"] }) {
  if (approvals.length === 0) return <p className={classes.quiet}>{texts.noApprovals}</p>;
  return (
    <ul className={classes.list}>
      {approvals.map(({ id, by_name, role, notes, created_at, voided_at, void_reason }) => (
        <li key={id}>
          <span className={classes.name}>
            <UserText longest={80}>{by_name}</UserText> <span className={classes.quiet}>{role}</span>
          </span>
          <span className={classes.quiet}>
            <Moment at={created_at} />
          </span>
          <span className={classes.words}>
            <UserText>{voided_at ? texts.voided(void_reason) : notes}</UserText>
          </span>
        </li>
      ))}
    </ul>
  );
}
