import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Role, ServiceAccount } from "@/api";
import { texts as common } from "@/lib/texts";
import { DataTable, Empty, Loaded, Moment, UserText, type Column } from "@/ui";
import { FormDialog } from "../FormDialog";
import { useCreateServiceAccount, useServiceAccounts } from "../queries";
import { RoleSelect } from "../RoleSelect";
import { SettingsFrame } from "../SettingsFrame";
import { texts } from "../texts";
import { usePlace } from "../use-place";

const COLUMNS: Array<Column<ServiceAccount>> = [
  { key: "name", title: common.name, render: ({ name }) => <UserText>{name}</UserText> },
  { key: "role", title: common.role, width: "120px", render: ({ role }) => role },
  { key: "owner", title: texts.owner, width: "200px", room: "wide", render: ({ owner_name }) => <UserText>{owner_name}</UserText> },
  { key: "created", title: common.created, width: "120px", align: "end", render: ({ created_at }) => <Moment at={created_at} /> },
];

export function ServiceAccountsPage() {
  const accounts = useServiceAccounts();
  const create = useCreateServiceAccount();
  const { place, may } = usePlace();
  const [making, setMaking] = useState(false);
  const close = (): void => {
    setMaking(false);
    create.reset();
  };
  const open = may("admin") && <Button onClick={() => setMaking(true)}>{texts.newAccount}</Button>;
  return (
    <SettingsFrame title={texts.serviceAccounts} lede={texts.accountsLede} actions={open}>
      <Loaded
        state={accounts}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={texts.accountsNone}>{may("admin") ? texts.accountsNoneHint : texts.adminsOnly}</Empty>}
      >
        {({ items }) => <DataTable label={texts.serviceAccounts} columns={COLUMNS} rows={items} rowKey={({ id }) => id} />}
      </Loaded>
      <FormDialog
        title={texts.newAccount}
        opened={making}
        action={texts.newAccount}
        busy={create.isPending}
        error={create.error}
        onClose={close}
        onSubmit={(given) => create.mutate({ name: String(given.get("name")), role: given.get("role") as Role }, { onSuccess: close })}
      >
        <TextInput name="name" label={common.name} required maxLength={100} data-autofocus />
        <RoleSelect name="role" most={place.role} initial="editor" />
      </FormDialog>
    </SettingsFrame>
  );
}
