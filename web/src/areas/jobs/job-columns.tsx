import { Link } from "@tanstack/react-router";
import type { Job } from "@/api";
import { formatDuration } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { secondsBetween } from "@/lib/time";
import { Moment, ObjectLink, UserText, type Column } from "@/ui";
import { JobMark } from "./JobMark";
import { JobProgress } from "./JobProgress";
import type { JobSearch } from "./search";
import { texts } from "./texts";

export function jobColumns(workspace: string, search: JobSearch, now: number): Array<Column<Job>> {
  return [
    {
      key: "job",
      title: texts.job,
      render: ({ id, kind }) => (
        <Link to="/w/$workspace/jobs" params={{ workspace }} search={{ ...search, job: id }}>
          <UserText longest={120}>{kind}</UserText>
        </Link>
      ),
    },
    { key: "status", title: common.status, width: "116px", render: ({ state }) => <JobMark state={state} /> },
    {
      key: "progress",
      title: texts.progress,
      width: "200px",
      room: "wide",
      render: (job) => <JobProgress job={job} />,
    },
    {
      key: "run",
      title: texts.run,
      width: "120px",
      room: "wide",
      render: ({ run_id }) => (run_id ? <ObjectLink object={{ kind: "run", id: run_id, name: run_id.slice(-8) }} /> : common.none),
    },
    { key: "owner", title: texts.by, width: "150px", room: "widest", render: ({ owner }) => <UserText longest={60}>{owner}</UserText> },
    {
      key: "duration",
      title: texts.duration,
      width: "110px",
      align: "end",
      room: "wide",
      render: ({ started_at, finished_at }) => (started_at ? formatDuration(secondsBetween(started_at, finished_at, now)) : common.none),
    },
    { key: "attempts", title: texts.attempts, width: "90px", align: "end", room: "wide", render: ({ attempt, max_attempts }) => texts.attemptsOf(attempt, max_attempts) },
    { key: "created", title: common.created, width: "110px", align: "end", render: ({ created_at }) => <Moment at={created_at} /> },
  ];
}
