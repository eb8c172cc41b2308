import { lazyRouteComponent } from "@tanstack/react-router";

export { readReviewSearch } from "./search";
export const FeedbackPage = lazyRouteComponent(() => import("./pages/FeedbackPage"), "FeedbackPage");
