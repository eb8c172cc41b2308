import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { VolanoEvent } from "@/api";
import { type Column, Empty, EventWords, Moment, PagedTable, SearchField, Toolbar, UserText } from "@/ui";
import { useAudit, useVerify } from "../queries";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";
import { usePlace } from "../use-place";
import { Verdict } from "../Verdict";

const route = getRouteApi("/w/$workspace/settings/audit");

const COLUMNS: Array<Column<VolanoEvent>> = [
  { key: "number", title: texts.number, width: "80px", align: "end", room: "wide", render: ({ seq }) => seq },
  { key: "when", title: texts.when, width: "110px", render: ({ at }) => <Moment at={at} /> },
  { key: "who", title: texts.who, width: "170px", room: "wide", render: ({ actor }) => <UserText>{actor.name}</UserText> },
  { key: "action", title: texts.action, width: "180px", room: "wide", render: ({ action }) => <code>{action}</code> },
  { key: "what", title: texts.what, render: ({ action, object }) => <EventWords action={action} object={object} /> },
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
      <PagedTable
        state={events}
        label={texts.audit}
        columns={COLUMNS}
        rowKey={({ seq }) => String(seq)}
        empty={<Empty title={texts.auditNone}>{texts.auditNoneHint}</Empty>}
      />
    </SettingsFrame>
  );
}
