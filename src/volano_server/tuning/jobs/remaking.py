"""A tuned model made again: the same bits where the machine is the same, else the same loss within a tolerance."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from volano_server.catalog import VersionOut
from volano_server.jobs import JobContext
from volano_server.kit.canonical import digest_of
from volano_server.lake import BlobStore
from volano_server.tracking import Maker, Remade, provenance_of
from volano_server.tuning.jobs.training import Rows, train, write_rows, write_spec
from volano_server.tuning.schemas import TuningCreate
from volano_server.tuning.service import ModelService

LOSS_TOLERANCE = 0.05
"""How far the final loss may be off elsewhere: this share of the recorded one, and as many nats."""


class TuningMaker:
    """Trains again on the recorded rows with the recorded recipe."""

    def blobs(self, recipe: dict[str, Any]) -> list[str]:
        return []

    def remake(self, context: JobContext[Any], version: VersionOut, folder: Path) -> Remade:
        recipe = {name: value for name, value in version.metadata["recipe"].items() if name != "kind"}
        body = TuningCreate.model_validate(recipe)
        rows = write_rows(context, body, folder / "rows.jsonl")
        write_spec(context, body, folder)
        done = train(context, folder)
        with (folder / "output" / "result" / "model.gguf").open("rb") as file:
            found = "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
        here = provenance_of(context.service(BlobStore)).environment_digest  # type: ignore[type-abstract]
        elsewhere = here != version.metadata["environment_digest"]
        return compared(version, found, float(done["loss"]), rows, elsewhere=elsewhere)


def compared(version: VersionOut, found: str, loss: float, rows: Rows, *, elsewhere: bool) -> Remade:
    """The weights by digest; where the environment is another one and the rows are the same, the loss decides."""
    recorded, training = version.content["blob"], version.metadata["training"]
    figures = {"loss": [training["loss"], loss], "rows": [training["rows"], rows.count]}
    if rows.digest != training["rows_digest"]:
        note = "the examples are other ones: the recipe, the rows or the prompt do not make the recorded ones"
        return Remade(False, "digest", recorded, found, note, figures)
    if recorded == found or not elsewhere:
        return Remade(recorded == found, "digest", recorded, found, figures=figures)
    allowed = LOSS_TOLERANCE * (1 + abs(training["loss"]))
    note = f"the environment is another one, so bits may differ; the loss may be off by {allowed:.4f}"
    same = abs(loss - training["loss"]) <= allowed
    return Remade(same, "loss", training["loss"], loss, note, figures | {"digest": [recorded, found]})


class ModelFileMaker:
    """Reads the imported file again: its bytes still have their digest, and its header says the same."""

    def blobs(self, recipe: dict[str, Any]) -> list[str]:
        return [recipe["file"]]

    def remake(self, context: JobContext[Any], version: VersionOut, folder: Path) -> Remade:
        recipe = version.metadata["recipe"]
        context.service(BlobStore).open(recipe["file"], verify=True).close()  # type: ignore[type-abstract]
        header = context.service(ModelService).inspect(recipe["file"])
        body = {name: recipe[name] for name in ("license", "source", "context", "chat_template")}
        found = digest_of(header | body)
        return Remade(found == digest_of(version.content), "digest", digest_of(version.content), found)


MAKERS: dict[str, Maker] = {"tuning": TuningMaker(), "model_file": ModelFileMaker()}
