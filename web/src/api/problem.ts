interface ProblemBody {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  hint?: string | null;
  request_id?: string | null;
  details?: Record<string, unknown>;
}

/** The one error of the web app: what the server answered as problem+json, or why no answer came. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly requestId: string | null;
  readonly details: Record<string, unknown>;

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title ?? "The server gave no reason.");
    this.name = "Problem";
    this.status = body.status ?? 0;
    this.code = body.code ?? "unknown";
    this.hint = body.hint || null;
    this.requestId = body.request_id ?? null;
    this.details = body.details ?? {};
  }
}

/** The problem that a refusing response carries; a body that is no problem+json is described by its status. */
export async function readProblem(response: Response): Promise<Problem> {
  const fallback: ProblemBody = {
    status: response.status,
    code: "http_error",
    detail: `The server answered ${response.status} without saying why.`,
    request_id: response.headers.get("x-request-id"),
  };
  try {
    const body: unknown = await response.json();
    if (typeof body !== "object" || body === null) return new Problem(fallback);
    return new Problem({ ...fallback, ...(body as ProblemBody) });
  } catch {
    return new Problem(fallback);
  }
}

/** The problem for a request that never got an answer. */
export function unreachable(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  return new Problem({
    code: "unreachable",
    detail: "The server cannot be reached.",
    hint: "Check that Volano is running and that you are connected; the page tries again by itself.",
  });
}
