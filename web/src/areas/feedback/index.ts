import { lazyRouteComponent } from "@tanstack/react-router";

export const FeedbackPage = lazyRouteComponent(() => import("./pages/FeedbackPage"), "FeedbackPage");
