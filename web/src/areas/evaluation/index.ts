import { lazyRouteComponent } from "@tanstack/react-router";

export const EvaluationPage = lazyRouteComponent(() => import("./pages/EvaluationPage"), "EvaluationPage");
