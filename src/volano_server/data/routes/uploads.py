"""Uploads: the bytes of a file, kept under their digest."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Iterator
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect

from volano_server.access import Caller, needs, provided
from volano_server.config import Settings
from volano_server.data.schemas import UploadOut
from volano_server.db import Tx
from volano_server.kit.errors import BadInput
from volano_server.lake import Blob, BlobStore

router = APIRouter(prefix="/api/v1", tags=["data"])
WAITING_BLOCKS = 16
FILE = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class UploadBroken(BadInput):
    code = "upload_broken"


@router.put("/uploads", operation_id="uploads:put", status_code=201, openapi_extra={"requestBody": FILE})
async def put_upload(
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=255)],
    caller: Annotated[Caller, needs("uploads:write")],
    blobs: Annotated[BlobStore, provided(BlobStore)],
    settings: Annotated[Settings, provided(Settings)],
) -> UploadOut:
    """Keep a file: the body is its bytes. It is removed again after some days unless a version names it."""
    blocks: queue.Queue[bytes | Exception | None] = queue.Queue(WAITING_BLOCKS)
    storing = asyncio.create_task(
        to_thread.run_sync(lambda: blobs.put(_drain(blocks), max_bytes=settings.limits.upload_bytes))
    )
    try:
        async for block in request.stream():
            await _offer(blocks, block, storing)
        await _offer(blocks, None, storing)
    except ClientDisconnect:
        await _offer(blocks, UploadBroken("the upload broke off", hint="send it again"), storing)
    blob: Blob = await storing

    def work(tx: Tx) -> None:
        tx.record("upload:put", "blob", blob.digest, name=name, after=blob.digest, data={"size": blob.size})

    await to_thread.run_sync(lambda: caller.write(work))
    return UploadOut(name=name, digest=blob.digest, size=blob.size)


async def _offer(
    blocks: queue.Queue[bytes | Exception | None], block: bytes | Exception | None, storing: asyncio.Task[Blob]
) -> None:
    """Hands a block to the storing thread; waits while it is behind, and stops when it has failed."""
    while not storing.done():
        try:
            blocks.put_nowait(block)
            return
        except queue.Full:
            await asyncio.sleep(0.005)


def _drain(blocks: queue.Queue[bytes | Exception | None]) -> Iterator[bytes]:
    while (block := blocks.get()) is not None:
        if isinstance(block, Exception):
            raise block
        yield block
