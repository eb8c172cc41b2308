import { StatusMark, type Tone } from "@/ui";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { running: "live", succeeded: "good", failed: "bad", cancelled: "quiet" };

export function RunMark({ state }: { state: string }) {
  return <StatusMark tone={TONES[state] ?? "quiet"}>{texts.states[state] ?? state}</StatusMark>;
}
