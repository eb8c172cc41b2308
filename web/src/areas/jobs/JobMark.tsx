import { StatusMark, type Tone } from "@/ui";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { queued: "waiting", running: "live", succeeded: "good", failed: "bad", dead: "bad", cancelled: "quiet" };

export function JobMark({ state }: { state: string }) {
  return <StatusMark tone={TONES[state] ?? "quiet"}>{texts.states[state] ?? state}</StatusMark>;
}
