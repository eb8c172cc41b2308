"""Writers: one small file per kind of export."""

from volano_server.data.plugins.writers.base import Writer, find_writer, writer, writers

__all__ = ["Writer", "find_writer", "writer", "writers"]
