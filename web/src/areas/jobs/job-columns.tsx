import { Link } from "@tanstack/react-router";
import type { Job } from "@/api";
import { formatDuration } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { secondsBetween } from "@/lib/time";
import { Meter, Moment, ObjectLink, UserText, type Column } from "@/ui";
import { JobMark } from "./JobMark";
import type { JobSearch } from "./search";
import { texts } from "./texts";

export function jobColumns(workspace: string, search: JobSearch, now: number): Array<Column<Job>> {
  return [
    {
      key: "job",
      title: texts.job,
      render: ({ id, title }) => (
        <Link to="/w/$workspace/jobs" params={{ workspace }} search={{ ...search, job: id }}>
          <UserText longest={120}>{title}</UserText>
        </Link>
      ),
    },
    { key: "status", title: common.status, width: "116px", render: ({ state }) => <JobMark state={state} /> },
    {
      key: "progress",
      title: texts.progress,
      width: "200px",
      room: "wide",
      render: ({ state, title, progress, progress_text }) =>
        state === "running" && progress !== null ? <Meter share={progress} text={progress_text} label={texts.progressOf(title)} /> : common.none,
    },
    { key: "for", title: texts.for, width: "180px", room: "wide", render: ({ object }) => (object ? <ObjectLink object={object} /> : common.none) },
    {
      key: "duration",
      title: texts.duration,
      width: "110px",
      align: "end",
      room: "wide",
      render: ({ started_at, finished_at }) => (started_at ? formatDuration(secondsBetween(started_at, finished_at, now)) : common.none),
    },
    { key: "attempts", title: texts.attempts, width: "90px", align: "end", room: "wide", render: ({ attempts, max_attempts }) => texts.attemptsOf(attempts, max_attempts) },
    { key: "created", title: common.created, width: "110px", align: "end", render: ({ created_at }) => <Moment at={created_at} /> },
  ];
}
