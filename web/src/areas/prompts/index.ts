import { lazyRouteComponent } from "@tanstack/react-router";

export const PromptsPage = lazyRouteComponent(() => import("./pages/PromptsPage"), "PromptsPage");
