import { lazyRouteComponent } from "@tanstack/react-router";

export { AssetList } from "./AssetList";
export { readAssetSearch, readTransitionSearch } from "./search";
export const TransitionsPage = lazyRouteComponent(() => import("./pages/TransitionsPage"), "TransitionsPage");
export const CatalogPage = lazyRouteComponent(() => import("./pages/CatalogPage"), "CatalogPage");
