"""Every reader that is part of the platform; importing this module registers them."""

from volano_server.data.plugins.readers.csv import CsvReader
from volano_server.data.plugins.readers.eml import EmlReader
from volano_server.data.plugins.readers.jsonl import JsonlReader
from volano_server.data.plugins.readers.mail_archive import MailArchiveReader
from volano_server.data.plugins.readers.mail_folder import MailFolderReader
from volano_server.data.plugins.readers.mbox import MboxReader
from volano_server.data.plugins.readers.parquet import ParquetReader
from volano_server.data.plugins.readers.spam_assassin import SpamAssassinReader

__all__ = [
    "CsvReader",
    "EmlReader",
    "JsonlReader",
    "MailArchiveReader",
    "MailFolderReader",
    "MboxReader",
    "ParquetReader",
    "SpamAssassinReader",
]
