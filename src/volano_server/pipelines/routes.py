"""HTTP of knowledge bases and pipelines."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.catalog import CatalogService, VersionOut
from volano_server.kit.clock import SECOND
from volano_server.kit.paging import Page
from volano_server.kit.wire import Started
from volano_server.pipelines.schemas import Ask, KnowledgeBaseBuild, Passage, PipelineAnswer, PipelineCreate
from volano_server.pipelines.service import Answering, PipelineService, Searcher

router = APIRouter(prefix="/api/v1", tags=["pipelines"])
Reader = Annotated[Caller, needs("pipelines:read")]
Writer = Annotated[Caller, needs("pipelines:write")]
Service = Annotated[PipelineService, provided(PipelineService)]
Catalog = Annotated[CatalogService, provided(CatalogService)]
ROUTERS = [router]


@router.post("/knowledge-bases/{name}/build", operation_id="knowledge_bases:build", status_code=202)
def build_knowledge_base(name: str, body: KnowledgeBaseBuild, caller: Writer, service: Service) -> Started:
    """Make a version of a knowledge base from the texts of a data set."""
    return caller.write(lambda tx: service.build(tx, name, body))


@router.get("/knowledge-bases/{ref}/search", operation_id="knowledge_bases:search")
def search_knowledge_base(
    ref: str,
    caller: Reader,
    catalog: Catalog,
    searcher: Annotated[Searcher, provided(Searcher)],
    q: Annotated[str, Query(min_length=1, max_length=20_000)],
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> Page[Passage]:
    """The passages nearest in meaning."""
    base = caller.read(lambda tx: catalog.resolve(tx, "knowledge_base", ref))
    return Page[Passage](items=searcher.find(base, q, limit), next_cursor=None)


@router.post("/pipelines/{name}/versions", operation_id="pipelines:create_version", status_code=201)
def create_pipeline_version(name: str, body: PipelineCreate, caller: Writer, service: Service) -> VersionOut:
    """Publish a pipeline. Every part is pinned to an exact version."""
    return caller.write(lambda tx: service.create_version(tx, name, body))


@router.post("/pipelines/{ref}/ask", operation_id="pipelines:ask")
def ask_pipeline(
    ref: str,
    body: Ask,
    caller: Annotated[Caller, needs("endpoints:call")],
    catalog: Catalog,
    answering: Annotated[Answering, provided(Answering)],
) -> PipelineAnswer:
    """Try a pipeline version: the answer, and the passages that it rests on. For traffic, put it behind an endpoint."""
    pipeline = caller.read(lambda tx: catalog.resolve(tx, "pipeline", ref))
    turn = answering.run(caller.subject, pipeline, body.question)
    return PipelineAnswer(
        ref=pipeline.ref, answer=turn.completion.text, passages=turn.passages,
        input_tokens=turn.completion.prompt_tokens, output_tokens=turn.completion.completion_tokens,
        seconds=(turn.ended - turn.begun) / SECOND,
    )  # fmt: skip
