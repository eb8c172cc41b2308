import { Link } from "@tanstack/react-router";
import type { Run } from "@/api";
import { formatDuration, formatMeasure, formatMoney } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { secondsBetween } from "@/lib/time";
import { Moment, UserText, type Column } from "@/ui";
import { RunMark } from "./RunMark";
import { texts } from "./texts";

const TELLING = [/accuracy/, /f1/, /eval/, /loss/, /rows/];

/** The metric that says most about a run in one number: what it was judged by, else its loss, else its first. */
function headline(run: Run): [string, number] | undefined {
  const all = Object.entries(run.metrics).map(([key, { last }]): [string, number] => [key, Number(last)]);
  return TELLING.map((words) => all.find(([key]) => words.test(key))).find(Boolean) ?? all[0];
}

export function runColumns(workspace: string, now: number): Array<Column<Run>> {
  return [
    {
      key: "name",
      title: common.name,
      render: ({ id, name }) => (
        <Link to="/w/$workspace/runs/$runId" params={{ workspace, runId: id }}>
          <UserText longest={120}>{name}</UserText>
        </Link>
      ),
    },
    { key: "status", title: common.status, width: "116px", render: ({ state }) => <RunMark state={state} /> },
    { key: "kind", title: common.kind, width: "116px", room: "wide", render: ({ kind }) => texts.kinds[kind] ?? kind },
    {
      key: "metric",
      title: texts.headlineMetric,
      width: "190px",
      align: "end",
      room: "wide",
      render: (run) => {
        const found = headline(run);
        return found ? (
          <span title={found[0]}>
            <UserText longest={40}>{found[0]}</UserText> <strong>{formatMeasure(found[1])}</strong>
          </span>
        ) : (
          common.none
        );
      },
    },
    { key: "cost", title: texts.cost, width: "84px", align: "end", room: "widest", render: ({ cost_micros }) => (cost_micros === 0 ? common.none : formatMoney(cost_micros / 1e6)) },
    {
      key: "duration",
      title: texts.duration,
      width: "108px",
      align: "end",
      room: "wide",
      render: ({ started_at, finished_at }) => formatDuration(secondsBetween(started_at, finished_at, now)),
    },
    { key: "by", title: texts.by, width: "140px", room: "widest", render: ({ started_by }) => <UserText longest={60}>{started_by}</UserText> },
    { key: "created", title: texts.started, width: "104px", align: "end", room: "wide", render: ({ started_at }) => <Moment at={started_at} /> },
  ];
}
