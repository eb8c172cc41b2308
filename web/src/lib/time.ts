const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" });
const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

const STEPS: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago (or ahead) a moment is, in its largest fitting unit: "3 min. ago", "in 2 days", "now". */
export function formatRelative(moment: string, now: number): string {
  const seconds = (Date.parse(moment) - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 10 ? relative.format(0, "second") : relative.format(Math.trunc(seconds), "second");
}

/** The moment in full, in the reader's time zone. */
export function formatExact(moment: string): string {
  return exact.format(new Date(moment));
}

/** The time of day of a log line, to the second. */
export function formatClock(moment: string): string {
  return clock.format(new Date(moment));
}

const hour = new Intl.DateTimeFormat("en", { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A moment (milliseconds since 1970) within a week: Sat 14:00. */
export function formatHour(moment: number): string {
  return hour.format(moment);
}

/** Seconds between two moments; the end defaults to now for what still runs. */
export function secondsBetween(start: string, end: string | null, now: number): number {
  return Math.max(0, ((end === null ? now : Date.parse(end)) - Date.parse(start)) / 1000);
}
