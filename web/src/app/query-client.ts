import { QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem, sessionQuery } from "@/api";

/** A refusal will be refused again; a server that cannot be reached, or is overloaded, may come back. */
function worthRetrying(failures: number, error: Error): boolean {
  const passing = error instanceof Problem && (error.status === 0 || error.status >= 500 || error.status === 429);
  return passing && failures < 2;
}

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        // The session has ended elsewhere: ask again who is signed in; the shell leads to the sign-in page.
        if (error instanceof Problem && error.status === 401) void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      },
    }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5000 } },
  });
  return client;
}
