import { lazyRouteComponent } from "@tanstack/react-router";

export { RunList } from "./RunList";
export { readCompareView, readRunFilters, readRunView, type RunFilters } from "./search";

export const RunsPage = lazyRouteComponent(() => import("./pages/RunsPage"), "RunsPage");
export const RunPage = lazyRouteComponent(() => import("./pages/RunPage"), "RunPage");
export const ComparePage = lazyRouteComponent(() => import("./pages/ComparePage"), "ComparePage");
