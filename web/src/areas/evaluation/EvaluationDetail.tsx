import { Stack } from "@mantine/core";
import type { Evaluation } from "@/api";
import { formatCount, formatDuration } from "@/lib/numbers";
import { Facts, Loaded, ObjectLink, UserText, type Fact } from "@/ui";
import { ClassTable } from "./ClassTable";
import { ConfusionTable } from "./ConfusionTable";
import { EstimateBar } from "./EstimateBar";
import { useEvaluation } from "./queries";
import { summaryOf, type Summary } from "./summary";
import { texts } from "./texts";
import { VersionLink } from "./VersionLink";

function about({ model_ref, spec, run_id, name }: Evaluation): Fact[] {
  return [
    [texts.model, <VersionLink key="model" kind="model" version={model_ref} />],
    [texts.prompt, <VersionLink key="prompt" kind="prompt" version={spec.prompt} />],
    [texts.dataset, <VersionLink key="dataset" kind="dataset" version={spec.dataset} />],
    [texts.run, <ObjectLink key="run" object={{ kind: "run", id: run_id, name }} />],
  ];
}

function figures({ quality, score, n, latency, input_tokens, output_tokens }: Summary): Fact[] {
  const main: Fact[] = quality
    ? [
        [texts.accuracy, <EstimateBar key="accuracy" estimate={quality.accuracy} />],
        [texts.f1, <EstimateBar key="f1" estimate={quality.macro_f1} />],
        [texts.invalid, <EstimateBar key="invalid" estimate={quality.invalid} />],
      ]
    : [[texts.score, <EstimateBar key="score" estimate={score} />]];
  return [
    ...main,
    [texts.rows, formatCount(n)],
    [texts.latency, `${formatDuration(latency.p50.value)} / ${formatDuration(latency.p95.value)}`],
    [texts.tokens, `${formatCount(input_tokens)} / ${formatCount(output_tokens)}`],
  ];
}

/** One evaluation: what was asked of what, and how well it went. */
export function EvaluationDetail({ run }: { run: string }) {
  return (
    <Loaded state={useEvaluation(run)} rows={8}>
      {(evaluation) => {
        const summary = summaryOf(evaluation);
        return (
          <Stack>
            <p>
              <UserText>{evaluation.name}</UserText>
            </p>
            <Facts facts={[...about(evaluation), ...(summary ? figures(summary) : [])]} />
            {!summary && <p>{texts.unfinished}</p>}
            {summary?.quality && (
              <>
                <h2>{texts.classes}</h2>
                <ClassTable rows={summary.quality.classes} />
                <h2>{texts.confusion}</h2>
                <ConfusionTable labels={summary.quality.labels} confusion={summary.quality.confusion} />
              </>
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}
