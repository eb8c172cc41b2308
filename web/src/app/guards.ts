import type { QueryClient } from "@tanstack/react-query";
import { notFound, redirect } from "@tanstack/react-router";
import { Problem, requestContext, sessionQuery, type Workspace } from "@/api";
import { keepSetupToken, nextPlace, signInByToken, takeToken } from "@/areas/access";

let linkProblem: Problem | null = null;

const LAST_WORKSPACE = "volano-workspace";

/** The way in: a token in the link signs in (or is kept for the setup form); who is signed in already goes on. */
export async function enterSignIn(client: QueryClient, next: string | undefined): Promise<{ linkProblem: Problem | null }> {
  const token = takeToken();
  const session = await client.ensureQueryData(sessionQuery);
  if (session.setup_needed) {
    if (token !== null) keepSetupToken(token);
    throw redirect({ to: "/setup" });
  }
  if (token !== null) {
    try {
      client.setQueryData(sessionQuery.queryKey, await signInByToken(token));
      linkProblem = null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // Kept until the next link, since the router may come here again without one.
      linkProblem = error;
      if (!session.person) return { linkProblem };
    }
    throw redirect({ href: nextPlace(next) });
  }
  if (session.person) throw redirect({ href: nextPlace(next) });
  return { linkProblem };
}

export async function enterSetup(client: QueryClient): Promise<void> {
  const token = takeToken();
  if (token !== null) keepSetupToken(token);
  const session = await client.ensureQueryData(sessionQuery);
  if (!session.setup_needed) throw redirect({ to: "/sign-in" });
}

/** From the bare address to the workspace used last, or the first one. */
export async function enterStart(client: QueryClient): Promise<void> {
  const session = await client.ensureQueryData(sessionQuery);
  if (!session.person) throw redirect({ to: session.setup_needed ? "/setup" : "/sign-in" });
  const last = localStorage.getItem(LAST_WORKSPACE);
  const workspace = session.workspaces.find(({ slug }) => slug === last) ?? session.workspaces[0];
  throw workspace ? redirect({ to: "/w/$workspace", params: { workspace: workspace.slug } }) : redirect({ to: "/no-workspace" });
}

/** Lets people of the workspace in and makes it the one that requests speak of. */
export async function enterWorkspace(client: QueryClient, slug: string, here: string): Promise<{ place: Workspace }> {
  const session = await client.ensureQueryData(sessionQuery);
  if (!session.person) throw redirect({ to: session.setup_needed ? "/setup" : "/sign-in", search: { next: here } });
  const place = session.workspaces.find((workspace) => workspace.slug === slug);
  if (!place) throw notFound();
  if (requestContext.workspace !== slug) {
    requestContext.workspace = slug;
    localStorage.setItem(LAST_WORKSPACE, slug);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  }
  return { place };
}
