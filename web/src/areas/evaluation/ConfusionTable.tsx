import { safeText } from "@/lib/safe-text";
import classes from "./Figures.module.css";
import { texts } from "./texts";

/** What was expected by what was answered. The darker a cell, the larger its share of what was expected there. */
export function ConfusionTable({ labels, confusion }: { labels: readonly string[]; confusion: ReadonlyArray<readonly number[]> }) {
  const columns = [...labels, texts.invalidColumn];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.frame} tabIndex={0} role="group" aria-label={texts.confusion}>
      <table className={classes.table} aria-label={texts.confusion}>
        <thead>
          <tr>
            <th scope="col">{texts.expected}</th>
            {columns.map((label) => (
              <th key={label} scope="col" className={classes.number}>
                <bdi>{safeText(label, 80)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((expected, row) => {
            const counts = confusion[row] ?? [];
            const sum = counts.reduce((total, count) => total + count, 0);
            return (
              <tr key={expected}>
                <th scope="row">
                  <bdi>{safeText(expected, 80)}</bdi>
                </th>
                {columns.map((answered, column) => (
                  <td
                    key={answered}
                    className={`${classes.number} ${row === column ? classes.right : ""}`}
                    style={{ background: `color-mix(in srgb, ${row === column ? "var(--good-soft)" : "var(--bad-soft)"} ${sum === 0 ? 0 : Math.round(((counts[column] ?? 0) / sum) * 100)}%, transparent)` }}
                  >
                    {counts[column] ?? 0}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
