import { lazyRouteComponent } from "@tanstack/react-router";

export const DataPage = lazyRouteComponent(() => import("./pages/DataPage"), "DataPage");
