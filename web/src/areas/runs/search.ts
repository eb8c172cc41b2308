import { choiceParam, compact, numberParam, textParam } from "@/lib/search-params";

export const STATES = ["running", "succeeded", "failed", "cancelled"] as const;
export type RunState = (typeof STATES)[number];
export const KINDS = ["data", "tuning", "trial", "evaluation", "pipeline", "other"] as const;

export type RunKind = (typeof KINDS)[number];

export interface RunFilters {
  kind?: RunKind;
  state?: RunState;
  name?: string;
}

/** The filters of the list as they stand in its link. */
export function readRunFilters(search: Record<string, unknown>): RunFilters {
  return compact({ kind: choiceParam(search.kind, KINDS), state: choiceParam(search.state, STATES), name: textParam(search.name) });
}

export interface CurveView {
  x?: "elapsed";
  smooth?: number;
  log?: "y";
  metric?: string;
}

function readCurveView(search: Record<string, unknown>): CurveView {
  return compact({
    x: choiceParam(search.x, ["elapsed"] as const),
    smooth: numberParam(search.smooth, 0, 0.99),
    log: choiceParam(search.log, ["y"] as const),
    metric: textParam(search.metric),
  });
}

export type RunView = CurveView & { view?: "logs" };

export function readRunView(search: Record<string, unknown>): RunView {
  return { ...readCurveView(search), ...compact({ view: choiceParam(search.view, ["logs"] as const) }) };
}

export type CompareView = CurveView & { runs?: string; only?: "differences" };

/** The compared runs stand in the link as ids joined by commas. */
export function readCompareView(search: Record<string, unknown>): CompareView {
  return { ...readCurveView(search), ...compact({ runs: textParam(search.runs), only: choiceParam(search.only, ["differences"] as const) }) };
}
