import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { ErrorNotice } from "@/ui";
import { Gate } from "../Gate";
import { nextPlace } from "../next-place";
import { useSignIn } from "../queries";
import { texts } from "../texts";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const { linkProblem } = route.useRouteContext();
  const router = useRouter();
  const signIn = useSignIn();

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    signIn.mutate(
      { email: String(given.get("email")), password: String(given.get("password")) },
      { onSuccess: () => router.history.push(nextPlace(next)) },
    );
  };
  return (
    <Gate title={texts.signIn} lede={texts.signInLede}>
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={signIn.error ?? linkProblem} />
          <TextInput name="email" type="email" label={texts.email} autoComplete="username" required />
          <PasswordInput name="password" label={texts.password} autoComplete="current-password" description={texts.noPasswordHint} inputWrapperOrder={["label", "input", "description"]} required />
          <Button type="submit" loading={signIn.isPending}>
            {texts.signIn}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}
