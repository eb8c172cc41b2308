import { Menu, Modal } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useState } from "react";
import type { Workspace } from "@/api";
import { accessTexts, NewWorkspaceForm } from "@/areas/access";
import { texts as common } from "@/lib/texts";
import { Spoken, UserText } from "@/ui";
import classes from "./Menus.module.css";
import { texts } from "./texts";

/** The workspace one is in, the others, and a way to make one more. */
export function WorkspaceMenu({ place, workspaces }: { place: Workspace; workspaces: readonly Workspace[] }) {
  const router = useRouter();
  const [making, setMaking] = useState(false);
  const enter = (slug: string): void => void router.navigate({ to: "/w/$workspace", params: { workspace: slug } });
  return (
    <>
      <Menu withinPortal={false} floatingStrategy="fixed" withInitialFocusPlaceholder={false} position="bottom-start" width={240}>
        <Menu.Target>
          <button type="button" className={`${classes.button} ${classes.framed}`}>
            <span className={classes.name}>
              <UserText longest={60}>{place.name}</UserText>
              <Spoken>{texts.switchWorkspace}</Spoken>
            </span>
            <ChevronsUpDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {workspaces.map(({ id, slug, name, role }) => (
            <Menu.Item key={id} rightSection={slug === place.slug ? <Check size={14} /> : <span className={classes.quiet}>{role}</span>} onClick={() => enter(slug)}>
              <UserText longest={60}>{name}</UserText>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Plus size={14} />} onClick={() => setMaking(true)}>
            {texts.newWorkspace}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={making} onClose={() => setMaking(false)} title={accessTexts.newWorkspace} closeButtonProps={{ "aria-label": common.close }}>
        <NewWorkspaceForm
          onCreated={({ slug }) => {
            setMaking(false);
            enter(slug);
          }}
        />
      </Modal>
    </>
  );
}
