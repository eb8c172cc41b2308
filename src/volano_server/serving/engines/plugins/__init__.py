"""Engines and embedders; each is one file behind its Protocol."""
