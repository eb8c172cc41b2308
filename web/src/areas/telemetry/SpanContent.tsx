import type { Span } from "@/api";
import { Payload } from "@/ui";
import { texts } from "./texts";

/** What went into a span and what came out. */
export function SpanContent({ span }: { span: Span }) {
  const missing = texts.left[span.payload];
  return (
    <>
      {missing && <p>{missing}</p>}
      {span.input !== null && span.input !== undefined && (
        <section aria-label={texts.input}>
          <h2>{texts.input}</h2>
          <Payload value={span.input} />
        </section>
      )}
      {span.output !== null && span.output !== undefined && (
        <section aria-label={texts.output}>
          <h2>{texts.output}</h2>
          <Payload value={span.output} />
        </section>
      )}
    </>
  );
}
