import { Link } from "@tanstack/react-router";
import type { Endpoint } from "@/api";
import { formatShare } from "@/lib/numbers";
import { Moment, StatusMark, UserText, type Column } from "@/ui";
import { sharesOf, targetName } from "./targets";
import { texts } from "./texts";

function planWords({ plan: { targets } }: Endpoint): string {
  const shares = sharesOf(targets);
  return targets.map((target, index) => `${targetName(target)} ${formatShare(shares[index] ?? 0)}`).join(", ");
}

export function endpointColumns(workspace: string): Array<Column<Endpoint>> {
  return [
    {
      key: "name",
      title: texts.endpoint,
      render: ({ name }) => (
        <Link to="/w/$workspace/serving" params={{ workspace }} search={{ endpoint: name }}>
          <UserText longest={120}>{name}</UserText>
        </Link>
      ),
    },
    { key: "state", title: texts.state, width: "90px", render: ({ enabled }) => <StatusMark tone={enabled ? "good" : "quiet"}>{enabled ? texts.on : texts.off}</StatusMark> },
    { key: "targets", title: texts.targets, room: "wide", render: (endpoint) => <UserText longest={200}>{planWords(endpoint)}</UserText> },
    { key: "updated", title: texts.updated, width: "110px", align: "end", render: ({ updated_at }) => <Moment at={updated_at} /> },
  ];
}
