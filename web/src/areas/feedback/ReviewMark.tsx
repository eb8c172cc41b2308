import { StatusMark, type Tone } from "@/ui";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { open: "warn", decided: "good", skipped: "quiet" };

export function ReviewMark({ state }: { state: string }) {
  return <StatusMark tone={TONES[state] ?? "quiet"}>{texts.states[state] ?? state}</StatusMark>;
}
