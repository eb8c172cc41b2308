import { Button } from "@mantine/core";
import { rowsOf } from "@/api";
import { texts as common } from "@/lib/texts";
import { Digest, Empty, Loaded, Moment, UserText } from "@/ui";
import { useVersions } from "./queries";
import { texts } from "./texts";
import classes from "./Versions.module.css";

/** The versions of an asset, newest first. */
export function Versions({ kind, name }: { kind: string; name: string }) {
  const query = useVersions(kind, name);
  return (
    <Loaded state={query} rows={5} isEmpty={(data) => rowsOf(data).length === 0} empty={<Empty title={texts.noVersions} />}>
      {(data) => (
        <>
          <ol className={classes.list}>
            {rowsOf(data).map(({ number, digest, created_at, created_by_name, notes }) => (
              <li key={number}>
                <span className={classes.number}>{number}</span>
                <Digest value={digest} />
                <span className={classes.when}>
                  <Moment at={created_at} />
                </span>
                <span className={classes.summary}>
                  <UserText>{notes || created_by_name}</UserText>
                </span>
              </li>
            ))}
          </ol>
          {query.hasNextPage && (
            <Button variant="subtle" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {common.loadingMore}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}
