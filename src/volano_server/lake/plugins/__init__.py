"""Implementations of `DatasetStore`; each is imported when a store of its kind is opened."""
