import { texts } from "@/lib/texts";
import { ObjectLink } from "@/ui";

/** A version that an evaluation names, as a link; its settings are open, so it may name none. */
export function VersionLink({ kind, version }: { kind: string; version: unknown }) {
  return typeof version === "string" ? <ObjectLink object={{ kind, id: version, name: version }} /> : texts.none;
}
