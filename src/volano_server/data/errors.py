"""What can go wrong with data.

AppError
├── BadSource        422   a file or row that cannot be read, with its place
├── HostileArchive   422   an archive that would harm: bombs, path tricks
├── BadRecipe        422   an unknown step, parameter or value
├── BadExport        422
├── UnknownReader    422
├── MissingSource    404
├── RowTooLarge      413
└── Cancelled        409   the caller asked to stop; nothing was published
"""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, NotFound, TooLarge


class BadSource(BadInput):
    code = "bad_source"


class HostileArchive(BadInput):
    code = "hostile_archive"


class BadRecipe(BadInput):
    code = "bad_recipe"


class BadExport(BadInput):
    code = "bad_export"


class UnknownReader(BadInput):
    code = "unknown_reader"


class MissingSource(NotFound):
    code = "missing_source"


class RowTooLarge(TooLarge):
    code = "row_too_large"


class Cancelled(Conflict):
    code = "cancelled"


class ReportNotFound(NotFound):
    code = "report_not_found"
