import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { texts as common } from "@/lib/texts";
import { ErrorNotice } from "@/ui";

interface DecisionDialogProps {
  opened: boolean;
  title: string;
  words: string;
  label: string;
  action: string;
  refusing: boolean;
  busy: boolean;
  error: Error | null;
  onDecide: (reason: string) => void;
  onClose: () => void;
}

/** Asks for the reason of a decision, which a refusal must have. */
export function DecisionDialog({ opened, title, words, label, action, refusing, busy, error, onDecide, onClose }: DecisionDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onDecide(String(new FormData(event.currentTarget).get("reason")));
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": common.close }}>
      <form onSubmit={submit}>
        <Stack>
          <p>{words}</p>
          <ErrorNotice error={error} />
          <Textarea name="reason" label={label} rows={3} required={refusing} maxLength={2000} data-autofocus />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={busy} {...(refusing ? { color: "bad" } : {})}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
