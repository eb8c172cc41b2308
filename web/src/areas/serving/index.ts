import { lazyRouteComponent } from "@tanstack/react-router";

export const ServingPage = lazyRouteComponent(() => import("./pages/ServingPage"), "ServingPage");
