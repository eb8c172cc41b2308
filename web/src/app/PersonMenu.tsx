import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, UserRound } from "lucide-react";
import type { Session } from "@/api";
import { useSignOut } from "@/areas/access";
import { Spoken, toastFailure, UserText } from "@/ui";
import classes from "./Menus.module.css";
import { texts } from "./texts";

const SCHEMES: ReadonlyArray<{ scheme: MantineColorScheme; label: string }> = [
  { scheme: "auto", label: texts.system },
  { scheme: "light", label: texts.light },
  { scheme: "dark", label: texts.dark },
];

/** Who is signed in: light or dark, and the way out. */
export function PersonMenu({ person }: { person: NonNullable<Session["person"]> }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { workspace } = useParams({ from: "/w/$workspace" });
  const signOut = useSignOut();
  const leave = (): void => signOut.mutate(undefined, { onSuccess: () => location.assign("/sign-in"), onError: toastFailure });
  return (
    <Menu withinPortal={false} floatingStrategy="fixed" withInitialFocusPlaceholder={false} position="top-start" width={208}>
      <Menu.Target>
        <button type="button" className={classes.button}>
          <span>
            <span className={classes.name}>
              <UserText longest={60}>{person.name}</UserText>
            </span>
            <br />
            <span className={classes.quiet}>
              <UserText longest={60}>{person.email}</UserText>
              <Spoken>{texts.personMenu}</Spoken>
            </span>
          </span>
          <ChevronsUpDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.appearance}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {SCHEMES.map(({ scheme, label }) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item component={Link} to={`/w/${workspace}/settings/account`} leftSection={<UserRound size={14} />}>
          {texts.account}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={14} />} onClick={leave}>
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
