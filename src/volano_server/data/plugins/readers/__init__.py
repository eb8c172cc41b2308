"""Readers: one small file per kind of source."""

from volano_server.data.plugins.readers.base import (
    KEY,
    ImportReport,
    Reader,
    ReadLimits,
    ReadOptions,
    find_reader,
    reader,
    readers,
)

__all__ = ["KEY", "ImportReport", "ReadLimits", "ReadOptions", "Reader", "find_reader", "reader", "readers"]
