import { Button, Stack } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { Gate } from "../Gate";
import { NewWorkspaceForm } from "../NewWorkspaceForm";
import { useSignOut } from "../queries";
import { texts } from "../texts";

export function NoWorkspacePage() {
  const router = useRouter();
  const signOut = useSignOut();
  return (
    <Gate title={texts.noWorkspace} lede={texts.noWorkspaceLede}>
      <Stack>
        <NewWorkspaceForm onCreated={({ slug }) => router.history.push(`/w/${slug}`)} />
        <Button variant="default" onClick={() => signOut.mutate(undefined, { onSuccess: () => router.history.push("/sign-in") })}>
          {texts.signOut}
        </Button>
      </Stack>
    </Gate>
  );
}
