import { formatExact, formatRelative } from "@/lib/time";
import { texts } from "@/lib/texts";
import { useNow } from "@/lib/use-now";

/** A moment, relative to now; the exact one on hover. */
export function Moment({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at) return <span>{texts.none}</span>;
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatRelative(at, now)}
    </time>
  );
}
