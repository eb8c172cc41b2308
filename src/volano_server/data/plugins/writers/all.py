"""Every writer that is part of the platform; importing this module registers them."""

from volano_server.data.plugins.writers.csv import CsvWriter
from volano_server.data.plugins.writers.jsonl import JsonlWriter
from volano_server.data.plugins.writers.parquet import ParquetWriter

__all__ = ["CsvWriter", "JsonlWriter", "ParquetWriter"]
