"""What can go wrong with telemetry."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, NotFound, TooLarge, TooManyRequests


class BadExport(BadInput):
    """A whole export that cannot be read. 400, so that no exporter sends it again."""

    status = 400
    code = "bad_export"


class UnsupportedExport(BadExport):
    status = 415
    code = "unsupported_export"


class ExportTooLarge(TooLarge):
    code = "export_too_large"


class IntakeFull(TooManyRequests):
    code = "intake_full"


class SpanRejected(BadInput):
    """One span of a batch that cannot be kept; the others are."""

    code = "span_rejected"


class TraceNotFound(NotFound):
    code = "trace_not_found"


class SpanNotFound(NotFound):
    code = "span_not_found"


class InvalidScore(BadInput):
    code = "invalid_score"


class InvalidQuery(BadInput):
    code = "invalid_query"
