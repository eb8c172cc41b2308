import { eventWords } from "@/lib/event-words";
import { ObjectLink } from "./ObjectLink";

interface EventWordsProps {
  action: string;
  object: { kind: string; id: string; name: string };
}

/** What happened, with its object as a link. */
export function EventWords({ action, object }: EventWordsProps) {
  const { words, whole } = eventWords({ action, object });
  if (whole) return words;
  return (
    <>
      {words} <ObjectLink object={object} />
    </>
  );
}
