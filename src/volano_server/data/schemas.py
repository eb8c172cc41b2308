"""Wire types of data sets."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.kit.wire import Moment

Digest = Field(pattern=r"^sha256:[0-9a-f]{64}$")


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UploadOut(BaseModel):
    """A stored file; name it by its digest."""

    name: str
    digest: str
    size: int


class SourceFile(Body):
    """An uploaded file under the name that tells its kind."""

    digest: str = Digest
    name: str = Field(min_length=1, max_length=255, examples=["mails.mbox"])


class ImportOptions(Body):
    """How files are read; see the guide on importing."""

    on_error: Literal["fail", "skip"] = "fail"
    nan: Literal["refuse", "empty"] = "refuse"
    encoding: str = Field(default="utf-8", max_length=40)
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    types: dict[str, str] = Field(default_factory=dict)
    key: str | None = Field(default=None, max_length=200)
    label: str | None = Field(default=None, max_length=200)
    label_from_folder: bool = False


class DatasetImport(Body):
    """Make a dataset version of uploaded files."""

    files: list[SourceFile] = Field(min_length=1, max_length=1_000)
    reader: str | None = Field(default=None, max_length=60, description="kind of the files; found out when left out")
    options: ImportOptions = Field(default_factory=ImportOptions)
    notes: str = Field(default="", max_length=20_000)


class DatasetPrepare(Body):
    """Make a dataset version from another one by a recipe."""

    source: str = Field(max_length=220, examples=["mails@1"])
    recipe: list[dict[str, Any]] = Field(min_length=1, max_length=50)
    notes: str = Field(default="", max_length=20_000)


class DatasetExtend(Body):
    """Make a version that has these rows as well; a row with a known key takes the old one's place."""

    base: str = Field(max_length=220, examples=["mails@2"])
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=10_000)
    traces: list[str] = Field(default_factory=list, max_length=10_000, description="traces that the rows came from")
    notes: str = Field(default="", max_length=20_000)


class DatasetOut(BaseModel):
    """A dataset version's table."""

    ref: str
    version_id: str
    rows: int
    fingerprint: str
    key: str
    columns: list[dict[str, str]]


class RowPage(BaseModel):
    """Rows in table order; `total` counts those that meet `where`."""

    items: list[dict[str, Any]]
    total: int
    next_cursor: str | None


class ReportOut(BaseModel):
    ref: str
    kind: str
    body: dict[str, Any]
    created_at: Moment


class RecipeStepOut(BaseModel):
    """A step that recipes may use; `params` is the JSON schema of its parameters."""

    step: str
    version: int
    summary: str
    params: dict[str, Any]
