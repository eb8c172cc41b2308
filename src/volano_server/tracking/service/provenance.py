"""What a version's maker ran on, recorded with the version so that it can be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from volano_server.kit import provenance
from volano_server.kit.canonical import canonical_json
from volano_server.lake import BlobNotFound, BlobStore


@dataclass(frozen=True, slots=True)
class Provenance:
    """The code and the environment of this process; the environment's full list is the blob of that digest."""

    code_version: str
    environment_digest: str

    def metadata(self, recipe: Mapping[str, Any], seeds: Mapping[str, int]) -> dict[str, Any]:
        """What a version made by this process keeps beside its content: what the gate `reproducible` asks for."""
        return {
            "recipe": dict(recipe),
            "code_version": self.code_version,
            "environment_digest": self.environment_digest,
            "seeds": dict(seeds),
        }


def provenance_of(blobs: BlobStore) -> Provenance:
    """Of this process. Keeps the environment as a blob each time, so that it is young until a run names it."""
    blob = blobs.put(canonical_json(provenance.environment()))
    return Provenance(provenance.code_version(), blob.digest)


def differences_since(blobs: BlobStore, code_version: str, environment_digest: str) -> dict[str, Any]:
    """What has changed since: `code` as [then, now] and `environment` by name; empty when nothing has.

    An environment whose list is gone is told by its digest alone.
    """
    now = provenance_of(blobs)
    found: dict[str, Any] = {}
    if code_version != now.code_version:
        found["code"] = [code_version, now.code_version]
    if environment_digest != now.environment_digest:
        try:
            with blobs.open(environment_digest, verify=True) as file:
                recorded = json.load(file)
            found["environment"] = provenance.compare_environments(recorded, provenance.environment())
        except BlobNotFound:
            found["environment"] = {"digest": [environment_digest, now.environment_digest]}
    return found
