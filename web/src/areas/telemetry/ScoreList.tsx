import type { Score } from "@/api";
import { formatMeasure } from "@/lib/numbers";
import { Facts, UserText } from "@/ui";
import { texts } from "./texts";

/** The judgements of a trace. */
export function ScoreList({ scores }: { scores: readonly Score[] }) {
  if (scores.length === 0) return <p>{texts.noScores}</p>;
  return (
    <Facts
      facts={scores.map(({ id, name, label, value, author, source, comment }) => [
        name,
        <UserText key={id}>{[label ?? (value === null ? "" : formatMeasure(value)), `${author} (${source})`, comment].filter(Boolean).join(" · ")}</UserText>,
      ])}
    />
  );
}
