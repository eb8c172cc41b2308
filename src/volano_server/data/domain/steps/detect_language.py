"""The language of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from volano_server.data.domain.language import UNKNOWN, detect_language
from volano_server.data.domain.recipe import Outcome, RowStep, need_column, put_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("detect_language", version=1)
class DetectLanguage(RowStep):
    """Adds `language` (ISO 639, or `und` below the threshold) and `language_score`; may keep chosen languages only."""

    column: str = Field("body", description="column with the text")
    threshold: float = Field(0.5, ge=0.0, le=1.0, description="smallest score that counts, 0.0 to 1.0")
    keep: list[str] = Field([], description="languages to keep, such as en and it; all when empty")

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow as pa

        texts = need_column(table, self.column, text=True).to_pylist()
        found = [detect_language(text or "") for text in texts]
        languages = [language if score >= self.threshold else UNKNOWN for language, score in found]
        table = put_column(table, "language", pa.array(languages, pa.string()))
        table = put_column(table, "language_score", pa.array([score for _, score in found], pa.float32()))
        if not self.keep:
            return Outcome(table)
        reasons = [None if language in self.keep else f"language {language}" for language in languages]
        return Outcome(table, pa.array(reasons, pa.string()))
