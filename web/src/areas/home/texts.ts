import { plural } from "@/lib/plural";

export const texts = {
  wheel: "The wheel",
  attention: "Needs attention",
  attentionNone: "Nothing needs attention",
  attentionNoneHint: "Failed runs, firing alerts and waiting approvals will stand here.",
  running: "Running",
  runningNone: "Nothing runs",
  runningNoneHint: "Runs and jobs stand here while they work, with their progress.",
  activity: "Latest",
  activityAll: "Audit log",
  activityNone: "Nothing has happened yet",
  activityNoneHint: "What people, keys and jobs do in this workspace appears here as it happens.",
  hubAttention: (count: number) => plural(count, { one: "needs attention", other: "need attention" }),
  hubStill: "The wheel is still",
  hubStillHint: "Nothing runs and nothing needs attention.",
} as const;
