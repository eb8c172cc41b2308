import { Link } from "@tanstack/react-router";
import type { TraceSummary } from "@/api";
import { formatDuration, formatMoney } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { Moment, StatusMark, UserText, type Column } from "@/ui";
import type { TraceSearch } from "./search";
import { texts } from "./texts";

export function traceColumns(workspace: string, search: TraceSearch): Array<Column<TraceSummary>> {
  return [
    {
      key: "name",
      title: texts.trace,
      render: ({ trace_id, name, endpoint }) => (
        <Link to="/w/$workspace/telemetry" params={{ workspace }} search={{ ...search, trace: trace_id }}>
          <UserText longest={120}>{endpoint ?? name}</UserText>
        </Link>
      ),
    },
    {
      key: "status",
      title: common.status,
      width: "92px",
      render: ({ status }) => <StatusMark tone={status === "error" ? "bad" : "good"}>{texts.statuses[status] ?? status}</StatusMark>,
    },
    { key: "version", title: texts.version, width: "170px", room: "wide", render: ({ version_ref }) => <UserText longest={80}>{version_ref ?? common.none}</UserText> },
    {
      key: "tokens",
      title: texts.tokens,
      width: "110px",
      align: "end",
      room: "wide",
      render: ({ input_tokens, output_tokens }) => texts.tokensInOut(input_tokens, output_tokens),
    },
    {
      key: "cost",
      title: texts.cost,
      width: "90px",
      align: "end",
      room: "widest",
      render: ({ cost_known, cost_micros }) => (cost_known ? formatMoney(cost_micros / 1e6) : common.none),
    },
    { key: "latency", title: texts.latencyHead, width: "92px", align: "end", render: ({ latency_ms }) => formatDuration(latency_ms / 1000) },
    { key: "started", title: texts.started, width: "110px", align: "end", room: "wide", render: ({ started_at }) => <Moment at={started_at} /> },
  ];
}
