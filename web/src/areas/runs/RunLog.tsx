import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { Run } from "@/api";
import { formatCount } from "@/lib/numbers";
import { Empty, Loaded, LogView, Panel } from "@/ui";
import { isLive, useRunLogs } from "./queries";
import { texts } from "./texts";

/** What the run printed, growing while it runs. */
export function RunLog({ run }: { run: Run }) {
  const logs = useRunLogs(run.id, isLive(run));
  const [follow, setFollow] = useState(isLive(run));
  const shown = logs.data?.items.length ?? 0;
  return (
    <Panel
      title={shown < run.log_lines ? texts.lastLines(formatCount(shown), formatCount(run.log_lines)) : texts.logs}
      aside={<Checkbox size="xs" label={texts.follow} checked={follow} onChange={({ currentTarget }) => setFollow(currentTarget.checked)} />}
    >
      <Loaded state={logs} rows={10} isEmpty={({ items }) => items.length === 0} empty={<Empty title={texts.noLogs}>{texts.noLogsHint}</Empty>}>
        {({ items }) => <LogView label={texts.logs} lines={items} follow={follow} />}
      </Loaded>
    </Panel>
  );
}
