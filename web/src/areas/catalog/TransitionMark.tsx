import { StatusMark, type Tone } from "@/ui";
import { texts } from "./transition-texts";

const TONES: Record<string, Tone> = { open: "warn", approved: "live", applied: "good", rejected: "bad", expired: "quiet", cancelled: "quiet", rolled_back: "quiet" };

export function TransitionMark({ state }: { state: string }) {
  return <StatusMark tone={TONES[state] ?? "quiet"}>{texts.states[state] ?? state}</StatusMark>;
}
