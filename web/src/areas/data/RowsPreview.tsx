import type { Row } from "@/api";
import { plainText } from "@/lib/payload";
import { safeText } from "@/lib/safe-text";
import { Loaded, UserText } from "@/ui";
import { useRows } from "./queries";
import classes from "./RowsPreview.module.css";
import { texts } from "./texts";

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The first rows of a dataset version, whatever their columns hold. */
export function RowsPreview({ version }: { version: string }) {
  return (
    <section aria-label={texts.rows}>
      <h2>{texts.rows}</h2>
      <Loaded state={useRows(version)} rows={5} isEmpty={({ items }) => items.length === 0} empty={<p>{texts.noRows}</p>}>
        {({ items, total }) => (
          <>
            <p className={classes.count}>{texts.rowCount(items.length, total)}</p>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
            <div className={classes.frame} tabIndex={0} role="group" aria-label={texts.rows}>
              <table className={classes.table} aria-label={texts.rows}>
                <thead>
                  <tr>
                    {columnsOf(items).map((column) => (
                      <th key={column} scope="col">
                        <bdi>{safeText(column, 80)}</bdi>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((row) => (
                    <tr key={plainText(row)}>
                      {columnsOf(items).map((column) => (
                        <td key={column}>
                          <span className={classes.cell}>
                            <UserText>{plainText(row[column] ?? "")}</UserText>
                          </span>
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Loaded>
    </section>
  );
}
