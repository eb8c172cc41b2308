"""Publishing pipelines and queueing the building of knowledge bases."""

from __future__ import annotations

from collections.abc import Sequence

from volano_server.catalog import CatalogService, VersionOut
from volano_server.db import Tx
from volano_server.jobs import JobService
from volano_server.kit.names import check_name
from volano_server.kit.wire import Started
from volano_server.pipelines.errors import InvalidPipeline
from volano_server.pipelines.schemas import KnowledgeBaseBuild, PipelineCreate
from volano_server.prompts import PromptService
from volano_server.tracking import Link, TrackingService


class PipelineService:
    """Pipelines and knowledge bases as versions of the catalog."""

    def __init__(
        self, catalog: CatalogService, prompts: PromptService, tracking: TrackingService, jobs: JobService
    ) -> None:
        self._catalog = catalog
        self._prompts = prompts
        self._tracking = tracking
        self._jobs = jobs

    def build(self, tx: Tx, name: str, body: KnowledgeBaseBuild) -> Started:
        """The run and job that build a version of the knowledge base `name`."""
        check_name(name, "knowledge base name")
        dataset = self._catalog.resolve(tx, "dataset", body.dataset)
        pinned = body.model_copy(update={"dataset": dataset.ref})
        links = [Link(role="source", kind="dataset", ref=dataset.ref)]
        run = self._tracking.start_run(
            tx, "data", f"build {name}", parameters=pinned.model_dump(exclude={"notes"}), inputs=links
        )
        args = {"run_id": run.id, "name": name, "body": pinned.model_dump()}
        job_id = self._jobs.enqueue(tx, "pipelines:build", args, key=f"pipelines:{run.id}", run=run.id)
        return Started(run_id=run.id, job_id=job_id)

    def create_version(self, tx: Tx, name: str, body: PipelineCreate) -> VersionOut:
        """The version. Raises InvalidPipeline when the prompt lacks a variable, NotFound for a part."""
        parts = {
            kind: self._catalog.resolve(tx, kind, getattr(body, kind)) for kind in ("knowledge_base", "prompt", "model")
        }
        names = self._prompts.content_of(parts["prompt"]).names
        for wanted in (body.question_variable, body.context_variable):
            if wanted not in names:
                raise InvalidPipeline(
                    f"the prompt {parts['prompt'].ref} has no variable `{wanted}`",
                    hint=f"its variables: {', '.join(names)}",
                )
        content = body.model_dump(exclude={"notes"}) | {kind: version.ref for kind, version in parts.items()}
        inputs = [(kind, kind, version.ref) for kind, version in parts.items()]
        return self._catalog.publish_version(tx, "pipeline", name, content, inputs=inputs, notes=body.notes)

    def uses(self, tx: Tx, version_ids: Sequence[str]) -> Sequence[str]:
        """The living versions of pipelines that are made of one of these versions and could not answer without it."""
        return [f"pipeline `{one.ref}`" for one in self._catalog.made_of(tx, version_ids, "pipeline")]
