export { HomePage } from "./pages/HomePage";
export { useWheel } from "./queries";
export { segmentsOf } from "./segments";
export { StageSummary } from "./StageSummary";
