import { Fragment, type ReactNode } from "react";
import { safeText } from "@/lib/safe-text";
import classes from "./Facts.module.css";

export type Fact = readonly [name: string, value: ReactNode];

/** Names and their values, one to a line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{safeText(name, 120)}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
