import { Link } from "@tanstack/react-router";
import type { TransitionSummary } from "@/api";
import { Moment, UserText, type Column } from "@/ui";
import type { TransitionSearch } from "./search";
import { TransitionMark } from "./TransitionMark";
import { texts } from "./transition-texts";

export function transitionColumns(workspace: string, search: TransitionSearch): Array<Column<TransitionSummary>> {
  return [
    {
      key: "what",
      title: texts.title,
      render: ({ id, asset_name, alias }) => (
        <Link to="/w/$workspace/catalog/transitions" params={{ workspace }} search={{ ...search, transition: id }}>
          <UserText longest={160}>{texts.move(asset_name, alias)}</UserText>
        </Link>
      ),
    },
    { key: "change", title: texts.change, width: "110px", room: "wide", render: ({ from_number, to_number }) => texts.fromTo(from_number, to_number) },
    { key: "state", title: texts.state, width: "120px", render: ({ state }) => <TransitionMark state={state} /> },
    { key: "approvals", title: texts.approvals, width: "90px", align: "end", room: "wide", render: ({ approvals }) => approvals },
    { key: "by", title: texts.by, width: "160px", room: "wide", render: ({ requested_by_name }) => <UserText longest={60}>{requested_by_name}</UserText> },
    { key: "asked", title: texts.asked, width: "110px", align: "end", room: "wide", render: ({ created_at }) => <Moment at={created_at} /> },
  ];
}
