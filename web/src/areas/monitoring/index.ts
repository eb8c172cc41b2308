import { lazyRouteComponent } from "@tanstack/react-router";

export const MonitoringPage = lazyRouteComponent(() => import("./pages/MonitoringPage"), "MonitoringPage");
