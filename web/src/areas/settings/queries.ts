import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, ROOTS, type Member, type Role, type Root } from "@/api";
import { compact } from "@/lib/search-params";
import { toastDone, toastFailure } from "@/ui";
import { texts } from "./texts";

const ALL = 500;

export const useMembers = () =>
  useQuery({ queryKey: [ROOTS.members], queryFn: () => body(api.GET("/api/v1/members", { params: { query: { limit: ALL } } })) });

export const useServiceAccounts = () =>
  useQuery({
    queryKey: [ROOTS.serviceAccounts],
    queryFn: () => body(api.GET("/api/v1/service-accounts", { params: { query: { limit: ALL } } })),
  });

export const useKeys = () =>
  useQuery({ queryKey: [ROOTS.keys], queryFn: () => body(api.GET("/api/v1/keys", { params: { query: { limit: ALL } } })) });

export const useWebhooks = () =>
  useQuery({ queryKey: [ROOTS.webhooks], queryFn: () => body(api.GET("/api/v1/webhooks", { params: { query: { limit: ALL } } })) });

export const useDeliveries = (id: string) =>
  useQuery({
    queryKey: [ROOTS.webhooks, id, "deliveries"],
    queryFn: () => body(api.GET("/api/v1/webhooks/{webhook_id}/deliveries", { params: { path: { webhook_id: id }, query: { limit: 50 } } })),
  });

/** A change of one list: renewed on success; a failure is told in a notice unless the form shows it itself. */
function useChange<Input, Output>(root: Root, change: (input: Input) => Promise<Output>, options: { done?: (input: Input) => string; quiet?: boolean } = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (_, input) => {
      if (options.done) toastDone(options.done(input));
      return client.invalidateQueries({ queryKey: [root] });
    },
    onError: (error) => {
      if (!options.quiet) toastFailure(error);
    },
  });
}

export const useAddMember = () =>
  useChange(ROOTS.members, (given: { email: string; name: string; role: Role }) => body(api.POST("/api/v1/members", { body: given })), { quiet: true });

export const useChangeRole = () =>
  useChange(
    ROOTS.members,
    ({ member, role }: { member: Member; role: Role }) => body(api.PATCH("/api/v1/members/{person_id}", { params: { path: { person_id: member.id } }, body: { role } })),
    { done: ({ member, role }) => texts.roleChanged(member.name, role) },
  );

export const useRemoveMember = () =>
  useChange(ROOTS.members, (member: Member) => api.DELETE("/api/v1/members/{person_id}", { params: { path: { person_id: member.id } } }), {
    done: ({ name }) => texts.removed(name),
  });

export const useCreateServiceAccount = () =>
  useChange(ROOTS.serviceAccounts, (given: { name: string; role: Role }) => body(api.POST("/api/v1/service-accounts", { body: given })), {
    done: ({ name }) => texts.accountMade(name),
    quiet: true,
  });

interface KeyWish {
  name: string;
  role: Role;
  service_account_id: string | null;
  expires_at: string | null;
}

export const useCreateKey = () => useChange(ROOTS.keys, (given: KeyWish) => body(api.POST("/api/v1/keys", { body: given })), { quiet: true });

export const useRevokeKey = () =>
  useChange(ROOTS.keys, ({ id }: { id: string; name: string }) => api.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: id } } }), {
    done: ({ name }) => texts.revokedDone(name),
  });

export const useCreateWebhook = () =>
  useChange(ROOTS.webhooks, (given: { name: string; url: string; events: string[] }) => body(api.POST("/api/v1/webhooks", { body: given })), { quiet: true });

export const useRemoveWebhook = () =>
  useChange(ROOTS.webhooks, (id: string) => api.DELETE("/api/v1/webhooks/{webhook_id}", { params: { path: { webhook_id: id } } }), {
    done: () => texts.webhookRemoved,
  });

export function useAudit(action: string | undefined) {
  return useInfiniteQuery({
    queryKey: [ROOTS.events, "audit", action],
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/events", { params: { query: compact({ limit: 200, action, cursor: pageParam ?? undefined }) } })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
}

export const useVerify = () => useMutation({ mutationFn: () => body(api.GET("/api/v1/audit/verify")), onError: toastFailure });

export const useSessions = () => useQuery({ queryKey: [ROOTS.sessions], queryFn: () => body(api.GET("/api/v1/sessions")) });

export const useEndSession = () =>
  useChange(ROOTS.sessions, (id: string) => api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } } }), {
    done: () => texts.sessionEnded,
  });

export const useChangePassword = () =>
  useChange(
    ROOTS.sessions,
    (given: { current_password: string | null; new_password: string }) => api.PUT("/api/v1/session/password", { body: given }),
    { done: () => texts.passwordChanged, quiet: true },
  );

export const usePing = () =>
  useChange(ROOTS.webhooks, (id: string) => body(api.POST("/api/v1/webhooks/{webhook_id}/ping", { params: { path: { webhook_id: id } } })), {
    done: () => texts.pinged,
  });
