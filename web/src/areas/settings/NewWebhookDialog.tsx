import { Button, Stack, Textarea, TextInput } from "@mantine/core";
import { SecretOnce } from "@/ui";
import { FormDialog } from "./FormDialog";
import { useCreateWebhook } from "./queries";
import { texts } from "./texts";

/** Makes a webhook and shows its signing secret, once. */
export function NewWebhookDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const create = useCreateWebhook();
  const close = (): void => {
    onClose();
    create.reset();
  };
  const answer = create.data && (
    <Stack>
      <SecretOnce secret={create.data.secret}>{texts.webhookSecret}</SecretOnce>
      <Button onClick={close}>{texts.done}</Button>
    </Stack>
  );
  return (
    <FormDialog
      title={create.data ? texts.webhookMade : texts.newWebhook}
      opened={opened}
      action={texts.newWebhook}
      busy={create.isPending}
      error={create.error}
      answer={answer}
      onClose={close}
      onSubmit={(given) => create.mutate({ name: String(given.get("name")), url: String(given.get("url")), events: String(given.get("events")).split(/\s+/).filter(Boolean) })}
    >
      <TextInput name="name" label={texts.webhookName} required maxLength={100} data-autofocus />
      <TextInput name="url" type="url" label={texts.url} description={texts.urlHint} placeholder="https://" required />
      <Textarea name="events" label={texts.eventsLabel} description={texts.eventsHint} rows={3} defaultValue="*" required />
    </FormDialog>
  );
}
