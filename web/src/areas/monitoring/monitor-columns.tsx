import { Link } from "@tanstack/react-router";
import type { Alert, Monitor } from "@/api";
import { formatMeasure } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { Moment, UserText, type Column } from "@/ui";
import { MonitorMark } from "./MonitorMark";
import { texts } from "./texts";

function monitorLink(workspace: string, name: string) {
  return (
    <Link to="/w/$workspace/monitoring" params={{ workspace }} search={{ monitor: name }}>
      <UserText longest={120}>{name}</UserText>
    </Link>
  );
}

export function monitorColumns(workspace: string): Array<Column<Monitor>> {
  return [
    { key: "name", title: texts.monitor, render: ({ name }) => monitorLink(workspace, name) },
    { key: "state", title: texts.state, width: "130px", render: ({ status }) => <MonitorMark status={status} /> },
    { key: "kind", title: common.kind, width: "130px", room: "wide", render: ({ kind }) => texts.kinds[kind] ?? kind },
    { key: "endpoint", title: texts.endpoint, width: "180px", room: "wide", render: ({ endpoint }) => <UserText longest={80}>{endpoint}</UserText> },
    { key: "created", title: texts.created, width: "110px", align: "end", room: "wide", render: ({ created_at }) => <Moment at={created_at} /> },
  ];
}

export function alertColumns(workspace: string): Array<Column<Alert>> {
  return [
    { key: "when", title: texts.when, width: "110px", render: ({ at }) => <Moment at={at} /> },
    { key: "state", title: texts.state, width: "130px", render: ({ status }) => <MonitorMark status={status} /> },
    { key: "monitor", title: texts.monitor, width: "180px", room: "wide", render: ({ monitor }) => monitorLink(workspace, monitor) },
    { key: "what", title: texts.what, render: ({ summary }) => <span title={summary}><UserText>{summary}</UserText></span> }, // prettier-ignore
    { key: "value", title: texts.value, width: "90px", align: "end", room: "wide", render: ({ value }) => (value === null ? common.none : formatMeasure(value)) },
  ];
}
