import { lazyRouteComponent } from "@tanstack/react-router";

export { readJobSearch } from "./search";
export const JobsPage = lazyRouteComponent(() => import("./pages/JobsPage"), "JobsPage");
