import type { ReactNode } from "react";
import { Failure } from "./Failure";
import { Waiting } from "./Waiting";

/** What a query says about itself; the result of useQuery fits. */
export interface LoadState<Data> {
  data: Data | undefined;
  error: Error | null;
  refetch: () => unknown;
}

interface LoadedProps<Data> {
  state: LoadState<Data>;
  rows?: number;
  isEmpty?: (data: Data) => boolean;
  empty?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** One of the four states of anything that loads: waiting, failed, empty, there. What was loaded once stays when a renewal fails. */
export function Loaded<Data>({ state, rows = 5, isEmpty, empty, children }: LoadedProps<Data>) {
  if (state.data !== undefined) return isEmpty?.(state.data) ? empty : children(state.data);
  if (state.error) return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  return <Waiting rows={rows} />;
}
