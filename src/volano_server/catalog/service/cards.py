"""Cards: what people should know about an asset, as text with a status."""

from __future__ import annotations

from collections.abc import Mapping

from volano_server.catalog.domain.kinds import KINDS, AssetKind
from volano_server.catalog.errors import ApprovalRefused, CardNotFound
from volano_server.catalog.schemas.assets import CardOut, CardStatus
from volano_server.catalog.service.aliases import check_revision
from volano_server.catalog.service.found import Finder
from volano_server.catalog.service.shapes import card_out
from volano_server.catalog.store import CardStore
from volano_server.db import Tx
from volano_server.kit.canonical import digest_of_bytes


class CardService:
    """One current card for each asset; earlier revisions stay."""

    def __init__(self, *, kinds: Mapping[str, AssetKind] = KINDS) -> None:
        self._finder = Finder(dict(kinds))

    def get(self, tx: Tx, kind: str, name: str) -> CardOut:
        """The asset's current card. Raises CardNotFound."""
        asset = self._finder.asset(tx, kind, name)
        row = CardStore(tx).newest(asset.id)
        if row is None:
            raise CardNotFound(f"{kind} `{name}` has no card", hint=f"write one: `volano cards set {kind} {name}`")
        return card_out(row, asset)

    def set(
        self, tx: Tx, kind: str, name: str, markdown: str, status: CardStatus, *, revision: int | None = None
    ) -> CardOut:
        """The card with new text or status. Raises RevisionMoved, or ApprovalRefused for one's own text.

        A card is approved as it stands, by somebody else than who wrote its text, with `transitions:approve`.
        """
        asset = self._finder.asset(tx, kind, name)
        before = CardStore(tx).newest(asset.id)
        check_revision("the card", before.revision if before else 0, revision)
        if before and (before.markdown, before.status) == (markdown, status):
            return card_out(before, asset)
        same_text = before is not None and before.markdown == markdown
        writer = before.text_by if before is not None and same_text else tx.subject.owner_id
        if status == "approved":
            tx.subject.require("transitions:approve")
            if tx.subject.kind != "person" or writer == tx.subject.owner_id:
                raise ApprovalRefused(
                    f"{tx.subject.name} wrote the text or is no person: nobody approves their own card",
                    hint="leave it at `pending_review` and ask somebody else to approve it unchanged",
                )
        number = before.revision + 1 if before else 1
        CardStore(tx).add(asset.id, number, status=status, markdown=markdown, text_by=writer)
        tx.record(
            "card:set", "asset", asset.id, name=f"{kind}/{name}", data={"revision": number, "status": status},
            before=digest_of_bytes(before.markdown.encode()) if before else None,
            after=digest_of_bytes(markdown.encode()),
        )  # fmt: skip
        return self.get(tx, kind, name)
