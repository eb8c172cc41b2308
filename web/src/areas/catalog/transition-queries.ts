import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS, type Transition } from "@/api";
import { compact } from "@/lib/search-params";
import { toastDone, toastFailure } from "@/ui";
import type { TransitionState } from "./search";
import { texts } from "./transition-texts";

export function useTransitions(state: TransitionState | undefined) {
  return useInfiniteQuery({
    queryKey: [ROOTS.transitions, "list", state],
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/transitions", { params: { query: compact({ limit: 100, state, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

const oneKey = (id: string) => [ROOTS.transitions, "one", id] as const;

export function useTransition(id: string) {
  return useQuery({
    queryKey: oneKey(id),
    queryFn: () => body(api.GET("/api/v1/transitions/{transition_id}", { params: { path: { transition_id: id } } })),
  });
}

/** A step of a transition. A refusal is told in a notice, unless the dialog that asked shows it itself. */
function useStep<Input>(id: string, step: (path: { transition_id: string }, input: Input) => Promise<Transition>, done: string, quiet = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => step({ transition_id: id }, input),
    onSuccess: (transition) => {
      toastDone(done);
      client.setQueryData(oneKey(id), transition);
      return client.invalidateQueries({ queryKey: [ROOTS.transitions] });
    },
    onError: (error) => {
      if (!quiet) toastFailure(error);
    },
  });
}

export const useApprove = (id: string) =>
  useStep(
    id,
    (path, notes: string) => body(api.POST("/api/v1/transitions/{transition_id}/approve", { params: { path }, body: { notes } })),
    texts.approved,
    true,
  );

export const useReject = (id: string) =>
  useStep(
    id,
    (path, reason: string) => body(api.POST("/api/v1/transitions/{transition_id}/reject", { params: { path }, body: { reason } })),
    texts.rejected,
    true,
  );

export const useApply = (id: string) =>
  useStep<void>(id, (path) => body(api.POST("/api/v1/transitions/{transition_id}/apply", { params: { path } })), texts.applied);

export const useEvaluate = (id: string) =>
  useStep<void>(id, (path) => body(api.POST("/api/v1/transitions/{transition_id}/evaluate", { params: { path } })), texts.evaluated);
