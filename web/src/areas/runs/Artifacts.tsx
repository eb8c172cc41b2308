import type { Run } from "@/api";
import { formatBytes } from "@/lib/numbers";
import { Digest, UserText } from "@/ui";
import classes from "./Links.module.css";
import { texts } from "./texts";

/** The files a run kept, with their size and digest. */
export function Artifacts({ artifacts }: { artifacts: Run["artifacts"] }) {
  if (artifacts.length === 0) return <p className={classes.role}>{texts.noArtifacts}</p>;
  return (
    <ul className={classes.list}>
      {artifacts.map(({ name, digest, size_bytes }) => (
        <li key={name}>
          <UserText longest={200}>{name}</UserText>
          <span className={classes.role}>
            {formatBytes(size_bytes)} <Digest value={digest} shown={8} />
          </span>
        </li>
      ))}
    </ul>
  );
}
