import { safeText } from "@/lib/safe-text";
import { texts } from "@/lib/texts";

interface UserTextProps {
  children: string | null | undefined;
  longest?: number;
}

/** Text that somebody else wrote: cleaned, bounded, and isolated so that its direction cannot spill over. A dash without one. */
export function UserText({ children, longest = 300 }: UserTextProps) {
  return children ? <bdi>{safeText(children, longest)}</bdi> : texts.none;
}
