import { Button, Stack } from "@mantine/core";
import type { Delivery } from "@/api";
import { texts as common } from "@/lib/texts";
import { DataTable, Empty, Loaded, Moment, StatusMark, type Column, type Tone } from "@/ui";
import { useDeliveries, usePing } from "./queries";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { waiting: "waiting", delivered: "good", failed: "bad" };

function lastAttempt({ attempts }: Delivery) {
  return attempts.at(-1);
}

const COLUMNS: Array<Column<Delivery>> = [
  { key: "event", title: texts.event, render: ({ action }) => <code>{action}</code> },
  { key: "state", title: common.status, width: "104px", render: ({ state }) => <StatusMark tone={TONES[state] ?? "quiet"}>{state}</StatusMark> },
  {
    key: "answer",
    title: texts.answer,
    width: "76px",
    align: "end",
    render: (delivery) => <span title={lastAttempt(delivery)?.fault}>{lastAttempt(delivery)?.status ?? common.none}</span>,
  },
  { key: "when", title: common.created, width: "104px", align: "end", render: ({ created_at }) => <Moment at={created_at} /> },
];

/** What became of the latest calls of a webhook. */
export function Deliveries({ webhook }: { webhook: string }) {
  const deliveries = useDeliveries(webhook);
  const ping = usePing();
  return (
    <Stack>
      <Button variant="default" size="xs" loading={ping.isPending} onClick={() => ping.mutate(webhook)}>
        {texts.ping}
      </Button>
    <Loaded state={deliveries} isEmpty={({ items }) => items.length === 0} empty={<Empty title={texts.deliveriesNone}>{texts.deliveriesNoneHint}</Empty>}>
      {({ items }) => <DataTable label={texts.deliveries} columns={COLUMNS} rows={items} rowKey={({ id }) => id} />}
    </Loaded>
    </Stack>
  );
}
