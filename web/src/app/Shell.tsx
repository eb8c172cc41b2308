import { ActionIcon, Drawer } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useParams, useRouter, useRouterState } from "@tanstack/react-router";
import { Menu } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { createRenewal, followEvents, sessionQuery, useLiveState } from "@/api";
import { useSession } from "@/areas/access";
import { segmentsOf, useWheel } from "@/areas/home";
import { texts as common } from "@/lib/texts";
import { WheelMark } from "@/ui";
import { InShell } from "./Frame";
import { NotFoundPage } from "./NotFoundPage";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { texts } from "./texts";

function useLiveQueries(workspace: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const onReset = (): void => void client.invalidateQueries();
    return followEvents(workspace, { onEvent: createRenewal(client), onReset });
  }, [client, workspace]);

  // After a break some events may be too old to be sent again: renew whatever is on the screen.
  const live = useLiveState();
  const broken = useRef(false);
  useEffect(() => {
    // A refused stream may mean that the session or the membership has ended: ask who is signed in.
    if (live === "refused") void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
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
  if (!session.person) return null;
  if (!place) return <NotFoundPage />;
  const segments = segmentsOf(wheel.data);
  const brand = (
    <Link to="/w/$workspace" params={{ workspace }} className={classes.brand}>
      <WheelMark size={32} segments={segments} />
      {common.product}
    </Link>
  );
  const rail = <Rail person={session.person} place={place} workspaces={session.workspaces} segments={segments} />;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {texts.skip}
      </a>
      <aside className={classes.side} aria-label={texts.wayfinding}>
        {brand}
        {rail}
      </aside>
      <nav className={classes.top} aria-label={texts.topBar}>
        {brand}
        <ActionIcon variant="subtle" size="lg" aria-label={texts.menu} aria-expanded={menuAt === here} onClick={() => setMenuAt(here)}>
          <Menu size={20} />
        </ActionIcon>
      </nav>
      <Drawer opened={menuAt === here} onClose={() => setMenuAt(null)} position="left" size={280} title={brand} closeButtonProps={{ "aria-label": common.close }}>
        <div className={classes.drawer}>{rail}</div>
      </Drawer>
      <main id="main" className={classes.main} tabIndex={-1}>
        <InShell value>
          <Outlet />
        </InShell>
      </main>
    </div>
  );
}
