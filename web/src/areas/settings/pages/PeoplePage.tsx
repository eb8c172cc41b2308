import { Button } from "@mantine/core";
import { useState } from "react";
import type { Member } from "@/api";
import { texts as common } from "@/lib/texts";
import { ConfirmDialog, DataTable, Loaded, Moment, UserText, type Column } from "@/ui";
import { InviteDialog } from "../InviteDialog";
import { MemberRole } from "../MemberRole";
import { useMembers, useRemoveMember } from "../queries";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";
import { usePlace } from "../use-place";

export function PeoplePage() {
  const members = useMembers();
  const remove = useRemoveMember();
  const { place, may } = usePlace();
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const admin = may("admin");

  const columns: Array<Column<Member>> = [
    { key: "name", title: common.name, render: ({ name }) => <UserText>{name}</UserText>, compare: (one, other) => one.name.localeCompare(other.name) },
    { key: "email", title: texts.email, room: "wide", render: ({ email }) => <UserText>{email}</UserText> },
    { key: "role", title: common.role, width: "140px", render: (member) => <MemberRole member={member} most={place.role} mayChange={admin} /> },
    { key: "state", title: texts.state, width: "100px", room: "wide", render: ({ state }) => texts.states[state] ?? state },
    { key: "joined", title: texts.joined, width: "120px", align: "end", room: "wide", render: ({ created_at }) => <Moment at={created_at} /> },
    ...(admin
      ? [
          {
            key: "actions",
            title: common.actions,
            width: "104px",
            align: "end" as const,
            render: (member: Member) => (
              <Button variant="subtle" color="bad" size="compact-xs" aria-label={texts.removeOf(member.name)} onClick={() => setLeaving(member)}>
                {texts.remove}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <SettingsFrame title={texts.people} lede={texts.peopleLede} actions={admin && <Button onClick={() => setInviting(true)}>{texts.invite}</Button>}>
      <Loaded state={members}>
        {({ items }) => <DataTable label={texts.people} columns={columns} rows={items} rowKey={({ id }) => id} footer={admin ? undefined : texts.adminsOnly} />}
      </Loaded>
      <InviteDialog opened={inviting} most={place.role} onClose={() => setInviting(false)} />
      <ConfirmDialog
        opened={leaving !== null}
        title={texts.removeTitle(leaving?.name ?? "")}
        action={texts.remove}
        busy={remove.isPending}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving, { onSettled: () => setLeaving(null) })}
      >
        {texts.removeText}
      </ConfirmDialog>
    </SettingsFrame>
  );
}
