import { useNavigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Stage } from "@/lib/stages";
import { texts as common } from "@/lib/texts";
import { ChoiceFilter, Empty, PagedTable, SidePanel, Toolbar } from "@/ui";
import { assetColumns } from "./asset-columns";
import { AssetDetail } from "./AssetDetail";
import { useAssets } from "./queries";
import type { AssetSearch } from "./search";
import { texts } from "./texts";

interface AssetListProps {
  stage: Stage;
  /** The kinds of this stage. The first is shown unless the link says another; the catalog shows all until one is chosen. */
  kinds: readonly string[];
  search: AssetSearch;
  empty: ReactNode;
  extra?: (kind: string, ref: string) => ReactNode;
}

/** The assets of a stage; a click opens one beside the list. */
export function AssetList({ stage, kinds, search, empty, extra }: AssetListProps) {
  const { workspace } = useParams({ from: "/w/$workspace" });
  const navigate = useNavigate();
  const all = stage === "catalog";
  const kind = search.kind ?? (all ? undefined : kinds[0]);
  const query = useAssets(kind);
  const go = (next: AssetSearch): void => void navigate({ to: `/w/$workspace/${stage}`, params: { workspace }, search: next });

  return (
    <>
      {kinds.length > 1 && (
        <Toolbar>
          <ChoiceFilter
            label={common.kind}
            value={search.kind}
            none={all ? common.all : null}
            choices={kinds.map((value) => ({ value, label: texts.kinds[value] ?? value }))}
            onChange={(next) => go(next ? { kind: next } : {})}
          />
        </Toolbar>
      )}
      <PagedTable
        state={query}
        label={texts.title}
        columns={assetColumns(workspace, stage, kinds.length > 1)}
        rowKey={({ id }) => id}
        empty={search.kind ? <Empty title={texts.noneFound}>{texts.noneFoundHint}</Empty> : empty}
      />
      <SidePanel title={search.asset ?? texts.asset} opened={search.asset !== undefined && kind !== undefined} onClose={() => go(search.kind ? { kind: search.kind } : {})} wide>
        {search.asset !== undefined && kind !== undefined && <AssetDetail kind={kind} name={search.asset} extra={extra} />}
      </SidePanel>
    </>
  );
}
