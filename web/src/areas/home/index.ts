export { HomePage } from "./pages/HomePage";
export { useWheel } from "./queries";
export { segmentsOf } from "./segments";
export { StageCounts } from "./StageCounts";
export { StageSummary } from "./StageSummary";
