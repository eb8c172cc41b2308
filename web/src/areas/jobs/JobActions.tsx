import { Button, Group } from "@mantine/core";
import { useState } from "react";
import type { Job } from "@/api";
import { ConfirmDialog } from "@/ui";
import { useCancelJob, useRetryJob } from "./queries";
import { texts } from "./texts";

/** What can be done about a job: stop it, or try it again. */
export function JobActions({ job }: { job: Job }) {
  const cancel = useCancelJob();
  const retry = useRetryJob();
  const [asking, setAsking] = useState(false);
  const open = job.state === "running" || job.state === "queued";
  if (!open && job.state === "succeeded") return null;
  if (open && job.cancel_requested) return <p>{texts.cancelling}</p>;
  return (
    <Group>
      {open ? (
        <Button variant="default" color="bad" onClick={() => setAsking(true)}>
          {texts.cancel}
        </Button>
      ) : (
        <Button loading={retry.isPending} onClick={() => retry.mutate(job.id)}>
          {texts.retry}
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={texts.cancelTitle}
        action={texts.cancel}
        busy={cancel.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => cancel.mutate(job.id, { onSettled: () => setAsking(false) })}
      >
        {texts.cancelText}
      </ConfirmDialog>
    </Group>
  );
}
