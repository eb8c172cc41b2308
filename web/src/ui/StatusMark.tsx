import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, LoaderCircle, TriangleAlert } from "lucide-react";
import classes from "./StatusMark.module.css";

export type Tone = "live" | "good" | "bad" | "warn" | "quiet" | "waiting";

const ICONS = {
  live: LoaderCircle,
  good: CircleCheck,
  bad: CircleAlert,
  warn: TriangleAlert,
  quiet: CircleMinus,
  waiting: CircleDashed,
} as const;

/** A status as a shape, a colour and a word, so that none of them must be told apart alone. */
export function StatusMark({ tone, children }: { tone: Tone; children: string }) {
  const Icon = ICONS[tone];
  return (
    <span className={`${classes.mark} ${classes[tone === "waiting" ? "quiet" : tone]}`}>
      <Icon size={14} strokeWidth={2.25} aria-hidden />
      {children}
    </span>
  );
}
