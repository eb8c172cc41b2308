import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page, Tabs } from "@/ui";
import { texts } from "./texts";

const PARTS = [
  ["people", texts.people],
  ["service-accounts", texts.serviceAccounts],
  ["keys", texts.keys],
  ["webhooks", texts.webhooks],
  ["audit", texts.audit],
  ["account", texts.account],
] as const;

interface SettingsFrameProps {
  title: string;
  lede: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of a settings page, with the ways to the others. */
export function SettingsFrame({ title, lede, actions, children }: SettingsFrameProps) {
  const { workspace } = useParams({ from: "/w/$workspace" });
  return (
    <Page title={title} above={texts.title} lede={lede} actions={actions}>
      <Tabs label={texts.parts}>
        {PARTS.map(([part, label]) => (
          <Link key={part} to={`/w/$workspace/settings/${part}`} params={{ workspace }}>
            {label}
          </Link>
        ))}
      </Tabs>
      {children}
    </Page>
  );
}
