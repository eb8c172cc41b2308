import { NativeSelect } from "@mantine/core";
import { ROLES, reaches, type Role } from "@/api";
import { texts as common } from "@/lib/texts";
import { texts } from "./texts";

/** A role to give, none above one's own. */
export function RoleSelect({ name, most, initial }: { name: string; most: Role; initial: Role }) {
  return (
    <NativeSelect
      name={name}
      label={common.role}
      defaultValue={initial}
      data={ROLES.filter((role) => reaches(most, role)).map((role) => ({ value: role, label: texts.roles[role] }))}
    />
  );
}
