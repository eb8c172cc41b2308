import createClient, { type Middleware } from "openapi-fetch";
import { requestContext } from "./context";
import { readProblem, unreachable } from "./problem";
import type { paths } from "./schema";

const house: Middleware = {
  onRequest({ request }) {
    if (requestContext.workspace) request.headers.set("Volano-Workspace", requestContext.workspace);
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", requestContext.csrfToken);
    if (request.method === "POST") request.headers.set("Idempotency-Key", newKey());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
  },
  onError({ error }) {
    return unreachable(error);
  },
};

/** crypto.randomUUID exists in secure contexts only; a team server may be reached over plain HTTP inside its own network. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The typed client of the Volano API. Every refusal rejects with a Problem. */
export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });
api.use(house);

/** The body of a successful call. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
