import { lazyRouteComponent } from "@tanstack/react-router";

export const TelemetryPage = lazyRouteComponent(() => import("./pages/TelemetryPage"), "TelemetryPage");
