import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import type { Job } from "@/api";
import { formatDuration } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { secondsBetween } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { ConfirmDialog, Digest, ErrorNotice, Facts, Loaded, Meter, Moment, ObjectLink, UserText } from "@/ui";
import { JobMark } from "./JobMark";
import { useCancelJob, useJob, useRetryJob } from "./queries";
import { texts } from "./texts";

/** One job: its state, progress, error, and what can be done about it. */
export function JobDetail({ id }: { id: string }) {
  const now = useNow();
  const query = useJob(id);
  const cancel = useCancelJob();
  const retry = useRetryJob();
  const [asking, setAsking] = useState(false);
  const facts = (job: Job) =>
    [
      [common.status, <JobMark key="status" state={job.state} />],
      [common.kind, <code key="kind">{job.kind}</code>],
      [texts.for, job.object ? <ObjectLink key="for" object={job.object} /> : common.none],
      [texts.by, <UserText key="by">{job.created_by.name}</UserText>],
      [common.created, <Moment key="created" at={job.created_at} />],
      [texts.started, <Moment key="started" at={job.started_at} />],
      [texts.finished, <Moment key="finished" at={job.finished_at} />],
      [texts.duration, job.started_at ? formatDuration(secondsBetween(job.started_at, job.finished_at, now)) : common.none],
      [texts.attempts, texts.attemptsOf(job.attempts, job.max_attempts)],
      [texts.id, <Digest key="id" value={job.id} shown={40} />],
    ] as const;
  return (
    <Loaded state={query} rows={8}>
      {(job) => (
        <Stack>
          <ErrorNotice error={job.error && { message: job.error.detail, hint: job.error.hint }} />
          {job.state === "running" && job.progress !== null && <Meter share={job.progress} text={job.progress_text} label={texts.progressOf(job.title)} />}
          <Facts facts={facts(job)} />
          <Group>
            {(job.state === "running" || job.state === "queued") && (
              <Button variant="default" color="bad" onClick={() => setAsking(true)}>
                {texts.cancel}
              </Button>
            )}
            {(["failed", "dead", "cancelled"].includes(job.state)) && (
              <Button loading={retry.isPending} onClick={() => retry.mutate(job.id)}>
                {texts.retry}
              </Button>
            )}
          </Group>
          <ConfirmDialog
            opened={asking}
            title={texts.cancelTitle}
            action={texts.cancel}
            busy={cancel.isPending}
            onClose={() => setAsking(false)}
            onConfirm={() => cancel.mutate(job.id, { onSettled: () => setAsking(false) })}
          >
            {texts.cancelText}
          </ConfirmDialog>
        </Stack>
      )}
    </Loaded>
  );
}
