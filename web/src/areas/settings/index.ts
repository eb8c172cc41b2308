import { lazyRouteComponent } from "@tanstack/react-router";

export { readAuditSearch, readWebhookSearch } from "./search";

export const AccountPage = lazyRouteComponent(() => import("./pages/AccountPage"), "AccountPage");
export const PeoplePage = lazyRouteComponent(() => import("./pages/PeoplePage"), "PeoplePage");
export const ServiceAccountsPage = lazyRouteComponent(() => import("./pages/ServiceAccountsPage"), "ServiceAccountsPage");
export const KeysPage = lazyRouteComponent(() => import("./pages/KeysPage"), "KeysPage");
export const WebhooksPage = lazyRouteComponent(() => import("./pages/WebhooksPage"), "WebhooksPage");
export const AuditPage = lazyRouteComponent(() => import("./pages/AuditPage"), "AuditPage");
