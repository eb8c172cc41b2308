import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Sun, type LucideIcon } from "lucide-react";
import type { Session } from "@/api";
import { useSignOut } from "@/areas/access";
import { Spoken, toastFailure, UserText } from "@/ui";
import classes from "./Menus.module.css";
import { texts } from "./texts";

const SCHEMES: ReadonlyArray<{ scheme: MantineColorScheme; label: string; icon: LucideIcon }> = [
  { scheme: "auto", label: texts.system, icon: Monitor },
  { scheme: "light", label: texts.light, icon: Sun },
  { scheme: "dark", label: texts.dark, icon: Moon },
];

/** Who is signed in: light or dark, and the way out. */
export function PersonMenu({ person }: { person: NonNullable<Session["person"]> }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const router = useRouter();
  const signOut = useSignOut();
  const leave = (): void => signOut.mutate(undefined, { onSuccess: () => location.assign("/sign-in"), onError: toastFailure });
  return (
    <Menu position="top-start" width={208} disabled={router.state.status === "pending" && signOut.isPending}>
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
        {SCHEMES.map(({ scheme, label, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={<Icon size={14} />}
            rightSection={colorScheme === scheme && <Check size={14} />}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={14} />} onClick={leave}>
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
