import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { NoWorkspacePage, SetupPage, SignInPage } from "@/areas/access";
import { CatalogPage, readAssetSearch, readTransitionSearch, TransitionsPage } from "@/areas/catalog";
import { DataPage } from "@/areas/data";
import { EvaluationPage, readEvaluationSearch } from "@/areas/evaluation";
import { FeedbackPage, readReviewSearch } from "@/areas/feedback";
import { HomePage } from "@/areas/home";
import { JobsPage, readJobSearch } from "@/areas/jobs";
import { MonitoringPage, readMonitorSearch } from "@/areas/monitoring";
import { PipelinesPage } from "@/areas/pipelines";
import { PromptsPage } from "@/areas/prompts";
import { ComparePage, readCompareView, readRunFilters, readRunView, RunPage, RunsPage } from "@/areas/runs";
import { readEndpointSearch, ServingPage } from "@/areas/serving";
import { AccountPage, AuditPage, KeysPage, PeoplePage, readAuditSearch, readWebhookSearch, ServiceAccountsPage, WebhooksPage } from "@/areas/settings";
import { readTraceSearch, TelemetryPage } from "@/areas/telemetry";
import { TuningPage } from "@/areas/tuning";
import { compact, textParam } from "@/lib/search-params";
import { CrashPage } from "./CrashPage";
import { enterSetup, enterSignIn, enterStart, enterWorkspace } from "./guards";
import { NotFoundPage } from "./NotFoundPage";
import { PendingPage } from "./PendingPage";
import { Shell } from "./Shell";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet, notFoundComponent: NotFoundPage });

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: ({ context }) => enterStart(context.queryClient),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => compact({ next: textParam(search.next) }),
  beforeLoad: ({ context, search }) => enterSignIn(context.queryClient, search.next),
  component: SignInPage,
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: ({ context }) => enterSetup(context.queryClient),
  component: SetupPage,
});
const noWorkspace = createRoute({ getParentRoute: () => root, path: "/no-workspace", component: NoWorkspacePage });

const workspace = createRoute({
  getParentRoute: () => root,
  path: "/w/$workspace",
  beforeLoad: ({ context, params, location }) => enterWorkspace(context.queryClient, params.workspace, location.href),
  component: Shell,
  notFoundComponent: NotFoundPage,
});
const inside = { getParentRoute: () => workspace };

const stages = [
  createRoute({ ...inside, path: "/data", validateSearch: readAssetSearch, component: DataPage }),
  createRoute({ ...inside, path: "/prompts", validateSearch: readAssetSearch, component: PromptsPage }),
  createRoute({ ...inside, path: "/tuning", validateSearch: readRunFilters, component: TuningPage }),
  createRoute({ ...inside, path: "/evaluation", validateSearch: readEvaluationSearch, component: EvaluationPage }),
  createRoute({ ...inside, path: "/catalog", validateSearch: readAssetSearch, component: CatalogPage }),
  createRoute({ ...inside, path: "/catalog/transitions", validateSearch: readTransitionSearch, component: TransitionsPage }),
  createRoute({ ...inside, path: "/serving", validateSearch: readEndpointSearch, component: ServingPage }),
  createRoute({ ...inside, path: "/telemetry", validateSearch: readTraceSearch, component: TelemetryPage }),
  createRoute({ ...inside, path: "/monitoring", validateSearch: readMonitorSearch, component: MonitoringPage }),
  createRoute({ ...inside, path: "/feedback", validateSearch: readReviewSearch, component: FeedbackPage }),
  createRoute({ ...inside, path: "/pipelines", validateSearch: readAssetSearch, component: PipelinesPage }),
] as const;

const work = [
  createRoute({ ...inside, path: "/", component: HomePage }),
  createRoute({ ...inside, path: "/runs", validateSearch: readRunFilters, component: RunsPage }),
  createRoute({ ...inside, path: "/runs/compare", validateSearch: readCompareView, component: ComparePage }),
  createRoute({ ...inside, path: "/runs/$runId", validateSearch: readRunView, component: RunPage }),
  createRoute({ ...inside, path: "/jobs", validateSearch: readJobSearch, component: JobsPage }),
] as const;

const settings = [
  createRoute({
    ...inside,
    path: "/settings",
    beforeLoad: ({ params }) => {
      throw redirect({ to: "/w/$workspace/settings/people", params });
    },
  }),
  createRoute({ ...inside, path: "/settings/account", component: AccountPage }),
  createRoute({ ...inside, path: "/settings/people", component: PeoplePage }),
  createRoute({ ...inside, path: "/settings/service-accounts", component: ServiceAccountsPage }),
  createRoute({ ...inside, path: "/settings/keys", component: KeysPage }),
  createRoute({ ...inside, path: "/settings/webhooks", validateSearch: readWebhookSearch, component: WebhooksPage }),
  createRoute({ ...inside, path: "/settings/audit", validateSearch: readAuditSearch, component: AuditPage }),
] as const;

const routeTree = root.addChildren([start, signIn, setup, noWorkspace, workspace.addChildren([...stages, ...work, ...settings])]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingMs: 300,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
    scrollToTopSelectors: ["#main"],
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
