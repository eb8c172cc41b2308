"""The pure rules of the lake: names, keys, conditions on rows, fingerprints."""
