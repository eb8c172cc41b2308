import { Link } from "@tanstack/react-router";
import type { Asset } from "@/api";
import type { Stage } from "@/lib/stages";
import { texts as common } from "@/lib/texts";
import { Moment, UserText, type Column } from "@/ui";
import { Aliases } from "./Aliases";
import { texts } from "./texts";

export function assetColumns(workspace: string, stage: Stage, withKind: boolean): Array<Column<Asset>> {
  const kind: Column<Asset> = {
    key: "kind",
    title: common.kind,
    width: "150px",
    room: "wide",
    render: (asset) => texts.kinds[asset.kind] ?? asset.kind,
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
    { key: "latest", title: texts.latest, width: "80px", align: "end", render: ({ latest_version }) => latest_version ?? common.none },
    { key: "aliases", title: texts.aliases, width: "260px", room: "wide", render: ({ aliases }) => <Aliases aliases={aliases} /> },
    { key: "by", title: texts.by, width: "160px", room: "wide", render: ({ created_by }) => <UserText longest={60}>{created_by.name}</UserText> },
    {
      key: "updated",
      title: texts.updated,
      width: "110px",
      align: "end",
      render: ({ updated_at }) => <Moment at={updated_at} />,
      compare: (one, other) => Date.parse(one.updated_at) - Date.parse(other.updated_at),
    },
  ];
}
