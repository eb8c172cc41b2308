"""From the body of an OTLP export to stored spans: bounded, decoded, checked one by one, answered after the commit."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from volano_server.kit.clock import now
from volano_server.telemetry.domain.families import Family
from volano_server.telemetry.domain.otlp.json_form import read_json_export
from volano_server.telemetry.domain.otlp.protobuf_form import read_protobuf_export
from volano_server.telemetry.domain.otlp.span import Export, looks_like_logs, to_span
from volano_server.telemetry.domain.spans import PreparedSpan
from volano_server.telemetry.errors import BadExport, ExportTooLarge, IntakeFull, SpanRejected, UnsupportedExport
from volano_server.telemetry.plugins import FAMILIES
from volano_server.telemetry.service.telemetry import TelemetryService

MAX_BODY = 16 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_IN_HAND = 256 * 1024 * 1024
_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class OtlpBatch:
    """The spans of an export that can be stored, and why the others cannot."""

    spans: list[PreparedSpan]
    faults: list[str]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OtlpAnswer:
    """How many spans were not kept, and why, in one text. Notes without rejections are warnings."""

    rejected: int
    message: str


class OtlpIntake:
    """The way in for OTLP trace exports. Bytes in hand are bounded: beyond that it answers 429."""

    def __init__(self, telemetry: TelemetryService, families: Sequence[Family] = FAMILIES) -> None:
        self._telemetry = telemetry
        self._families = families
        self._in_hand = 0
        self._lock = threading.Lock()

    def take(
        self, body: bytes, content_type: str, encoding: str, store: Callable[[list[PreparedSpan]], object]
    ) -> OtlpAnswer:
        """The answer to one export, once `store` has committed its good spans.

        Raises BadExport, UnsupportedExport, ExportTooLarge or IntakeFull when nothing of it can be kept.
        """
        with self._holding(len(body)):
            unpacked = unpack(body, encoding)
            with self._holding(len(unpacked) * 4):
                batch = self.read(unpacked, content_type)
                if batch.spans:
                    store(batch.spans)
        shown = [*batch.faults[:5], *batch.notes[:3]]
        if len(batch.faults) > 5:
            shown.append(f"and {len(batch.faults) - 5} more")
        return OtlpAnswer(len(batch.faults), "; ".join(shown)[:2_000])

    def read(self, body: bytes, content_type: str) -> OtlpBatch:
        """The spans of an unpacked export. Raises BadExport or UnsupportedExport."""
        export = self._decoded(body, content_type)
        if looks_like_logs(export.spans):
            raise BadExport(
                "these are spans without ids: a logs export sent to `/v1/traces`", hint="send it to `/v1/logs`"
            )
        moment, spans, faults, cut = now(), [], list(export.faults), 0
        for wire in export.spans:
            try:
                prepared = self._telemetry.prepare(to_span(wire, self._families), moment)
            except SpanRejected as error:
                faults.append(f"{error.message} ({error.hint})")
            else:
                spans.append(prepared)
                cut += bool(prepared.cuts.count)
        return OtlpBatch(spans, faults, [f"{cut} spans were cut to the size limits"] if cut else [])

    def _decoded(self, body: bytes, content_type: str) -> Export:
        kind = content_type.partition(";")[0].strip().lower()
        if kind == "application/json":
            return read_json_export(body)
        if kind in ("application/x-protobuf", "application/protobuf"):
            return read_protobuf_export(body)
        raise UnsupportedExport(
            f"the content type is `{kind[:60]}`", hint="send application/x-protobuf or application/json"
        )

    @contextmanager
    def _holding(self, size: int) -> Iterator[None]:
        with self._lock:
            if self._in_hand + size > MAX_IN_HAND and self._in_hand:
                raise IntakeFull("too many bytes of exports are in hand", retry_after=1, hint="send again in a second")
            self._in_hand += size
        try:
            yield
        finally:
            with self._lock:
                self._in_hand -= size


def unpack(body: bytes, encoding: str) -> bytes:
    """The bytes of a `gzip`, `deflate` or plain body. Raises ExportTooLarge before a bomb unfolds, BadExport."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in ("gzip", "deflate"):
        raise UnsupportedExport(f"the content encoding is `{name[:40]}`", hint="send gzip, deflate or no encoding")
    try:
        return _inflate(body, zlib.MAX_WBITS | 32)
    except zlib.error as error:
        raise BadExport(f"the body is no {name}: {error}", hint="check Content-Encoding") from None


def _inflate(body: bytes, window: int) -> bytes:
    found, rest = bytearray(), body
    while rest:
        stream = zlib.decompressobj(window)
        while rest and not stream.eof:
            found += stream.decompress(rest, _STEP)
            rest = stream.unconsumed_tail
            if len(found) > MAX_UNPACKED:
                raise ExportTooLarge(f"the export unpacks to over {MAX_UNPACKED} bytes", hint="send smaller batches")
        if not stream.eof:
            raise zlib.error("it ends too early")
        rest = stream.unused_data
    return bytes(found)
