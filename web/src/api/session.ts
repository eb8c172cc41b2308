import { queryOptions } from "@tanstack/react-query";
import { api, body } from "./client";
import { requestContext } from "./context";
import { Problem } from "./problem";
import { ROOTS } from "./roots";
import type { Session } from "./types";

const NOBODY: Session = { person: null, csrf_token: null, workspaces: [], setup_needed: false };

/** Keeps the CSRF token of a fresh session for the requests that follow. */
export function remember(session: Session): Session {
  requestContext.csrfToken = session.csrf_token ?? "";
  return session;
}

async function fetchSession(): Promise<Session> {
  try {
    return remember(await body(api.GET("/api/v1/session")));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return remember({ ...NOBODY, setup_needed: error.details.setup_needed === true });
    throw error;
  }
}

/** Who is signed in, with the workspaces they may enter. */
export const sessionQuery = queryOptions({ queryKey: [ROOTS.session], queryFn: fetchSession, staleTime: 60_000 });
