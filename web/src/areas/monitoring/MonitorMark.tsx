import { StatusMark, type Tone } from "@/ui";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { ok: "good", resolved: "good", pending: "waiting", no_data: "waiting", firing: "bad", acknowledged: "warn" };

export function MonitorMark({ status }: { status: string }) {
  return <StatusMark tone={TONES[status] ?? "quiet"}>{texts.states[status] ?? status}</StatusMark>;
}
