import { Stack } from "@mantine/core";
import { useState } from "react";
import type { Span, Trace } from "@/api";
import { formatDuration, formatMoney } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { Digest, ErrorNotice, Facts, Loaded, Moment, StatusMark, UserText, type Fact } from "@/ui";
import { useTrace } from "./queries";
import { ScoreList } from "./ScoreList";
import { SpanContent } from "./SpanContent";
import { texts } from "./texts";
import { Waterfall } from "./Waterfall";

function facts({ summary }: Trace): Fact[] {
  return [
    [common.status, <StatusMark key="status" tone={summary.status === "error" ? "bad" : "good"}>{texts.statuses[summary.status] ?? summary.status}</StatusMark>],
    [texts.endpoint, <UserText key={texts.endpoint}>{summary.endpoint}</UserText>],
    [texts.version, <UserText key={texts.version}>{summary.version_ref}</UserText>],
    [texts.models, <UserText key={texts.models}>{summary.models.join(", ")}</UserText>],
    [texts.latencyHead, formatDuration(summary.latency_ms / 1000)],
    [texts.tokens, texts.tokensInOut(summary.input_tokens, summary.output_tokens)],
    [texts.cost, summary.cost_known ? formatMoney(summary.cost_micros / 1e6) : common.none],
    [texts.user, <UserText key={texts.user}>{summary.user_id}</UserText>],
    [texts.session, <UserText key={texts.session}>{summary.session_id}</UserText>],
    [texts.started, <Moment key="started" at={summary.started_at} />],
    [texts.trace, <Digest key="id" value={summary.trace_id} shown={32} />],
  ];
}

/** The span to open a trace with: the first that kept what went in, else the first. */
function firstTelling(spans: readonly Span[]): Span | undefined {
  return spans.find(({ input }) => input !== null && input !== undefined) ?? spans[0];
}

/** One trace: its figures, its waterfall, what went in and came out, and how it was judged. */
export function TraceDetail({ id }: { id: string }) {
  const [selected, setSelected] = useState<string>();
  return (
    <Loaded state={useTrace(id)} rows={10}>
      {(trace) => {
        const span = trace.spans.find(({ span_id }) => span_id === selected) ?? firstTelling(trace.spans);
        return (
          <Stack>
            <Facts facts={facts(trace)} />
            <h2>{texts.spans}</h2>
            <Waterfall spans={trace.spans} selected={span?.span_id} onSelect={setSelected} />
            {trace.truncated && <p>{texts.truncated}</p>}
            {span?.status_message && <ErrorNotice error={{ message: span.status_message }} />}
            {span && <SpanContent span={span} />}
            <h2>{texts.scores}</h2>
            <ScoreList scores={trace.scores} />
          </Stack>
        );
      }}
    </Loaded>
  );
}
