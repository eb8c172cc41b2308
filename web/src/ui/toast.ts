import { notifications } from "@mantine/notifications";

/** Says that something was done. */
export function toastDone(message: string): void {
  notifications.show({ message, withBorder: true, color: "var(--good)", autoClose: 4000 });
}

/** Says that something failed, and what to do; it stays until it is closed. */
export function toastFailure(error: Error & { hint?: string | null }): void {
  notifications.show({
    title: error.message,
    message: error.hint ?? "",
    withBorder: true,
    color: "var(--bad)",
    autoClose: false,
    role: "alert",
  });
}
