import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, body, remember, sessionQuery, type Session } from "@/api";

/** The session of the person who is signed in; the router loads it before any page. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

function useSessionChange<Input>(change: (input: Input) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, remember(session));
    },
  });
}

export const useSignIn = () =>
  useSessionChange((given: { email: string; password: string }) => body(api.POST("/api/v1/session", { body: given })));

export const useSetup = () =>
  useSessionChange((given: { token: string; email: string; name: string; password: string }) =>
    body(api.POST("/api/v1/setup", { body: given })),
  );

/** Ends the session here and at the server. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/session"),
    onSuccess: () => client.clear(),
  });
}

export async function signInByToken(token: string): Promise<Session> {
  return remember(await body(api.POST("/api/v1/session/token", { body: { token } })));
}

export function useCreateWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { name: string; slug: string }) => body(api.POST("/api/v1/workspaces", { body: given })),
    // Fetched, not only marked as stale: the way into the new workspace asks for it next.
    onSuccess: () => client.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
}
