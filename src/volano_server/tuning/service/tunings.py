"""Starting a tuning: everything it needs is named by exact version before it is queued."""

from __future__ import annotations

from volano_server.catalog import CatalogService
from volano_server.db import Tx
from volano_server.jobs import JobService
from volano_server.kit.names import check_name
from volano_server.kit.wire import Started
from volano_server.prompts import PromptContent, PromptService
from volano_server.tracking import Link, TrackingService
from volano_server.tuning.errors import InvalidTuning
from volano_server.tuning.schemas import TuningCreate


class TuningService:
    """Queues tunings and knows what they are made of."""

    def __init__(
        self, catalog: CatalogService, prompts: PromptService, tracking: TrackingService, jobs: JobService
    ) -> None:
        self._catalog = catalog
        self._prompts = prompts
        self._tracking = tracking
        self._jobs = jobs

    def start(self, tx: Tx, body: TuningCreate) -> Started:
        """The run and the job that does it. Raises NotFound for a version, InvalidTuning for what does not fit."""
        check_name(body.name, "model name")
        base = self._catalog.resolve(tx, "model", body.base)
        dataset = self._catalog.resolve(tx, "dataset", body.dataset)
        prompt = self._catalog.resolve(tx, "prompt", body.prompt)
        single_message(self._prompts.content_of(prompt))
        pinned = body.model_copy(update={"base": base.ref, "dataset": dataset.ref, "prompt": prompt.ref})
        inputs = [
            Link(role="base", kind="model", ref=base.ref),
            Link(role="train", kind="dataset", ref=dataset.ref),
            Link(role="prompt", kind="prompt", ref=prompt.ref),
        ]
        parameters = {**pinned.recipe.model_dump(), "sample": pinned.sample.model_dump(), "answer": body.answer}
        run = self._tracking.start_run(
            tx, "tuning", body.name, parameters=parameters, inputs=inputs, seed=body.recipe.seed
        )
        job_id = self._jobs.enqueue(
            tx, "tuning:run", {"run_id": run.id, "body": pinned.model_dump()}, key=f"tuning:{run.id}", run=run.id
        )
        return Started(run_id=run.id, job_id=job_id)


def single_message(content: PromptContent) -> str:
    """The template of the only message. Raises InvalidTuning for a prompt with several."""
    if len(content.messages) != 1 or content.messages[0].role != "user":
        raise InvalidTuning(
            f"a prompt of {len(content.messages)} messages cannot be learned yet",
            hint="tune with a prompt of one user message",
        )
    return content.messages[0].content
