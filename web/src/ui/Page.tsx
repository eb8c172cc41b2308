import { useEffect, type ReactNode } from "react";
import { texts } from "@/lib/texts";
import classes from "./Page.module.css";

interface PageProps {
  title: string;
  /** What stands in the browser's tab; the title when left out. */
  tabTitle?: string;
  lede?: ReactNode;
  above?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page: its title, one sentence on what it is for, its actions, its content. */
export function Page({ title, tabTitle = title, lede, above, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${tabTitle} · ${texts.product}`;
  }, [tabTitle]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.title}>
          {above && <div className={classes.above}>{above}</div>}
          <h1>{title}</h1>
          {lede && <div className={classes.lede}>{lede}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
