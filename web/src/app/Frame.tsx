import { createContext, use, type ReactNode } from "react";

/** Whether a page stands inside the shell, which has the main landmark already. */
export const InShell = createContext(false);

/** A page that may be shown with or without the shell around it. */
export function Frame({ children }: { children: ReactNode }) {
  return use(InShell) ? children : <main>{children}</main>;
}
