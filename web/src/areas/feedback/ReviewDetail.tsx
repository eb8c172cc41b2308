import { Stack } from "@mantine/core";
import type { Review } from "@/api";
import { Facts, Loaded, Moment, ObjectLink, Payload, UserText, type Fact } from "@/ui";
import { DecideForm } from "./DecideForm";
import { useReview } from "./queries";
import { ReviewMark } from "./ReviewMark";
import { texts } from "./texts";

function facts(review: Review): Fact[] {
  return [
    [texts.state, <ReviewMark key="state" state={review.state} />],
    [texts.answer, <UserText key={texts.answer}>{review.answer}</UserText>],
    [texts.proposed, <UserText key={texts.proposed}>{`${review.proposed} ${texts.proposedBy(review.proposed_by, review.source)}`}</UserText>],
    [texts.version, <UserText key={texts.version}>{review.version_ref}</UserText>],
    [texts.trace, <ObjectLink key="trace" object={{ kind: "trace", id: review.trace_id, name: review.trace_id.slice(0, 12) }} />],
    [texts.queue, <UserText key={texts.queue}>{review.queue}</UserText>],
    [texts.created, <Moment key="created" at={review.created_at} />],
    ...(review.state === "open"
      ? []
      : ([
          [texts.decision, <UserText key={texts.decision}>{review.decision}</UserText>],
          [texts.decidedBy, <UserText key={texts.decidedBy}>{review.decided_by_name}</UserText>],
          [texts.comment, <UserText key={texts.comment}>{review.comment}</UserText>],
          [texts.collected, <UserText key={texts.collected}>{review.collected_in}</UserText>],
        ] as Fact[])),
  ];
}

/** One review: the input, what was answered and proposed, and the decision. */
export function ReviewDetail({ id }: { id: string }) {
  return (
    <Loaded state={useReview(id)} rows={8}>
      {(review) => (
        <Stack>
          <section aria-label={texts.input}>
            <h2>{texts.input}</h2>
            {review.input.trim() ? <Payload value={review.input} /> : <p>{texts.noInput}</p>}
          </section>
          <Facts facts={facts(review)} />
          {review.state === "open" && <DecideForm key={review.id} review={review} />}
        </Stack>
      )}
    </Loaded>
  );
}
