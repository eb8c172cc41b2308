import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Webhook } from "@/api";
import { texts as common } from "@/lib/texts";
import { ConfirmDialog, DataTable, Empty, Loaded, Moment, SidePanel, UserText, type Column } from "@/ui";
import { Deliveries } from "../Deliveries";
import { NewWebhookDialog } from "../NewWebhookDialog";
import { useRemoveWebhook, useWebhooks } from "../queries";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";
import { usePlace } from "../use-place";

const route = getRouteApi("/w/$workspace/settings/webhooks");

function webhookColumns(workspace: string, onRemove: (id: string) => void): Array<Column<Webhook>> {
  return [
    {
      key: "name",
      title: texts.webhookName,
      render: ({ id, name }) => (
        <Link to="/w/$workspace/settings/webhooks" params={{ workspace }} search={{ webhook: id }}>
          <UserText>{name}</UserText>
        </Link>
      ),
    },
    { key: "url", title: texts.url, room: "wide", render: ({ url }) => <UserText>{url}</UserText> },
    {
      key: "enabled",
      title: texts.state,
      width: "90px",
      room: "wide",
      render: ({ is_enabled, disabled_reason }) => <span title={disabled_reason}>{is_enabled ? texts.states.active : texts.webhookDisabled}</span>,
    },
    { key: "events", title: texts.eventsLabel, room: "wide", width: "180px", render: ({ events }) => <UserText>{events.join(", ")}</UserText> },
    { key: "created", title: common.created, width: "120px", align: "end", room: "wide", render: ({ created_at }) => <Moment at={created_at} /> },
    {
      key: "actions",
      title: common.actions,
      width: "104px",
      align: "end",
      render: ({ id, name }) => (
        <Button variant="subtle" color="bad" size="compact-xs" aria-label={texts.removeOf(name)} onClick={() => onRemove(id)}>
          {texts.remove}
        </Button>
      ),
    },
  ];
}

export function WebhooksPage() {
  const { workspace } = route.useParams();
  const { webhook } = route.useSearch();
  const navigate = route.useNavigate();
  const webhooks = useWebhooks();
  const remove = useRemoveWebhook();
  const { may } = usePlace();
  const [making, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<string | null>(null);
  const opened = webhooks.data?.items.find(({ id }) => id === webhook);
  return (
    <SettingsFrame title={texts.webhooks} lede={texts.webhooksLede} actions={may("admin") && <Button onClick={() => setMaking(true)}>{texts.newWebhook}</Button>}>
      <Loaded state={webhooks} isEmpty={({ items }) => items.length === 0} empty={<Empty title={texts.webhooksNone}>{texts.webhooksNoneHint}</Empty>}>
        {({ items }) => <DataTable label={texts.webhooks} columns={webhookColumns(workspace, setLeaving)} rows={items} rowKey={({ id }) => id} />}
      </Loaded>
      <SidePanel title={texts.deliveriesOf(opened?.name ?? "")} opened={opened !== undefined} onClose={() => void navigate({ search: {} })}>
        {opened && <Deliveries webhook={opened.id} />}
      </SidePanel>
      <NewWebhookDialog opened={making} onClose={() => setMaking(false)} />
      <ConfirmDialog
        opened={leaving !== null}
        title={texts.removeWebhookTitle}
        action={texts.remove}
        busy={remove.isPending}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving, { onSettled: () => setLeaving(null) })}
      >
        {texts.removeWebhookText}
      </ConfirmDialog>
    </SettingsFrame>
  );
}
