import type { Link } from "@/api";
import { ObjectLink, UserText } from "@/ui";
import classes from "./Links.module.css";

/** The versions a run read or made, by the role they played. */
export function Links({ links, none }: { links: readonly Link[]; none: string }) {
  if (links.length === 0) return <p className={classes.role}>{none}</p>;
  return (
    <ul className={classes.list}>
      {links.map(({ role, kind, ref }) => (
        <li key={`${role} ${ref}`}>
          <span className={classes.role}>
            <UserText longest={60}>{role}</UserText>
          </span>
          <code>
            <ObjectLink object={{ kind, id: ref.split("@")[0] ?? ref, name: ref }} />
          </code>
        </li>
      ))}
    </ul>
  );
}
