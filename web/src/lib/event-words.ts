/** Events in words. An action is `noun:verb`; the past of the verb and the name of its object make the sentence. */

const PAST: Record<string, string> = {
  acknowledge: "acknowledged",
  add: "added",
  apply: "applied",
  approve: "approved",
  break_glass: "broke the glass for",
  cancel: "cancelled",
  change: "changed",
  change_password: "changed the password of",
  collect: "collected reviews for",
  create: "created",
  decide: "decided",
  decline: "declined",
  delete: "deleted",
  disable: "disabled",
  enqueue: "put items into",
  enqueued: "queued",
  evaluate: "evaluated the gates of",
  fire: "fired",
  finish: "finished",
  link: "linked",
  profile: "profiled",
  progress: "reported progress of",
  propose: "proposed",
  publish: "published",
  put: "uploaded",
  refuse: "was refused",
  reject: "refused",
  release: "released",
  remove: "removed",
  request: "asked for",
  resolve: "resolved",
  restore: "restored",
  restrict: "restricted",
  revoke: "revoked",
  rollback: "rolled back",
  rotate_secret: "changed the secret of",
  run: "set up",
  set: "set",
  start: "started",
  update: "changed",
  void: "voided",
};

const WHOLE: Record<string, string> = {
  "session:create": "signed in",
  "session:delete": "signed out",
  "session:refuse": "was refused at sign-in",
  "spans:arrive": "sent spans",
  "scores:create": "gave scores",
};

interface Told {
  action: string;
  object: { kind: string; name: string };
}

/** Steps of work that has a start and an end of its own: for the audit log, too many for a glance. */
const STEPS = new Set(["run:progress", "lineage:link", "job:started", "job:enqueued", "spans:arrive", "session:create"]);

/** Whether an event belongs into a short list of what has happened. */
export function isNews({ action }: { action: string }): boolean {
  return !STEPS.has(action);
}

/** What was done, as words between the one who did it and the object's name; whole when there is no name to add. */
export function eventWords({ action, object }: Told): { words: string; whole: boolean } {
  const whole = WHOLE[action];
  if (whole !== undefined) return { words: whole, whole: true };
  const verb = action.slice(action.indexOf(":") + 1);
  const done = PAST[verb] ?? verb.replaceAll("_", " ");
  return { words: `${done} ${object.kind.replaceAll("_", " ")}`, whole: false };
}
