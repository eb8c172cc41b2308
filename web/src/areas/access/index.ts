import { lazyRouteComponent } from "@tanstack/react-router";

export { NewWorkspaceForm } from "./NewWorkspaceForm";
export { nextPlace } from "./next-place";
export { signInByToken, useSession, useSignOut } from "./queries";
export { texts as accessTexts } from "./texts";
export { keepSetupToken, takeToken } from "./token";

export const SignInPage = lazyRouteComponent(() => import("./pages/SignInPage"), "SignInPage");
export const SetupPage = lazyRouteComponent(() => import("./pages/SetupPage"), "SetupPage");
export const NoWorkspacePage = lazyRouteComponent(() => import("./pages/NoWorkspacePage"), "NoWorkspacePage");
