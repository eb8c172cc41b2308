import { lazyRouteComponent } from "@tanstack/react-router";

export { readMonitorSearch } from "./search";
export const MonitoringPage = lazyRouteComponent(() => import("./pages/MonitoringPage"), "MonitoringPage");
