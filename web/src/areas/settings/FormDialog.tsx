import { Button, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { texts as common } from "@/lib/texts";
import { ErrorNotice } from "@/ui";

interface FormDialogProps {
  title: string;
  opened: boolean;
  action: string;
  busy: boolean;
  error: Error | null;
  /** What stands in the place of the form once it has been answered, such as a secret that is shown once. */
  answer?: ReactNode;
  onClose: () => void;
  onSubmit: (given: FormData) => void;
  children: ReactNode;
}

/** A form in a dialog: fields, the reason for a refusal, one action. */
export function FormDialog({ title, opened, action, busy, error, answer, onClose, onSubmit, children }: FormDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    // A secret must not vanish by a click beside the dialog.
    <Modal opened={opened} onClose={onClose} title={title} closeOnClickOutside={!answer} closeButtonProps={{ "aria-label": common.close }}>
      {answer ?? (
        <form onSubmit={submit}>
          <Stack>
            <ErrorNotice error={error} />
            {children}
            <Button type="submit" loading={busy}>
              {action}
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
