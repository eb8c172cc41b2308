import type { Job } from "@/api";
import { formatCount } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { Meter, UserText } from "@/ui";
import { texts } from "./texts";

/** How far a running job is, or why a waiting one does not start. */
export function JobProgress({ job: { kind, state, progress, waiting_for } }: { job: Job }) {
  if (state === "queued" && waiting_for) return <UserText>{waiting_for}</UserText>;
  if (state !== "running" || progress === null) return common.none;
  const { done, total, message } = progress;
  if (!total) return <UserText>{message || formatCount(done)}</UserText>;
  const text = [texts.progressText(formatCount(done), formatCount(total)), message].filter(Boolean).join(" · ");
  return <Meter share={done / total} text={text} label={texts.progressOf(kind)} />;
}
