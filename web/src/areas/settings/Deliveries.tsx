import type { Delivery } from "@/api";
import { texts as common } from "@/lib/texts";
import { DataTable, Empty, Loaded, Moment, StatusMark, type Column, type Tone } from "@/ui";
import { useDeliveries } from "./queries";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { waiting: "waiting", delivered: "good", failed: "bad" };

const COLUMNS: Array<Column<Delivery>> = [
  { key: "status", title: common.status, render: ({ status, error }) => <span title={error ?? undefined}><StatusMark tone={TONES[status] ?? "quiet"}>{status}</StatusMark></span> }, // prettier-ignore
  { key: "event", title: texts.event, width: "64px", align: "end", render: ({ event_seq }) => event_seq },
  { key: "answer", title: texts.answer, width: "68px", align: "end", render: ({ status_code }) => status_code ?? common.none },
  { key: "attempts", title: texts.attempts, width: "80px", align: "end", render: ({ attempts }) => attempts },
  { key: "when", title: texts.delivered, width: "104px", align: "end", render: ({ ts }) => <Moment at={ts} /> },
];

/** What became of the latest calls of a webhook. */
export function Deliveries({ webhook }: { webhook: string }) {
  const deliveries = useDeliveries(webhook);
  return (
    <Loaded state={deliveries} isEmpty={({ items }) => items.length === 0} empty={<Empty title={texts.deliveriesNone}>{texts.deliveriesNoneHint}</Empty>}>
      {({ items }) => <DataTable label={texts.deliveries} columns={COLUMNS} rows={items} rowKey={({ id }) => id} />}
    </Loaded>
  );
}
