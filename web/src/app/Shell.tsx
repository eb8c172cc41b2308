import { ActionIcon, Drawer } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useParams, useRouter, useRouterState } from "@tanstack/react-router";
import { Menu } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { createRenewal, followEvents, useLiveState } from "@/api";
import { useSession } from "@/areas/access";
import { segmentsOf, useWheel } from "@/areas/home";
import { texts as common } from "@/lib/texts";
import { WheelMark } from "@/ui";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { texts } from "./texts";

function useLiveQueries(workspace: string): void {
  const client = useQueryClient();
  useEffect(() => followEvents(workspace, createRenewal(client)), [client, workspace]);

  // After a break some events may be too old to be sent again: renew whatever is on the screen.
  const live = useLiveState();
  const broken = useRef(false);
  useEffect(() => {
    if (live === "waiting") broken.current = true;
    if (live !== "live" || !broken.current) return;
    broken.current = false;
    void client.invalidateQueries();
  }, [client, live]);
}

/** The house around every page of a workspace: the rail (a drawer on narrow screens) and the page. */
export function Shell() {
  const { workspace } = useParams({ from: "/w/$workspace" });
  const router = useRouter();
  const session = useSession();
  const here = useRouterState({ select: ({ location }) => location.pathname });
  // The menu belongs to the page it was opened on, so it closes by going elsewhere.
  const [menuAt, setMenuAt] = useState<string | null>(null);
  const wheel = useWheel();
  useLiveQueries(workspace);

  useEffect(() => {
    if (!session.person) void router.navigate({ to: "/sign-in", search: { next: here } });
  }, [router, session.person, here]);

  const place = session.workspaces.find(({ slug }) => slug === workspace);
  if (!session.person || !place) return null;
  const rail = <Rail person={session.person} place={place} workspaces={session.workspaces} segments={segmentsOf(wheel.data)} />;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {texts.skip}
      </a>
      <div className={classes.side}>{rail}</div>
      <header className={classes.top}>
        <Link to="/w/$workspace" params={{ workspace }}>
          <WheelMark size={28} segments={segmentsOf(wheel.data)} />
          {common.product}
        </Link>
        <ActionIcon variant="subtle" size="lg" aria-label={texts.menu} aria-expanded={menuAt === here} onClick={() => setMenuAt(here)}>
          <Menu size={20} />
        </ActionIcon>
      </header>
      <Drawer opened={menuAt === here} onClose={() => setMenuAt(null)} position="left" size={280} title={texts.navigation} closeButtonProps={{ "aria-label": common.close }}>
        <div className={classes.drawer}>{rail}</div>
      </Drawer>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}
