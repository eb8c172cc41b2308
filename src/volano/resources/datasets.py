"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Datasets(Resource):
    """Operations on datasets."""

    def extend(
        self,
        name: str | int,
        *,
        base: str,
        rows: builtins.list[dict[str, Any]],
        notes: str | Unset = UNSET,
        traces: builtins.list[str] | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Started:
        """Make a version with further rows; a row with a known key takes the old one's place."""
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/datasets/{name}/extend",
            parts={"name": name},
            body={"base": base, "notes": notes, "rows": rows, "traces": traces},
            if_match=if_match,
        )
        return _answer

    def get(self, ref: str | int) -> types.DatasetOut:
        """The table of a dataset version: rows, columns, fingerprint."""
        _answer: types.DatasetOut = self._call("GET", "/api/v1/datasets/{ref}", parts={"ref": ref})
        return _answer

    def import_(
        self,
        name: str | int,
        *,
        files: builtins.list[types.SourceFile],
        notes: str | Unset = UNSET,
        options: types.ImportOptions | Unset = UNSET,
        reader: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Started:
        """Read uploaded files into a new version: e-mails, mbox, archives, JSONL, CSV, Parquet."""
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/datasets/{name}/import",
            parts={"name": name},
            body={"files": files, "notes": notes, "options": options, "reader": reader},
            if_match=if_match,
        )
        return _answer

    def prepare(
        self,
        name: str | int,
        *,
        recipe: builtins.list[dict[str, Any]],
        source: str,
        notes: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Started:
        """Make a version from another by a recipe: parse, filter, deduplicate, scrub, split."""
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/datasets/{name}/prepare",
            parts={"name": name},
            body={"notes": notes, "recipe": recipe, "source": source},
            if_match=if_match,
        )
        return _answer

    def profile(self, ref: str | int, *, if_match: int | None = None) -> types.Started:
        """Profile a version: balance, lengths, languages, duplicates, personal data by type."""
        _answer: types.Started = self._call(
            "POST", "/api/v1/datasets/{ref}/profile", parts={"ref": ref}, if_match=if_match
        )
        return _answer

    def report(self, ref: str | int, kind: str | int) -> types.ReportOut:
        """One report: `import`, `recipe` or `profile`."""
        _answer: types.ReportOut = self._call(
            "GET", "/api/v1/datasets/{ref}/reports/{kind}", parts={"ref": ref, "kind": kind}
        )
        return _answer

    def reports(self, ref: str | int) -> types.PageReportOut:
        """What the import read, what the recipe removed and why, what the profile found."""
        _answer: types.PageReportOut = self._call("GET", "/api/v1/datasets/{ref}/reports", parts={"ref": ref})
        return _answer

    def rows(
        self,
        ref: str | int,
        *,
        where: str | None = None,
        columns: builtins.list[str] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.RowPage:
        """Rows of a dataset version, in table order; long cells are cut."""
        _answer: types.RowPage = self._call(
            "GET",
            "/api/v1/datasets/{ref}/rows",
            parts={"ref": ref},
            query={"where": where, "columns": columns, "cursor": cursor, "limit": limit},
        )
        return _answer
