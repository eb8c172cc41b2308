import { NativeSelect } from "@mantine/core";
import { reaches, ROLES, type Member, type Role } from "@/api";
import { useChangeRole } from "./queries";
import { texts } from "./texts";

/** The role of a member, to change where one may. */
export function MemberRole({ member, most, mayChange }: { member: Member; most: Role; mayChange: boolean }) {
  const change = useChangeRole();
  if (!mayChange) return member.role;
  return (
    <NativeSelect
      size="xs"
      aria-label={texts.roleOf(member.name)}
      value={change.isPending ? change.variables.role : member.role}
      disabled={change.isPending}
      onChange={({ currentTarget }) => change.mutate({ member, role: currentTarget.value as Role })}
      data={ROLES.filter((role) => reaches(most, role) || role === member.role)}
    />
  );
}
