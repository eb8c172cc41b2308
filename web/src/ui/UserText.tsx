import { safeText } from "@/lib/safe-text";

/** Text that somebody else wrote: cleaned, bounded, and isolated so that its direction cannot spill over. */
export function UserText({ children, longest = 300 }: { children: string; longest?: number }) {
  return <bdi>{safeText(children, longest)}</bdi>;
}
