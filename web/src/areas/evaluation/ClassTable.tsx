import { safeText } from "@/lib/safe-text";
import { EstimateBar } from "./EstimateBar";
import classes from "./Figures.module.css";
import type { ClassQuality } from "./summary";
import { texts } from "./texts";

/** Precision, recall and F1 of each label. */
export function ClassTable({ rows }: { rows: readonly ClassQuality[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.frame} tabIndex={0} role="group" aria-label={texts.classes}>
      <table className={classes.table} aria-label={texts.classes}>
        <thead>
          <tr>
            <th scope="col">{texts.label}</th>
            <th scope="col" className={classes.number}>
              {texts.support}
            </th>
            <th scope="col">{texts.precision}</th>
            <th scope="col">{texts.recall}</th>
            <th scope="col">{texts.classF1}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, support, precision, recall, f1 }) => (
            <tr key={label}>
              <th scope="row">
                <bdi>{safeText(label, 80)}</bdi>
              </th>
              <td className={classes.number}>{support}</td>
              <td>
                <EstimateBar estimate={precision} />
              </td>
              <td>
                <EstimateBar estimate={recall} />
              </td>
              <td>
                <EstimateBar estimate={f1} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
