import { lazyRouteComponent } from "@tanstack/react-router";

export { readEvaluationSearch } from "./search";
export const EvaluationPage = lazyRouteComponent(() => import("./pages/EvaluationPage"), "EvaluationPage");
