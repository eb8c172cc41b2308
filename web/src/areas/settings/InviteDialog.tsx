import { Button, Stack, TextInput } from "@mantine/core";
import type { Role } from "@/api";
import { texts as common } from "@/lib/texts";
import { SecretOnce } from "@/ui";
import { FormDialog } from "./FormDialog";
import { useAddMember } from "./queries";
import { RoleSelect } from "./RoleSelect";
import { texts } from "./texts";

/** Invites somebody into the workspace and shows the link that lets them in. */
export function InviteDialog({ opened, most, onClose }: { opened: boolean; most: Role; onClose: () => void }) {
  const add = useAddMember();
  const close = (): void => {
    onClose();
    add.reset();
  };
  const answer = add.data && (
    <Stack>
      {add.data.invitation_token === null ? (
        <p>{texts.added(add.data.member.name)}</p>
      ) : (
        <SecretOnce secret={`${location.origin}/sign-in#token=${encodeURIComponent(add.data.invitation_token)}`}>{texts.invitationLink}</SecretOnce>
      )}
      <Button onClick={close}>{texts.done}</Button>
    </Stack>
  );
  return (
    <FormDialog
      title={add.data ? texts.invited(add.data.member.name) : texts.inviteTitle}
      opened={opened}
      action={texts.invite}
      busy={add.isPending}
      error={add.error}
      answer={answer}
      onClose={close}
      onSubmit={(given) => add.mutate({ email: String(given.get("email")), name: String(given.get("name")), role: given.get("role") as Role })}
    >
      <TextInput name="email" type="email" label={texts.email} description={texts.inviteHint} required data-autofocus />
      <TextInput name="name" label={common.name} required />
      <RoleSelect name="role" most={most} initial="editor" />
    </FormDialog>
  );
}
