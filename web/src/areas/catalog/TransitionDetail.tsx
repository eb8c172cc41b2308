import { Stack } from "@mantine/core";
import { Digest, Facts, Loaded, Moment, ObjectLink, UserText, type Fact } from "@/ui";
import { texts as common } from "@/lib/texts";
import type { Transition } from "@/api";
import { Approvals } from "./Approvals";
import { Gates } from "./Gates";
import { TransitionActions } from "./TransitionActions";
import { TransitionMark } from "./TransitionMark";
import { useTransition } from "./transition-queries";
import { texts } from "./transition-texts";

function facts(transition: Transition): Fact[] {
  const { asset_kind, asset_name, from_number, to_number, to_digest, requested_by_name, closed_by_name } = transition;
  return [
    [texts.state, <TransitionMark key="state" state={transition.state} />],
    [texts.change, texts.fromTo(from_number, to_number)],
    [common.name, <ObjectLink key="asset" object={{ kind: asset_kind, id: asset_name, name: asset_name }} />],
    [texts.digest, to_digest === null ? common.none : <Digest key="digest" value={to_digest} />],
    [texts.reason, <UserText key="reason">{transition.reason || common.none}</UserText>],
    [texts.by, <UserText key="by">{requested_by_name}</UserText>],
    [texts.asked, <Moment key="asked" at={transition.created_at} />],
    closed_by_name === null
      ? [texts.expires, <Moment key="expires" at={transition.expires_at} />]
      : [texts.closed, <UserText key="closed">{`${closed_by_name} ${transition.close_reason}`}</UserText>],
    [texts.policies, <UserText key="policies">{transition.policies.join(", ") || common.none}</UserText>],
  ];
}

/** One transition: what would move, on what evidence, who agrees, and what is still missing. */
export function TransitionDetail({ id }: { id: string }) {
  return (
    <Loaded state={useTransition(id)} rows={8}>
      {(transition) => (
        <Stack>
          <Facts facts={facts(transition)} />
          {transition.missing.length > 0 && transition.closed_at === null && (
            <section aria-label={texts.missing}>
              <h2>{texts.missing}</h2>
              <ul>
                {transition.missing.map(({ code, words }) => (
                  <li key={`${code} ${words}`}>
                    <UserText>{words}</UserText>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <TransitionActions transition={transition} />
          <h2>{texts.gates}</h2>
          <Gates gates={transition.gates} />
          <h2>{texts.approvals}</h2>
          <Approvals approvals={transition.approvals} />
        </Stack>
      )}
    </Loaded>
  );
}
