"""OTLP/HTTP: `POST /v1/traces` as every OpenTelemetry exporter sends it."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from volano_server.access import Caller, needs, provided
from volano_server.db import Database
from volano_server.kit.errors import AppError, TooManyRequests, Unavailable
from volano_server.telemetry.domain.spans import PreparedSpan
from volano_server.telemetry.errors import ExportTooLarge
from volano_server.telemetry.service import MAX_BODY, OtlpAnswer, OtlpIntake, TelemetryService

router = APIRouter(tags=["traces"])
# google.rpc.Code for the status codes an exporter may meet
_CODES = {400: 3, 413: 8, 415: 3, 422: 3, 429: 8, 503: 14}


async def read_body(request: Request) -> bytes | ExportTooLarge:
    """The raw body, or the error to answer with when it is over the limit."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            return ExportTooLarge(f"the body is over {MAX_BODY} bytes", hint="send smaller batches")
    return bytes(body)


@router.post("/v1/traces", operation_id="traces:export", response_class=Response)
def export_traces(
    request: Request,
    caller: Annotated[Caller, needs("traces:write")],
    intake: Annotated[OtlpIntake, provided(OtlpIntake)],
    telemetry: Annotated[TelemetryService, provided(TelemetryService)],
    body: Annotated[bytes | ExportTooLarge, Depends(read_body)],
) -> Response:
    """An ExportTraceServiceResponse, in the form of the request, after the spans are on disk."""
    content_type = request.headers.get("content-type", "")
    as_json = content_type.partition(";")[0].strip().lower() == "application/json"

    # not through Caller.write: spans are idempotent by their ids, and an Idempotency-Key here would see no body
    database: Database = request.app.state.database

    def store(spans: list[PreparedSpan]) -> None:
        database.write(caller.subject, lambda tx: telemetry.record_spans(tx, spans))

    try:
        if isinstance(body, ExportTooLarge):
            raise body
        answer = intake.take(body, content_type, request.headers.get("content-encoding", ""), store)
    except AppError as error:
        return _failure(error, as_json=as_json)
    return _success(answer, as_json=as_json)


def _success(answer: OtlpAnswer, *, as_json: bool) -> Response:
    if as_json:
        partial = {"rejectedSpans": str(answer.rejected), "errorMessage": answer.message}
        content = {"partialSuccess": partial} if answer.rejected or answer.message else {}
        return Response(json.dumps(content), media_type="application/json")
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

    message = ExportTraceServiceResponse()
    if answer.rejected or answer.message:
        message.partial_success.rejected_spans = answer.rejected
        message.partial_success.error_message = answer.message
    return Response(message.SerializeToString(), media_type="application/x-protobuf")


def _failure(error: AppError, *, as_json: bool) -> Response:
    """A google.rpc.Status, as the protocol wants it."""
    status = 400 if error.status == 422 else error.status
    headers = {}
    if isinstance(error, TooManyRequests | Unavailable):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    text = f"{error.message}; {error.hint}" if error.hint else error.message
    code = _CODES.get(status, 13)
    if as_json:
        return Response(json.dumps({"code": code, "message": text}), status, headers, "application/json")
    return Response(_status_message(code, text), status, headers, "application/x-protobuf")


def _status_message(code: int, text: str) -> bytes:
    """google.rpc.Status in protobuf by hand: field 1 is the code, field 2 the message."""
    encoded = text.encode()[:2_000]
    size = len(encoded)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return bytes([0x08, code, 0x12]) + length + encoded
