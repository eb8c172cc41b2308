import { Link } from "@tanstack/react-router";
import type { Evaluation } from "@/api";
import { formatCount, formatDuration } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { Moment, StatusMark, UserText, type Column } from "@/ui";
import { EstimateBar } from "./EstimateBar";
import { mainEstimate, summaryOf } from "./summary";
import { texts } from "./texts";

export function evaluationColumns(workspace: string): Array<Column<Evaluation>> {
  return [
    {
      key: "name",
      title: texts.evaluation,
      render: ({ run_id, name }) => (
        <Link to="/w/$workspace/evaluation" params={{ workspace }} search={{ evaluation: run_id }}>
          <UserText longest={120}>{name}</UserText>
        </Link>
      ),
    },
    { key: "model", title: texts.model, width: "190px", room: "wide", render: ({ model_ref }) => <UserText longest={80}>{model_ref}</UserText> },
    {
      key: "quality",
      title: texts.quality,
      width: "176px",
      render: (evaluation) => {
        const summary = summaryOf(evaluation);
        return summary ? <EstimateBar estimate={mainEstimate(summary)} /> : <StatusMark tone="live">{texts.running}</StatusMark>;
      },
    },
    {
      key: "f1",
      title: texts.f1,
      width: "90px",
      align: "end",
      room: "wide",
      render: (evaluation) => summaryOf(evaluation)?.quality?.macro_f1.value.toFixed(3) ?? common.none,
    },
    { key: "rows", title: texts.rows, width: "80px", align: "end", room: "wide", render: (evaluation) => formatCount(summaryOf(evaluation)?.n ?? 0) },
    {
      key: "p95",
      title: texts.p95,
      width: "90px",
      align: "end",
      room: "widest",
      render: (evaluation) => {
        const seconds = summaryOf(evaluation)?.latency.p95.value;
        return seconds === undefined ? common.none : formatDuration(seconds);
      },
    },
    { key: "created", title: texts.created, width: "110px", align: "end", room: "wide", render: ({ created_at }) => <Moment at={created_at} /> },
  ];
}
