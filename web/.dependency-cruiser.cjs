/** The streets of the web app: app → areas → ui | api | lib; areas meet only at their index. */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "areas-only-by-index",
      comment: "Import an area by its door (areas/<area>/index.ts), never one of its files.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/areas/([^/]+)/" },
      to: { path: "^src/areas/[^/]+/", pathNot: "^src/areas/[^/]+/index\\.ts$" },
    },
    {
      name: "areas-meet-at-the-door",
      severity: "error",
      from: { path: "^src/areas/([^/]+)/" },
      to: { path: "^src/areas/[^/]+/", pathNot: ["^src/areas/$1/", "^src/areas/[^/]+/index\\.ts$"] },
    },
    {
      name: "areas-know-no-app",
      severity: "error",
      from: { path: "^src/areas/" },
      to: { path: "^src/app/" },
    },
    {
      name: "ui-imports-nothing-above",
      comment: "ui takes props; it neither fetches nor knows an area.",
      severity: "error",
      from: { path: "^src/ui/" },
      to: { path: "^src/(app|areas|api)/" },
    },
    {
      name: "api-stands-on-lib",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: "^src/(app|areas|ui)/" },
    },
    { name: "lib-is-the-ground", severity: "error", from: { path: "^src/lib/" }, to: { path: "^src/(app|areas|ui|api)/" } },
    {
      name: "only-api-fetches",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/api/" },
      to: { path: "openapi-fetch" },
    },
    {
      name: "ui-and-lib-fetch-nothing",
      severity: "error",
      from: { path: "^src/(ui|lib)/" },
      to: { path: "@tanstack/react-query" },
    },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: ["\\.d\\.ts$", "src/main\\.tsx$"] }, to: {} },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".css"], mainFields: ["module", "main", "types"] },
  },
};
