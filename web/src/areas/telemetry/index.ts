import { lazyRouteComponent } from "@tanstack/react-router";

export { readTraceSearch } from "./search";
export { Traffic } from "./Traffic";
export const TelemetryPage = lazyRouteComponent(() => import("./pages/TelemetryPage"), "TelemetryPage");
