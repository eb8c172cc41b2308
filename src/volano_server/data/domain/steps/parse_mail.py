"""Raw e-mails taken apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import Field

from volano_server.data.domain.mail import UnreadableMail, parse_mail
from volano_server.data.domain.recipe import Outcome, RowStep, need_column, put_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("parse_mail", version=1)
class ParseMail(RowStep):
    """Sets subject, sender, sent_at and body from raw e-mails; what cannot be taken apart is removed."""

    column: str = Field("raw", description="column with the raw e-mails, bytes or text")

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow as pa

        rows: list[tuple[Any, ...]] = []
        reasons: list[str | None] = []
        counts: Counter[str] = Counter()
        for raw in need_column(table, self.column).to_pylist():
            content = raw.encode() if isinstance(raw, str) else raw or b""
            try:
                mail = parse_mail(content)
            except UnreadableMail as error:
                rows.append(("", "", None, ""))
                reasons.append(f"unreadable mail: {error}")
                continue
            rows.append((mail.subject, mail.sender, mail.sent_at, mail.body))
            reasons.append(None)
            counts["replaced characters"] += mail.replaced
        columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
        text, moment = pa.large_string(), pa.timestamp("us", "UTC")
        for name, values, kind in zip(
            ("subject", "sender", "sent_at", "body"), columns, (text, text, moment, text), strict=True
        ):
            table = put_column(table, name, pa.array(values, kind))
        return Outcome(table, pa.array(reasons, pa.string()), +counts)
