import { lazyRouteComponent } from "@tanstack/react-router";

export { AssetList } from "./AssetList";
export { readAssetSearch } from "./search";
export const CatalogPage = lazyRouteComponent(() => import("./pages/CatalogPage"), "CatalogPage");
