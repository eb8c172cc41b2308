import { Link } from "@tanstack/react-router";
import type { Review } from "@/api";
import { texts as common } from "@/lib/texts";
import { Moment, UserText, type Column } from "@/ui";
import { ReviewMark } from "./ReviewMark";
import type { ReviewSearch } from "./search";
import { texts } from "./texts";

export function reviewColumns(workspace: string, search: ReviewSearch): Array<Column<Review>> {
  return [
    {
      key: "input",
      title: texts.input,
      render: ({ id, input }) => (
        <Link to="/w/$workspace/feedback" params={{ workspace }} search={{ ...search, review: id }}>
          <UserText longest={160}>{input.trim() || texts.noInput}</UserText>
        </Link>
      ),
    },
    { key: "answer", title: texts.answer, width: "110px", room: "wide", render: ({ answer }) => <UserText longest={60}>{answer}</UserText> },
    { key: "proposed", title: texts.proposed, width: "110px", room: "wide", render: ({ proposed }) => <UserText longest={60}>{proposed}</UserText> },
    { key: "decision", title: texts.decision, width: "110px", room: "wide", render: ({ decision }) => <UserText longest={60}>{decision ?? common.none}</UserText> },
    { key: "state", title: texts.state, width: "110px", render: ({ state }) => <ReviewMark state={state} /> },
    { key: "created", title: texts.created, width: "120px", align: "end", room: "wide", render: ({ created_at }) => <Moment at={created_at} /> },
  ];
}
