import { Button } from "@mantine/core";
import { useState } from "react";
import { rowsOf } from "@/api";
import { texts as common } from "@/lib/texts";
import { useNow } from "@/lib/use-now";
import { ChoiceFilter, Empty, LinkButton, PagedTable, SearchField, Toolbar } from "@/ui";
import { useRuns } from "./queries";
import { runColumns } from "./run-columns";
import { KINDS, STATES, type RunFilters, type RunKind, type RunState } from "./search";
import { texts } from "./texts";

interface RunListProps {
  workspace: string;
  filters: RunFilters;
  /** The kinds to choose from; a stage that shows its own runs gives only those. */
  kinds?: readonly RunKind[];
  onFilter: (filters: RunFilters) => void;
}

/** Runs with their filters; select several to compare them. */
export function RunList({ workspace, filters, kinds = KINDS, onFilter }: RunListProps) {
  const query = useRuns(filters, kinds);
  const now = useNow();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const filtered = Object.keys(filters).length > 0;

  const change = (part: { [K in keyof RunFilters]: RunFilters[K] | undefined }): void => {
    const next = { ...filters, ...part };
    onFilter(Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as RunFilters);
  };
  const toggle = (id: string): void => setSelected((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));

  return (
    <>
      <Toolbar
        end={
          <>
            {query.data && <span>{texts.count(rowsOf(query.data).length, query.hasNextPage)}</span>}
            {selected.size === 1 && <span>{texts.compareHint}</span>}
            {selected.size > 1 && (
              <LinkButton to="/w/$workspace/runs/compare" params={{ workspace }} search={{ runs: [...selected].join(",") }} size="xs">
                {texts.compare(selected.size)}
              </LinkButton>
            )}
          </>
        }
      >
        <SearchField value={filters.name ?? ""} label={texts.searchLabel} onChange={(name) => change({ name })} />
        <ChoiceFilter
          label={common.status}
          value={filters.state}
          choices={STATES.map((value) => ({ value, label: texts.states[value] ?? value }))}
          onChange={(state) => change({ state: state as RunState | undefined })}
        />
        {kinds.length > 1 && (
          <ChoiceFilter label={common.kind} value={filters.kind} choices={kinds.map((value) => ({ value, label: texts.kinds[value] ?? value }))} onChange={(kind) => change({ kind: kind as RunKind | undefined })} />
        )}
      </Toolbar>
      <PagedTable
        state={query}
        label={texts.title}
        columns={runColumns(workspace, now)}
        rowKey={({ id }) => id}
        empty={
          filtered ? (
            <Empty
              title={texts.noneFound}
              action={
                <Button variant="default" size="xs" onClick={() => onFilter({})}>
                  {texts.clear}
                </Button>
              }
            >
              {texts.noneFoundHint}
            </Empty>
          ) : (
            <Empty title={texts.empty}>{texts.emptyHint}</Empty>
          )
        }
        selection={{ selected, onToggle: toggle, label: ({ name }) => texts.select(name) }}
      />
    </>
  );
}
