import { lazyRouteComponent } from "@tanstack/react-router";

export { readEndpointSearch } from "./search";
export const ServingPage = lazyRouteComponent(() => import("./pages/ServingPage"), "ServingPage");
