"""All SQL of the catalog."""

from volano_server.catalog.store.aliases import AliasStore
from volano_server.catalog.store.assets import AssetStore
from volano_server.catalog.store.cards import CardStore
from volano_server.catalog.store.lineage import EdgeStore
from volano_server.catalog.store.policies import PolicyStore
from volano_server.catalog.store.transitions import TransitionStore
from volano_server.catalog.store.versions import VersionStore

__all__ = [
    "AliasStore",
    "AssetStore",
    "CardStore",
    "EdgeStore",
    "PolicyStore",
    "TransitionStore",
    "VersionStore",
]
