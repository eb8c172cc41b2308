"""Rules of the catalog, and the one place that puts its services together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from volano_server.access import Admission
from volano_server.catalog.service.aliases import AliasService
from volano_server.catalog.service.cards import CardService
from volano_server.catalog.service.catalog import CatalogService, ContentCheck, VersionUser
from volano_server.catalog.service.gates import Gate, GateRunner, own_gates
from volano_server.catalog.service.lineage import LineageService, LineageSource
from volano_server.catalog.service.nodes import NodeLabels
from volano_server.catalog.service.policies import PolicyService
from volano_server.catalog.service.recovery import RecoveryService
from volano_server.catalog.service.roles import CurrentRoles, MemberRoles
from volano_server.catalog.service.rows import RowLineage
from volano_server.catalog.service.situation import Surveyor
from volano_server.catalog.service.transitions import TransitionService

__all__ = [
    "AliasService",
    "CardService",
    "CatalogService",
    "CatalogServices",
    "ContentCheck",
    "CurrentRoles",
    "Gate",
    "LineageService",
    "LineageSource",
    "MemberRoles",
    "NodeLabels",
    "Plugs",
    "PolicyService",
    "RecoveryService",
    "RowLineage",
    "TransitionService",
    "VersionUser",
    "build_catalog",
]


@dataclass(frozen=True)
class CatalogServices:
    """The services of the catalog, wired to each other."""

    catalog: CatalogService
    aliases: AliasService
    cards: CardService
    lineage: LineageService
    policies: PolicyService
    transitions: TransitionService
    recovery: RecoveryService

    def __iter__(self) -> Iterator[object]:
        """Each service, for the application to hand out by class."""
        return (getattr(self, part.name) for part in fields(self))


@dataclass
class Plugs:
    """What the areas above add, at any time before it is used: `app` fills it.

    Gates and content checks by name; users of versions; sources of lineage edges; labels of lineage nodes by kind.
    """

    gates: dict[str, Gate] = field(default_factory=own_gates)
    checks: dict[str, ContentCheck] = field(default_factory=dict)
    users: list[VersionUser] = field(default_factory=list)
    sources: list[LineageSource] = field(default_factory=list)
    labels: dict[str, NodeLabels] = field(default_factory=dict)


def build_catalog(admission: Admission, plugs: Plugs) -> CatalogServices:
    """All services of the catalog."""
    runner, roles = GateRunner(plugs.gates), MemberRoles(admission)
    policies = PolicyService(runner)
    surveyor = Surveyor(policies, runner, roles)
    return CatalogServices(
        catalog=CatalogService(policies, checks=plugs.checks, users=plugs.users),
        aliases=AliasService(policies),
        cards=CardService(),
        lineage=LineageService(sources=plugs.sources, labels=plugs.labels),
        policies=policies,
        transitions=TransitionService(policies, surveyor, roles),
        recovery=RecoveryService(policies, surveyor, roles),
    )
