"""Model files that come from outside: checked by their header, never executed."""

from __future__ import annotations

from typing import Any

from volano_server.catalog import CatalogService, VersionOut
from volano_server.db import Tx
from volano_server.kit.gguf import GgufError
from volano_server.lake import BlobStore
from volano_server.tracking import Link, Provenance, TrackingService, provenance_of
from volano_server.tuning.errors import InvalidModelFile
from volano_server.tuning.schemas import ModelImport


class ModelService:
    """Makes model versions of uploaded files."""

    def __init__(self, catalog: CatalogService, tracking: TrackingService, blobs: BlobStore) -> None:
        self._catalog = catalog
        self._tracking = tracking
        self._blobs = blobs

    def inspect(self, digest: str) -> dict[str, Any]:
        """What the header of a stored GGUF file says. Raises BlobNotFound or InvalidModelFile. Reads the file."""
        from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile

        path = self._blobs.local_path(digest)
        try:
            file = GgufFile(path)
        except GgufError as error:
            text = str(error).replace(f"`{path}`", "the file")
            raise InvalidModelFile(text, hint="upload a GGUF file; pickled models are never loaded") from None
        return {
            "format": "gguf",
            "blob": digest,
            "size": self._blobs.size(digest),
            "architecture": str(file.get("general.architecture", "unknown")),
            "title": str(file.get("general.name", "")),
            "has_chat_template": file.get("tokenizer.chat_template") is not None,
        }

    def provenance(self) -> Provenance:
        """What this process runs on, its environment kept as a blob."""
        return provenance_of(self._blobs)

    def publish(self, tx: Tx, name: str, body: ModelImport, header: dict[str, Any], made_by: Provenance) -> VersionOut:
        """The model version of an inspected file, made by a run of its own that has ended."""
        content = header | {
            "license": body.license,
            "source": body.source,
            "context": body.context,
            "chat_template": body.chat_template,
        }
        blobs = [("model.gguf", body.blob, int(header["size"]))]
        run = self._tracking.start_run(
            tx, "other", f"import {name}", code_version=made_by.code_version,
            environment_digest=made_by.environment_digest,
        )  # fmt: skip
        recipe = {"kind": "model_file", "file": body.blob, **body.model_dump(exclude={"blob", "metadata"})}
        version = self._catalog.publish_version(
            tx,
            "model",
            name,
            content,
            blobs=blobs,
            run_id=run.id,
            metadata=body.metadata | made_by.metadata(recipe, {}),
        )
        self._tracking.finish_run(tx, run.id, outputs=[Link(role="model", kind="model", ref=version.ref)])
        return version
