import { lazyRouteComponent } from "@tanstack/react-router";

export const TuningPage = lazyRouteComponent(() => import("./pages/TuningPage"), "TuningPage");
