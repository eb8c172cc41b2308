"""What every reader promises, on small files of each kind."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.data.conftest import fixture_mails, limits, make_mbox, make_tar, make_zip, read
from volano_server.data.errors import BadSource, MissingSource, UnknownReader
from volano_server.data.plugins.readers import KEY, ImportReport, ReadOptions, find_reader, readers

ROWS = [{"text": f"row {n}", "label": "spam" if n % 2 else "ham", "score": n / 2} for n in range(25)]


def mails() -> list[bytes]:
    return [content for name, content in fixture_mails() if name != "ham/19.eml"]


def make_eml(folder: Path) -> list[Path]:
    paths = []
    for number, content in enumerate(mails()):
        paths.append(folder / f"{number:02d}.eml")
        paths[-1].write_bytes(content)
    return paths


def make_folder(folder: Path) -> list[Path]:
    (folder / "box").mkdir()
    make_eml(folder / "box")
    return [folder / "box"]


def make_archive(folder: Path) -> list[Path]:
    half = [(f"a/{number:02d}.eml", content) for number, content in enumerate(mails())]
    return [make_zip(folder / "one.zip", half[:20]), make_tar(folder / "two.tgz", half[20:])]


def make_spam_assassin(folder: Path) -> list[Path]:
    groups = ["easy-ham-1", "hard-ham-1", "spam-2"]
    members = [
        (f"package/data/{groups[number % 3]}/{number:05d}.{number:032x}.txt", content)
        for number, content in enumerate(mails())
    ]
    return [make_tar(folder / "datasets-spam-assassin.tgz", [("package/README.md", b"# x"), *members])]


def make_jsonl(folder: Path) -> list[Path]:
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS[:20]))
    (folder / "b.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS[20:]))
    return [folder / "a.jsonl", folder / "b.jsonl"]


def make_csv(folder: Path) -> list[Path]:
    lines = ["text;label;score"] + [f"{row['text']};{row['label']};{row['score']}" for row in ROWS]
    (folder / "a.csv").write_text("\n".join(lines))
    return [folder / "a.csv"]


def make_parquet(folder: Path) -> list[Path]:
    pq.write_table(pa.Table.from_pylist(ROWS[:10]), folder / "a.parquet")
    pq.write_table(pa.Table.from_pylist(ROWS[10:]), folder / "b.parquet")
    return [folder / "a.parquet", folder / "b.parquet"]


KINDS: dict[str, Callable[[Path], list[Path]]] = {
    "csv": make_csv,
    "eml": make_eml,
    "jsonl": make_jsonl,
    "mail_archive": make_archive,
    "mail_folder": make_folder,
    "mbox": lambda folder: [make_mbox(folder / "a.mbox", mails())],
    "parquet": make_parquet,
    "spam_assassin": make_spam_assassin,
}
MAIL_KINDS = ["eml", "mail_archive", "mail_folder", "mbox", "spam_assassin"]


def test_every_reader_is_tried_here() -> None:
    assert set(readers()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryReader:
    def test_recognises_its_files_and_reads_all_rows(self, kind: str, tmp_path: Path) -> None:
        paths = KINDS[kind](tmp_path)
        assert find_reader(None, paths).name == kind
        table, report = read(None, *paths)
        assert table.num_rows == report.rows == (39 if kind in MAIL_KINDS else 25)
        assert report.skipped == {}
        assert report.bytes_read > 0
        assert report.files == (1 if kind == "spam_assassin" else len(list(tmp_path.rglob("*.*"))))

    def test_keys_are_unique_and_stable(self, kind: str, tmp_path: Path) -> None:
        paths = KINDS[kind](tmp_path)
        first, second = (read(kind, *paths)[0].column(KEY).to_pylist() for _ in range(2))
        assert first == second
        assert len(set(first)) == len(first)
        assert all(len(key.partition("-")[0]) == 32 for key in first)

    def test_batches_are_bounded_and_do_not_change_the_rows(self, kind: str, tmp_path: Path) -> None:
        paths = KINDS[kind](tmp_path)
        stream = find_reader(kind, paths).read(paths, ReadOptions(limits=limits(batch_rows=4)), ImportReport())
        batches = list(stream)
        assert max(batch.num_rows for batch in batches) <= 4
        assert pa.Table.from_batches(batches).to_pylist() == read(kind, *paths)[0].to_pylist()

    def test_the_order_of_the_columns_and_their_types_do_not_depend_on_the_rows(
        self, kind: str, tmp_path: Path
    ) -> None:
        schema = read(kind, *KINDS[kind](tmp_path))[0].schema
        assert schema.names[0] == KEY
        assert not schema.field(KEY).nullable
        assert schema.field("source").type == pa.string()

    def test_the_caller_is_asked_between_rows_and_can_stop(self, kind: str, tmp_path: Path) -> None:
        class Stop(Exception):
            pass

        asked = 0

        def tick() -> None:
            nonlocal asked
            asked += 1
            if asked > 3:
                raise Stop

        paths = KINDS[kind](tmp_path)
        options = ReadOptions(limits=limits(batch_rows=2))
        with pytest.raises((Stop, OSError)):
            find_reader(kind, paths).read(paths, options, ImportReport(tick=tick)).read_all()
        assert asked == 4

    def test_a_missing_file_is_named(self, kind: str, tmp_path: Path) -> None:
        with pytest.raises(MissingSource, match=r"no file or directory `.*nowhere`"):
            read(kind, tmp_path / "nowhere")

    def test_an_empty_file_is_an_error_with_its_name(self, kind: str, tmp_path: Path) -> None:
        path = tmp_path / "empty"
        if kind == "mail_folder":
            path.mkdir()
        else:
            path.touch()
        with pytest.raises(BadSource, match="empty") as caught:
            read(kind, path)
        assert caught.value.hint

    @pytest.mark.parametrize(
        "content", [os.urandom(3000), b"\x00" * 3000, "ÿþ".encode("utf-16") * 500, b"{" * 3000, b'"' * 99]
    )
    def test_a_file_of_another_kind_gives_rows_or_a_clear_error(
        self, kind: str, content: bytes, tmp_path: Path
    ) -> None:
        path = tmp_path / "odd"
        if kind == "mail_folder":
            path.mkdir()
            (path / "odd").write_bytes(content)
        else:
            path.write_bytes(content)
        for on_error in ("fail", "skip"):
            refused: BadSource | None = None
            try:
                read(kind, path, on_error=on_error)[0].validate(full=True)
            except BadSource as error:
                refused = error
            assert refused is None or ("odd" in refused.message and refused.hint)


@pytest.mark.parametrize("kind", MAIL_KINDS)
def test_the_same_mails_give_the_same_rows_from_every_container(kind: str, tmp_path: Path) -> None:
    def comparable(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return sorted((row["subject"], row["sender"], str(row["sent_at"]), row["body"].strip()) for row in rows)

    (tmp_path / "eml").mkdir()
    expected = read("eml", *make_eml(tmp_path / "eml"))[0].to_pylist()
    (tmp_path / kind).mkdir(exist_ok=True)
    found = read(kind, *(KINDS[kind](tmp_path / kind) if kind != "eml" else make_eml(tmp_path / "eml")))[0].to_pylist()
    assert comparable(found) == comparable(expected)


def test_unknown_readers_and_unknown_kinds_are_refused_with_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_bytes(b"\x01\x02")
    with pytest.raises(UnknownReader, match=r"the kind of a\.xyz is not recognised") as caught:
        read(None, tmp_path / "a.xyz")
    assert "`jsonl`" in caught.value.hint
    (tmp_path / "b.csv").write_text("a\n1\n")
    (tmp_path / "c.jsonl").write_text('{"a": 1}')
    with pytest.raises(UnknownReader, match=r"different kinds: b\.csv is `csv`, c\.jsonl is `jsonl`"):
        read(None, tmp_path / "b.csv", tmp_path / "c.jsonl")
    with pytest.raises(UnknownReader, match="no reader `excel`"):
        read("excel", tmp_path / "a.xyz")
    with pytest.raises(MissingSource, match="no file is given"):
        read(None)
