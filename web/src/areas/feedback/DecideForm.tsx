import { Button, Group, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Review } from "@/api";
import { safeText } from "@/lib/safe-text";
import { useDecide } from "./queries";
import { texts } from "./texts";

const OTHER = "\0other";

/** The decision on a review: the proposed answer, the given one, or another. */
export function DecideForm({ review }: { review: Review }) {
  const decide = useDecide(review.id);
  const [choice, setChoice] = useState(review.proposed);
  const labels = [...new Set([review.proposed, review.answer].filter(Boolean))];
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    decide.mutate({ label: choice === OTHER ? String(given.get("other")) : choice, comment: String(given.get("comment")) });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Radio.Group label={texts.right} value={choice} onChange={setChoice}>
          <Stack gap="xs" mt="xs">
            {labels.map((label) => (
              <Radio key={label} value={label} label={safeText(label, 120)} />
            ))}
            <Radio value={OTHER} label={texts.other} />
          </Stack>
        </Radio.Group>
        {choice === OTHER && <TextInput name="other" aria-label={texts.other} required maxLength={200} />}
        <Textarea name="comment" label={texts.comment} rows={2} maxLength={10_000} />
        <Group>
          <Button type="submit" loading={decide.isPending}>
            {texts.decide}
          </Button>
          <Button variant="default" disabled={decide.isPending} onClick={() => decide.mutate({ label: null, comment: "" })}>
            {texts.skip}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
