import { Button, PasswordInput, Stack } from "@mantine/core";
import type { FormEvent } from "react";
import { ErrorNotice } from "@/ui";
import { useChangePassword } from "./queries";
import { texts } from "./texts";

/** Sets or changes one's password. */
export function PasswordForm() {
  const change = useChangePassword();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    change.mutate(
      { current_password: String(given.get("current")) || null, new_password: String(given.get("new")) },
      { onSuccess: () => form.reset() },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={360}>
        <ErrorNotice error={change.error} />
        <PasswordInput name="current" label={texts.currentPassword} description={texts.currentPasswordHint} autoComplete="current-password" />
        <PasswordInput name="new" label={texts.newPassword} description={texts.newPasswordHint} autoComplete="new-password" minLength={12} required />
        <Button type="submit" loading={change.isPending}>
          {texts.changePassword}
        </Button>
      </Stack>
    </form>
  );
}
