"""The steps of recipes, one file each; importing this package registers them."""

from volano_server.data.domain.steps.compose import Compose
from volano_server.data.domain.steps.detect_language import DetectLanguage
from volano_server.data.domain.steps.drop_empty import DropEmpty
from volano_server.data.domain.steps.exact_duplicates import ExactDuplicates
from volano_server.data.domain.steps.filter_rows import FilterRows
from volano_server.data.domain.steps.near_duplicates import NearDuplicates
from volano_server.data.domain.steps.parse_mail import ParseMail
from volano_server.data.domain.steps.scrub_personal import ScrubPersonal
from volano_server.data.domain.steps.select_columns import SelectColumns
from volano_server.data.domain.steps.split import Split
from volano_server.data.domain.steps.truncate import Truncate

__all__ = [
    "Compose",
    "DetectLanguage",
    "DropEmpty",
    "ExactDuplicates",
    "FilterRows",
    "NearDuplicates",
    "ParseMail",
    "ScrubPersonal",
    "SelectColumns",
    "Split",
    "Truncate",
]
