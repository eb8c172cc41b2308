import { Loaded, Payload } from "@/ui";
import { useVersion } from "./queries";
import { Reproduction } from "./Reproduction";
import { texts } from "./texts";

/** What a version holds: the messages of a prompt, the plan of an endpoint, the manifest of a model. */
export function VersionContent({ kind, name, number }: { kind: string; name: string; number: number }) {
  const version = useVersion(kind, name, number);
  return (
    <section aria-label={texts.content(number)}>
      <h2>{texts.content(number)}</h2>
      <Loaded state={version} rows={4}>
        {({ content, metadata }) => (
          <>
            <Payload value={content} />
            {"recipe" in metadata && <Reproduction kind={kind} name={name} number={number} />}
          </>
        )}
      </Loaded>
    </section>
  );
}
