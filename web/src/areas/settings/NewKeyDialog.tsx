import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { reaches, type Role } from "@/api";
import { SecretOnce } from "@/ui";
import { FormDialog } from "./FormDialog";
import { useCreateKey, useServiceAccounts } from "./queries";
import { RoleSelect } from "./RoleSelect";
import { texts } from "./texts";

const LIVES = [30, 90, 365];
const DAY = 86_400_000;

function expiry(days: FormDataEntryValue | null): string | null {
  return days ? new Date(Date.now() + Number(days) * DAY).toISOString() : null;
}

/** Makes an API key and shows its secret, once. */
export function NewKeyDialog({ opened, most, onClose }: { opened: boolean; most: Role; onClose: () => void }) {
  const create = useCreateKey();
  const accounts = useServiceAccounts();
  const close = (): void => {
    onClose();
    create.reset();
  };
  const answer = create.data && (
    <Stack>
      <SecretOnce secret={create.data.key}>{texts.keySecret}</SecretOnce>
      <Button onClick={close}>{texts.done}</Button>
    </Stack>
  );
  const submit = (given: FormData): void =>
    create.mutate({
      name: String(given.get("name")),
      role: given.get("role") as Role,
      service_account_id: String(given.get("account")) || null,
      expires_at: expiry(given.get("days")),
    });
  return (
    <FormDialog
      title={create.data ? texts.keyMade : texts.newKey}
      opened={opened}
      action={texts.newKey}
      busy={create.isPending}
      error={create.error}
      answer={answer}
      onClose={close}
      onSubmit={submit}
    >
      <TextInput name="name" label={texts.keyName} required maxLength={100} data-autofocus />
      <NativeSelect
        name="account"
        label={texts.keyFor}
        data={[{ value: "", label: texts.keyForMe }, ...(accounts.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <RoleSelect name="role" most={most} initial={reaches(most, "editor") ? "editor" : most} />
      <NativeSelect
        name="days"
        label={texts.keyExpires}
        defaultValue="90"
        data={[...LIVES.map((days) => ({ value: String(days), label: texts.keyDays(days) })), { value: "", label: texts.keyNever }]}
      />
    </FormDialog>
  );
}
