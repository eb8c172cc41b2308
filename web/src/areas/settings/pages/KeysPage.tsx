import { Button } from "@mantine/core";
import { useState } from "react";
import type { Key } from "@/api";
import { texts as common } from "@/lib/texts";
import { ConfirmDialog, DataTable, Empty, Loaded, Moment, Tag, UserText, type Column } from "@/ui";
import { NewKeyDialog } from "../NewKeyDialog";
import { useKeys, useRevokeKey } from "../queries";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";
import { usePlace } from "../use-place";

function keyColumns(onRevoke: (key: Key) => void): Array<Column<Key>> {
  return [
    { key: "name", title: common.name, render: ({ name }) => <UserText>{name}</UserText> },
    { key: "prefix", title: texts.key, width: "110px", room: "wide", render: ({ prefix }) => <code>{texts.keyPrefix(prefix)}</code> },
    { key: "owner", title: texts.keyFor, width: "170px", room: "wide", render: ({ account_name, owner_name }) => <UserText>{account_name ?? owner_name}</UserText> },
    { key: "role", title: common.role, width: "100px", room: "wide", render: ({ role }) => role },
    { key: "used", title: texts.lastUsed, width: "110px", align: "end", room: "wide", render: ({ last_used_at }) => (last_used_at ? <Moment at={last_used_at} /> : texts.never) },
    { key: "expires", title: texts.expires, width: "110px", align: "end", render: ({ expires_at }) => (expires_at ? <Moment at={expires_at} /> : texts.never) },
    {
      key: "actions",
      title: common.actions,
      width: "104px",
      align: "end",
      render: (key) =>
        key.revoked_at ? (
          <Tag>{texts.revoked}</Tag>
        ) : (
          <Button variant="subtle" color="bad" size="compact-xs" aria-label={texts.revokeOf(key.name)} onClick={() => onRevoke(key)}>
            {texts.revoke}
          </Button>
        ),
    },
  ];
}

export function KeysPage() {
  const keys = useKeys();
  const revoke = useRevokeKey();
  const { place, may } = usePlace();
  const [making, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<Key | null>(null);
  return (
    <SettingsFrame title={texts.keys} lede={texts.keysLede} actions={may("editor") && <Button onClick={() => setMaking(true)}>{texts.newKey}</Button>}>
      <Loaded state={keys} isEmpty={({ items }) => items.length === 0} empty={<Empty title={texts.keysNone}>{texts.keysNoneHint}</Empty>}>
        {({ items }) => <DataTable label={texts.keys} columns={keyColumns(setLeaving)} rows={items} rowKey={({ id }) => id} />}
      </Loaded>
      <NewKeyDialog opened={making} most={place.role} onClose={() => setMaking(false)} />
      <ConfirmDialog
        opened={leaving !== null}
        title={texts.revokeTitle(leaving?.name ?? "")}
        action={texts.revoke}
        busy={revoke.isPending}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && revoke.mutate(leaving, { onSettled: () => setLeaving(null) })}
      >
        {texts.revokeText}
      </ConfirmDialog>
    </SettingsFrame>
  );
}
