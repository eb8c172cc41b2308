import { Stack } from "@mantine/core";
import type { Job } from "@/api";
import { formatDuration } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { secondsBetween } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { Digest, ErrorNotice, Facts, Loaded, Moment, ObjectLink, UserText } from "@/ui";
import { JobActions } from "./JobActions";
import { JobMark } from "./JobMark";
import { JobProgress } from "./JobProgress";
import { JobSteps } from "./JobSteps";
import { useJob } from "./queries";
import { texts } from "./texts";

function facts(job: Job, now: number) {
  return [
    [common.status, <JobMark key="state" state={job.state} />],
    [texts.progress, <JobProgress key="progress" job={job} />],
    [common.kind, <code key="kind">{job.kind}</code>],
    [texts.queue, job.queue],
    [texts.run, job.run_id ? <ObjectLink key="run" object={{ kind: "run", id: job.run_id, name: job.run_id }} /> : common.none],
    [texts.by, <UserText key="by">{job.owner}</UserText>],
    [common.created, <Moment key="created" at={job.created_at} />],
    [texts.started, <Moment key="started" at={job.started_at} />],
    [texts.finished, <Moment key="finished" at={job.finished_at} />],
    [texts.duration, job.started_at ? formatDuration(secondsBetween(job.started_at, job.finished_at, now)) : common.none],
    [texts.attempts, texts.attemptsOf(job.attempt, job.max_attempts)],
    [texts.id, <Digest key="id" value={job.id} shown={40} />],
  ] as const;
}

/** One job: its state, progress, error, finished steps, and what can be done about it. */
export function JobDetail({ id }: { id: string }) {
  const now = useNow();
  return (
    <Loaded state={useJob(id)} rows={8}>
      {(job) => (
        <Stack>
          <ErrorNotice error={job.error} />
          <Facts facts={facts(job, now)} />
          <JobActions job={job} />
          <h2>{texts.steps}</h2>
          <JobSteps steps={job.steps} />
        </Stack>
      )}
    </Loaded>
  );
}
