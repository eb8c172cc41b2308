import { Link } from "@tanstack/react-router";
import type { Asset } from "@/api";
import type { Stage } from "@/lib/stages";
import { texts as common } from "@/lib/texts";
import { Moment, UserText, type Column } from "@/ui";
import { Aliases } from "./Aliases";
import { texts } from "./texts";

function changedAt({ latest, created_at }: Asset): string {
  return latest?.created_at ?? created_at;
}

export function assetColumns(workspace: string, stage: Stage, withKind: boolean): Array<Column<Asset>> {
  const kind: Column<Asset> = {
    key: "kind",
    title: common.kind,
    width: "150px",
    room: "wide",
    render: (asset) => texts.kindOne[asset.kind] ?? asset.kind,
    compare: (one, other) => one.kind.localeCompare(other.kind),
  };
  return [
    {
      key: "name",
      title: common.name,
      render: (asset) => (
        <Link to={`/w/$workspace/${stage}`} params={{ workspace }} search={{ kind: asset.kind, asset: asset.name }}>
          <UserText longest={120}>{asset.name}</UserText>
        </Link>
      ),
      compare: (one, other) => one.name.localeCompare(other.name),
    },
    ...(withKind ? [kind] : []),
    { key: "latest", title: texts.latest, width: "80px", align: "end", render: ({ latest }) => latest?.number ?? common.none },
    { key: "aliases", title: texts.aliases, width: "260px", room: "wide", render: ({ aliases }) => <Aliases aliases={aliases} /> },
    { key: "by", title: texts.by, width: "160px", room: "wide", render: ({ created_by_name }) => <UserText longest={60}>{created_by_name}</UserText> },
    {
      key: "updated",
      title: texts.updated,
      width: "110px",
      align: "end",
      render: (asset) => <Moment at={changedAt(asset)} />,
      compare: (one, other) => Date.parse(changedAt(one)) - Date.parse(changedAt(other)),
    },
  ];
}
