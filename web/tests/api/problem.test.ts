import { expect, test } from "vitest";
import { Problem, readProblem, unreachable } from "@/api/problem";

test("a problem keeps what the server said", async () => {
  const answer = { type: "about:blank", title: "Conflict", status: 409, code: "last_admin", detail: "Ada is the last admin.", hint: "Make another.", request_id: "req_1" };
  const problem = await readProblem(Response.json(answer, { status: 409 }));
  expect(problem).toMatchObject({ message: "Ada is the last admin.", status: 409, code: "last_admin", hint: "Make another.", requestId: "req_1" });
});

test("an answer of a proxy that is no problem is told by its status", async () => {
  const problem = await readProblem(new Response("<html>bad gateway</html>", { status: 502 }));
  expect(problem).toMatchObject({ status: 502, code: "http_error" });
  expect(problem.message).not.toContain("<html>");
});

test("a request without an answer is a problem as well, once", () => {
  const problem = unreachable(new TypeError("Failed to fetch"));
  expect(problem.code).toBe("unreachable");
  expect(unreachable(problem)).toBe(problem);
  expect(problem).toBeInstanceOf(Problem);
});
