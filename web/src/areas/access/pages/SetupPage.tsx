import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { ErrorNotice } from "@/ui";
import { Gate } from "../Gate";
import { useSetup } from "../queries";
import { texts } from "../texts";
import { keptSetupToken } from "../token";

export function SetupPage() {
  const router = useRouter();
  const setup = useSetup();

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const field = (name: string): string => String(given.get(name));
    setup.mutate(
      { token: field("token"), name: field("name"), email: field("email"), password: field("password") },
      { onSuccess: () => router.history.push("/") },
    );
  };
  return (
    <Gate title={texts.setup} lede={texts.setupLede}>
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={setup.error} />
          <TextInput name="token" label={texts.setupToken} description={texts.setupTokenHint} defaultValue={keptSetupToken()} autoComplete="off" required />
          <TextInput name="name" label={texts.yourName} autoComplete="name" required />
          <TextInput name="email" type="email" label={texts.email} autoComplete="username" required />
          <PasswordInput name="password" label={texts.password} description={texts.passwordHint} autoComplete="new-password" minLength={12} required />
          <Button type="submit" loading={setup.isPending}>
            {texts.create}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}
