import { Button, Stack } from "@mantine/core";
import type { Device } from "@/api";
import { texts as common } from "@/lib/texts";
import { DataTable, Loaded, Moment, Panel, Tag, UserText, type Column } from "@/ui";
import { PasswordForm } from "../PasswordForm";
import { useEndSession, useSessions } from "../queries";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";

function deviceColumns(onEnd: (id: string) => void): Array<Column<Device>> {
  return [
    { key: "browser", title: texts.browser, render: ({ user_agent }) => <UserText>{user_agent || common.none}</UserText> },
    { key: "ip", title: texts.address, width: "140px", room: "wide", render: ({ ip }) => <code>{ip}</code> },
    { key: "seen", title: texts.lastSeen, width: "120px", align: "end", render: ({ seen_at }) => <Moment at={seen_at} /> },
    {
      key: "actions",
      title: common.actions,
      width: "104px",
      align: "end",
      render: ({ id, is_current, user_agent }) =>
        is_current ? (
          <Tag>{texts.thisOne}</Tag>
        ) : (
          <Button variant="subtle" color="bad" size="compact-xs" aria-label={texts.endSessionOf(user_agent)} onClick={() => onEnd(id)}>
            {texts.endSession}
          </Button>
        ),
    },
  ];
}

export function AccountPage() {
  const sessions = useSessions();
  const end = useEndSession();
  return (
    <SettingsFrame title={texts.account} lede={texts.accountLede}>
      <Stack gap="var(--s5)">
        <h2>{texts.sessions}</h2>
        <Loaded state={sessions} rows={3}>
          {({ items }) => <DataTable label={texts.sessions} columns={deviceColumns((id) => end.mutate(id))} rows={items} rowKey={({ id }) => id} />}
        </Loaded>
        <Panel title={texts.password} padded>
          <PasswordForm />
        </Panel>
      </Stack>
    </SettingsFrame>
  );
}
