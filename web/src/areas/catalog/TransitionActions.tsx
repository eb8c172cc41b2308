import { Button, Group } from "@mantine/core";
import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { reaches, type Transition } from "@/api";
import { DecisionDialog } from "./DecisionDialog";
import { useApply, useApprove, useEvaluate, useReject } from "./transition-queries";
import { texts } from "./transition-texts";

/** What can be decided about an open transition. The server knows who may; a refusal says why. */
export function TransitionActions({ transition: { id, state, missing } }: { transition: Transition }) {
  const { place } = useRouteContext({ from: "/w/$workspace" });
  const [deciding, setDeciding] = useState<"approve" | "reject" | null>(null);
  const [approve, reject, apply, evaluate] = [useApprove(id), useReject(id), useApply(id), useEvaluate(id)];
  const close = (): void => {
    setDeciding(null);
    approve.reset();
    reject.reset();
  };
  const open = state === "open" || state === "approved";
  if (!open || !reaches(place.role, "maintainer")) return null;
  const refusing = deciding === "reject";
  return (
    <Group gap="xs">
      {missing.length === 0 ? (
        <Button loading={apply.isPending} onClick={() => apply.mutate()}>
          {texts.apply}
        </Button>
      ) : (
        <Button onClick={() => setDeciding("approve")}>{texts.approve}</Button>
      )}
      <Button variant="default" color="bad" onClick={() => setDeciding("reject")}>
        {texts.reject}
      </Button>
      <Button variant="subtle" loading={evaluate.isPending} onClick={() => evaluate.mutate()}>
        {texts.evaluate}
      </Button>
      <DecisionDialog
        opened={deciding !== null}
        title={refusing ? texts.rejectTitle : texts.approveTitle}
        words={refusing ? texts.rejectText : texts.approveText}
        label={refusing ? texts.why : texts.notes}
        action={refusing ? texts.reject : texts.approve}
        refusing={refusing}
        error={(refusing ? reject : approve).error}
        busy={approve.isPending || reject.isPending}
        onClose={close}
        onDecide={(words) => (refusing ? reject : approve).mutate(words, { onSuccess: close })}
      />
    </Group>
  );
}
