import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";
import { compact } from "@/lib/search-params";
import { toastDone, toastFailure } from "@/ui";
import type { ReviewSearch } from "./search";
import { texts } from "./texts";

export function useReviews(state: ReviewSearch["state"]) {
  return useInfiniteQuery({
    queryKey: [ROOTS.reviews, "list", state],
    queryFn: ({ pageParam }) => body(api.GET("/api/v1/reviews", { params: { query: compact({ limit: 100, state, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

export function useReview(id: string) {
  return useQuery({
    queryKey: [ROOTS.reviews, "one", id],
    queryFn: () => body(api.GET("/api/v1/reviews/{review_id}", { params: { path: { review_id: id } } })),
  });
}

/** Decides a review; without a label it is skipped. */
export function useDecide(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { label: string | null; comment: string }) =>
      body(api.POST("/api/v1/reviews/{review_id}/decide", { params: { path: { review_id: id } }, body: given })),
    onSuccess: (_, { label }) => {
      toastDone(label === null ? texts.skippedDone : texts.decided);
      return client.invalidateQueries({ queryKey: [ROOTS.reviews] });
    },
    onError: toastFailure,
  });
}
