import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { rowsOf, type VolanoEvent } from "@/api";
import { DataTable, Empty, Loaded, Moment, ObjectLink, SearchField, Toolbar, UserText, type Column } from "@/ui";
import { useAudit, useVerify } from "../queries";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";
import { usePlace } from "../use-place";
import { Verdict } from "../Verdict";

const route = getRouteApi("/w/$workspace/settings/audit");

const COLUMNS: Array<Column<VolanoEvent>> = [
  { key: "number", title: texts.number, width: "80px", align: "end", room: "wide", render: ({ seq }) => seq },
  { key: "when", title: texts.when, width: "110px", render: ({ ts }) => <Moment at={ts} /> },
  { key: "who", title: texts.who, width: "170px", room: "wide", render: ({ actor }) => <UserText>{actor.name}</UserText> },
  { key: "action", title: texts.action, width: "180px", room: "wide", render: ({ action }) => <code>{action}</code> },
  { key: "what", title: texts.what, render: ({ object, summary }) => <><UserText>{summary}</UserText> · <ObjectLink object={object} /></> }, // prettier-ignore
];

export function AuditPage() {
  const { action } = route.useSearch();
  const navigate = route.useNavigate();
  const events = useAudit(action);
  const verify = useVerify();
  const { may } = usePlace();
  return (
    <SettingsFrame
      title={texts.audit}
      lede={texts.auditLede}
      actions={
        may("maintainer") && (
          <Button loading={verify.isPending} onClick={() => verify.mutate()}>
            {texts.verify}
          </Button>
        )
      }
    >
      {verify.data && <Verdict verdict={verify.data} />}
      <Toolbar>
        <SearchField value={action ?? ""} label={texts.actionFilter} onChange={(next) => void navigate({ search: next ? { action: next } : {}, replace: true })} />
      </Toolbar>
      <Loaded
        state={events}
        rows={12}
        isEmpty={(data) => rowsOf(data).length === 0}
        empty={<Empty title={texts.auditNone}>{texts.auditNoneHint}</Empty>}
      >
        {(data) => (
          <DataTable
            label={texts.audit}
            columns={COLUMNS}
            rows={rowsOf(data)}
            rowKey={({ seq }) => String(seq)}
            onEnd={events.hasNextPage && !events.isFetchingNextPage ? () => void events.fetchNextPage() : undefined}
            loadingMore={events.isFetchingNextPage}
          />
        )}
      </Loaded>
    </SettingsFrame>
  );
}
