"""The job that builds a knowledge base: passages, vectors, a table of the lake, a version."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService, LakeTable
from volano_server.data import DataService
from volano_server.db import Tx
from volano_server.jobs import JobContext, JobHandler, job_handler
from volano_server.lake import BlobStore, DatasetStore, table_segment
from volano_server.pipelines.domain.chunks import cut
from volano_server.pipelines.errors import EmptyKnowledgeBase
from volano_server.pipelines.schemas import KnowledgeBaseBuild
from volano_server.serving import Embedder
from volano_server.tracking import Link, NewPoint, Provenance, TrackingService, provenance_of

BATCH = 256


class BuildArgs(BaseModel):
    run_id: str
    name: str
    body: KnowledgeBaseBuild


@job_handler("pipelines:build", args=BuildArgs, permission="pipelines:write", queue="data", max_attempts=2)
def build(context: JobContext[BuildArgs]) -> dict[str, Any]:
    """The knowledge base's reference and how many passages it has."""
    import pyarrow as pa

    passages = read_passages(context)
    embedder = context.service(Embedder)  # type: ignore[type-abstract]
    vectors: list[Any] = []
    for start in range(0, len(passages), BATCH):
        texts = [f"{one['title']}\n{one['text']}" for one in passages[start : start + BATCH]]
        vectors += list(embedder.embed(texts))
        context.progress(start + len(texts), len(passages), "embedding")
    schema = pa.schema(
        [pa.field("row_id", pa.string(), nullable=False), ("title", pa.large_string()), ("text", pa.large_string()),
         ("vector", pa.list_(pa.float32(), embedder.dimensions))]
    )  # fmt: skip
    rows = [one | {"vector": vector.tolist()} for one, vector in zip(passages, vectors, strict=True)]
    lake = context.service(DatasetStore)  # type: ignore[type-abstract]
    table = f"{context.subject.workspace_id}/kb/{table_segment(context.args.name)}"
    version = lake.replace(table, pa.Table.from_pylist(rows, schema=schema).to_reader(), key="row_id")
    lake.tag(table, f"kept-{version}", version)
    fingerprint = lake.open(table, version).fingerprint()
    content = {
        "table": LakeTable(table, version, fingerprint, len(rows)).to_content(),
        "embedder": embedder.name,
        "dimensions": embedder.dimensions,
    }
    made_by = provenance_of(context.service(BlobStore))  # type: ignore[type-abstract]
    ref = context.write_step("publish", lambda tx: publish(context, tx, content, made_by))
    return {"knowledge_base": ref, "passages": len(rows)}


def read_passages(context: JobContext[BuildArgs]) -> list[dict[str, Any]]:
    """`row_id`, `title` and `text` of every passage. Raises EmptyKnowledgeBase."""
    body, data = context.args.body, context.service(DataService)
    dataset = context.read(lambda tx: context.service(CatalogService).resolve(tx, "dataset", body.dataset))
    columns = sorted({data.key_of(dataset), body.text_column, *([body.title_column] if body.title_column else [])})
    found: dict[str, dict[str, Any]] = {}
    for row in data.read_rows(dataset, columns=columns):
        title = str(row.get(body.title_column or "") or "")
        for text in cut(str(row[body.text_column] or ""), body.passage_characters):
            passage_id = hashlib.sha256(f"{row[data.key_of(dataset)]}\0{text}".encode()).hexdigest()[:32]
            found.setdefault(passage_id, {"row_id": passage_id, "title": title, "text": text})
    if not found:
        raise EmptyKnowledgeBase(f"`{body.text_column}` of {body.dataset} has no text", hint="choose another column")
    return list(found.values())


def publish(context: JobContext[BuildArgs], tx: Tx, content: dict[str, Any], made_by: Provenance) -> str:
    """The reference of the published version; the run ends with it."""
    body, run_id = context.args.body, context.args.run_id
    catalog, tracking = context.service(CatalogService), context.service(TrackingService)
    recipe = {"kind": "knowledge_base", **body.model_dump(exclude={"notes"})}
    version = catalog.publish_version(
        tx, "knowledge_base", context.args.name, content, inputs=[("source", "dataset", body.dataset)], run_id=run_id,
        notes=body.notes, metadata=made_by.metadata(recipe, {}),
    )  # fmt: skip
    tracking.note_provenance(tx, run_id, made_by)
    tracking.log_metrics(tx, run_id, [NewPoint("passages", float(content["table"]["rows"]), 0)])
    tracking.finish_run(tx, run_id, outputs=[Link(role="knowledge_base", kind="knowledge_base", ref=version.ref)])
    return version.ref


HANDLERS: list[JobHandler[Any]] = [build]
