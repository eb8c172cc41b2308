import { Button, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Workspace } from "@/api";
import { ErrorNotice } from "@/ui";
import { useCreateWorkspace } from "./queries";
import { texts } from "./texts";

function slugOf(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
}

/** Makes a workspace; the short name follows the name until it is typed itself. */
export function NewWorkspaceForm({ onCreated }: { onCreated: (workspace: Workspace) => void }) {
  const create = useCreateWorkspace();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ name, slug: slug ?? slugOf(name) }, { onSuccess: onCreated });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={create.error} />
        <TextInput label={texts.workspaceName} value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} required data-autofocus />
        <TextInput
          label={texts.workspaceSlug}
          description={texts.workspaceSlugHint}
          value={slug ?? slugOf(name)}
          onChange={({ currentTarget }) => setSlug(currentTarget.value)}
          pattern="[a-z0-9][a-z0-9\-]*"
          required
        />
        <Button type="submit" loading={create.isPending}>
          {texts.createWorkspace}
        </Button>
      </Stack>
    </form>
  );
}
