"""Making versions again: which can be, what that needs, and the work of it, queued."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from volano_server.catalog import RECORDED, CatalogService, VersionOut
from volano_server.db import Tx
from volano_server.jobs import JobContext, JobService
from volano_server.kit.wire import Started
from volano_server.lake import BlobStore
from volano_server.tracking.domain.remade import Remade
from volano_server.tracking.errors import InputGone, NotReproducible
from volano_server.tracking.schemas import Link
from volano_server.tracking.service.tracking import TrackingService


class Maker(Protocol):
    """An area that makes versions: it can make them again. Plugged in by `app` under the `kind` of its recipes."""

    def blobs(self, recipe: dict[str, Any]) -> list[str]:
        """The digests of the stored files that the recipe reads."""
        ...

    def remake(self, context: JobContext[Any], version: VersionOut, folder: Path) -> Remade:
        """How the remade thing compares. Works in `folder` alone, goes on there when it is called again, publishes
        nothing, shows its progress. Raises what making it for the first time raises."""
        ...


class ReproductionService:
    """Starts reproductions and checks that they can succeed. `makers` by kind of recipe."""

    def __init__(
        self,
        catalog: CatalogService,
        tracking: TrackingService,
        jobs: JobService,
        blobs: BlobStore,
        makers: Mapping[str, Maker],
    ) -> None:
        self._catalog = catalog
        self._tracking = tracking
        self._jobs = jobs
        self._blobs = blobs
        self._makers = makers

    def find(self, tx: Tx, kind: str, ref: str) -> VersionOut:
        """The version, which says how it was made and whose inputs are all there.

        Raises NotFound, NotReproducible for one that says too little, InputGone for one whose input was deleted.
        """
        version = self._catalog.resolve(tx, kind, ref)
        self.maker_of(version)
        living = self._catalog.versions_by_id(tx, [item.version_id for item in version.inputs])
        for item in version.inputs:
            found = living.get(item.version_id)
            if found is None or found.deleted_at is not None:
                raise InputGone(
                    f"{kind} {version.ref} was made from {item.kind} {item.ref} (`{item.role}`), which was deleted",
                    hint="only its digest is left; make a new version from inputs that are there",
                )
        return version

    def maker_of(self, version: VersionOut) -> Maker:
        """What can make this version again. Raises NotReproducible."""
        absent = [name for name in RECORDED if name not in version.metadata]
        recipe = version.metadata.get("recipe")
        kind = recipe.get("kind") if isinstance(recipe, dict) else None
        if absent or version.run_id is None:
            raise NotReproducible(
                f"{version.kind} {version.ref} does not say how it was made: {', '.join([*absent, 'run'][:4])} missing",
                hint="it was pushed by hand; only what a run of the platform made can be made again",
            )
        if kind not in self._makers:
            raise NotReproducible(
                f"{version.kind} {version.ref} was made by `{kind}`, which cannot be made again",
                hint=f"these can: {', '.join(sorted(self._makers))}",
            )
        return self._makers[str(kind)]

    def check_files(self, version: VersionOut) -> None:
        """Nothing, when every stored file that the recipe reads is there. Raises InputGone. Looks at the disk."""
        for digest in self.maker_of(version).blobs(version.metadata["recipe"]):
            if self._blobs.size(digest) is None:
                raise InputGone(
                    f"{version.kind} {version.ref} was made from the file {digest}, which is not stored any more",
                    hint="upload the same file again: `volano uploads put FILE` keeps it under the same digest",
                )

    def start(self, tx: Tx, version: VersionOut) -> Started:
        """The run and the job that make the version again and compare."""
        run = self._tracking.start_run(
            tx, "other", f"reproduce {version.ref}", parameters={"version": version.ref, "digest": version.digest},
            tags={"work": "reproduction"}, inputs=[Link(role="reproduced", kind=version.kind, ref=version.ref)],
        )  # fmt: skip
        args = {"run_id": run.id, "kind": version.kind, "ref": version.ref}
        job_id = self._jobs.enqueue(tx, "runs:reproduce", args, key=f"reproduce:{run.id}", run=run.id)
        return Started(run_id=run.id, job_id=job_id)
