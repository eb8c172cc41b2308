"""Pure rules of the catalog: kinds, versions, policies, gates, transitions, lineage."""
