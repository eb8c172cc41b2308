import { lazyRouteComponent } from "@tanstack/react-router";

export const PipelinesPage = lazyRouteComponent(() => import("./pages/PipelinesPage"), "PipelinesPage");
