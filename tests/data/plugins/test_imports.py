"""Imports: one commit, a report, and nothing when something goes wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.data.conftest import MAILS, make_mbox
from volano_server.data.errors import BadSource, Cancelled
from volano_server.data.plugins.imports import import_files
from volano_server.data.plugins.readers import ReadLimits, ReadOptions
from volano_server.lake import DatasetStore, InvalidTable, TableExists

SKIP = ReadOptions(on_error="skip")


def write_rows(path: Path, *numbers: int) -> Path:
    path.write_text("".join(json.dumps({"row_id": f"r{n}", "text": f"text {n}"}) + "\n" for n in numbers))
    return path


def test_mails_become_a_table_with_a_report(lake: DatasetStore, tmp_path: Path) -> None:
    box = shutil.copytree(MAILS, tmp_path / "box")
    (box / "ham" / "19.eml").write_bytes(b"\n")
    done = import_files(lake, "w1/mails", [box], options=SKIP, work_dir=tmp_path / "work")
    snapshot = lake.open("w1/mails", done.version)
    assert (done.version, done.rows, done.reader) == (1, 39, "mail_folder")
    assert done.fingerprint == snapshot.fingerprint()
    assert done.report["skipped"] == {"empty mail": 1}
    assert done.report["samples"] == [{"place": "ham/19.eml", "reason": "empty mail"}]
    assert json.loads(snapshot.metadata["report"]) == done.report
    assert snapshot.count("body contains 'minutes of our meeting'") == 2
    assert list((tmp_path / "work").iterdir()) == []


def test_the_same_files_give_the_same_fingerprint_whatever_the_batches(lake: DatasetStore) -> None:
    one = import_files(lake, "a", [MAILS], options=SKIP)
    other = import_files(lake, "b", [MAILS], options=ReadOptions(on_error="skip", limits=ReadLimits(batch_rows=3)))
    assert one.fingerprint == other.fingerprint


def test_progress_goes_up_to_the_bytes_of_the_files(lake: DatasetStore) -> None:
    told: list[tuple[int, int | None, str]] = []
    import_files(lake, "a", [MAILS], options=SKIP, on_progress=lambda *step: told.append(step))
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert told[-1] == (told[-1][1], told[-1][1], "publishing")


def test_a_bad_file_publishes_nothing(lake: DatasetStore, tmp_path: Path) -> None:
    good = write_rows(tmp_path / "a.jsonl", 1, 2)
    bad = tmp_path / "b.jsonl"
    bad.write_text('{"row_id": "r3"}\nnot json\n')
    with pytest.raises(BadSource, match=r"b\.jsonl, line 2 at byte 17"):
        import_files(lake, "a", [good, bad])
    assert lake.tables() == []


@pytest.mark.parametrize("calls", [0, 1, 5, 20])
def test_a_stopped_import_publishes_nothing(calls: int, lake: DatasetStore, tmp_path: Path) -> None:
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > calls

    with pytest.raises(Cancelled):
        import_files(lake, "a", [MAILS], options=SKIP, should_stop=should_stop, work_dir=tmp_path / "work")
    assert lake.tables() == []
    assert list((tmp_path / "work").iterdir()) == []


def test_an_error_of_the_caller_passes_through(lake: DatasetStore) -> None:
    class LeaseLost(Exception):
        pass

    def should_stop() -> bool:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        import_files(lake, "a", [MAILS], options=SKIP, should_stop=should_stop)


def test_creating_refuses_a_known_table_and_replacing_makes_its_next_version(
    lake: DatasetStore, tmp_path: Path
) -> None:
    path = write_rows(tmp_path / "a.jsonl", 1, 2)
    import_files(lake, "a", [path])
    with pytest.raises(TableExists):
        import_files(lake, "a", [path])
    done = import_files(lake, "a", [write_rows(tmp_path / "a.jsonl", 3)], mode="replace")
    assert (done.version, done.rows) == (2, 1)
    assert lake.open("a", 1).count() == 2


def test_adding_twice_changes_nothing(lake: DatasetStore, tmp_path: Path) -> None:
    first = import_files(lake, "a", [write_rows(tmp_path / "a.jsonl", 1, 2)])
    again = import_files(lake, "a", [write_rows(tmp_path / "a.jsonl", 2, 3)], mode="add")
    assert (again.rows, lake.open("a").count()) == (3, 3)
    more = import_files(lake, "a", [write_rows(tmp_path / "a.jsonl", 2, 3)], mode="add")
    assert more.fingerprint == again.fingerprint != first.fingerprint


def test_adding_rows_with_other_columns_is_refused(lake: DatasetStore, tmp_path: Path) -> None:
    import_files(lake, "a", [write_rows(tmp_path / "a.jsonl", 1)])
    with pytest.raises(InvalidTable, match="do not fit `a`"):
        import_files(lake, "a", [make_mbox(tmp_path / "b.mbox", [b"Subject: x\n\ny\n"])], mode="add")


def test_a_column_name_that_cannot_be_stored_is_refused(lake: DatasetStore, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a.b,c\n1,2\n")
    with pytest.raises(InvalidTable, match=r"`a\.b` cannot be a column name"):
        import_files(lake, "a", [tmp_path / "a.csv"])
    assert lake.tables() == []
