"""One conformance class over both implementations of `DatasetStore`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from tests.lake.conftest import SCHEMA, StoreFactory, make_rows
from volano_server.lake import (
    BadFilter,
    DatasetStore,
    DuplicateKey,
    InvalidTable,
    Limits,
    TableBusy,
    TableExists,
    TableNotFound,
    VersionNotFound,
    fingerprint_of,
)

NOW = timedelta(0)
PATHS = ["", "..", "../x", "/etc/x", "a/../b", "a//b", "a/", "a/b/c/d", "a\\b", ".hidden"]
PATHS += ["A", "a b", "a.lance", "a\x00b", "x" * 101, "é"]


def ids(table: pa.Table) -> list[str]:
    return list(table.column("row_id").to_pylist())


class TestWriting:
    def test_a_created_table_holds_the_rows_in_their_order_with_their_types(self, store: DatasetStore) -> None:
        assert store.create("w1/mails", make_rows(0, 100), key="row_id", metadata={"recipe": "none"}) == 1
        found = store.open("w1/mails")
        assert found.scan().read_all().to_pylist() == make_rows(0, 100).to_pylist()
        assert [field.type for field in found.schema] == [field.type for field in SCHEMA]
        assert (found.version, found.count(), found.key, found.metadata) == (1, 100, "row_id", {"recipe": "none"})

    def test_the_key_is_always_non_null_and_flagged_as_the_primary_key(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        store.replace("mails", make_rows(0, 5), key="chars")
        for version, key in ((1, "row_id"), (2, "chars")):
            field = store.open("mails", version).schema.field(key)
            assert not field.nullable
            assert field.metadata == {b"lance-schema:unenforced-primary-key": b"true"}

    def test_streams_are_written_in_one_commit(self, store: DatasetStore) -> None:
        batches = (make_rows(n, n + 10).to_batches()[0] for n in range(0, 100, 10))
        assert store.create("mails", pa.RecordBatchReader.from_batches(SCHEMA, batches), key="row_id") == 1
        assert store.open("mails").count() == 100

    def test_a_stream_that_fails_leaves_the_previous_version_and_its_own_error(self, store: DatasetStore) -> None:
        class Stopped(Exception):
            pass

        def failing() -> Iterator[pa.RecordBatch]:
            yield from make_rows(100, 110).to_batches()
            raise Stopped

        store.create("mails", make_rows(0, 10), key="row_id")
        with pytest.raises(Stopped):
            store.append("mails", pa.RecordBatchReader.from_batches(SCHEMA, failing()))
        with pytest.raises(Stopped):
            store.create("other", pa.RecordBatchReader.from_batches(SCHEMA, failing()), key="row_id")
        assert ids(store.open("mails").scan().read_all()) == ids(make_rows(0, 10))
        assert store.tables() == ["mails"]
        store.create("other", make_rows(0, 1), key="row_id")

    def test_a_table_is_created_once(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 1), key="row_id")
        with pytest.raises(TableExists, match="`mails`"):
            store.create("mails", make_rows(0, 1), key="row_id")

    def test_an_empty_table_keeps_its_schema(self, store: DatasetStore) -> None:
        store.create("mails", SCHEMA.empty_table(), key="row_id")
        found = store.open("mails")
        assert (found.count(), found.schema.names) == (0, SCHEMA.names)
        assert found.scan().read_all().num_rows == 0
        assert found.take([]).num_rows == 0
        store.append("mails", make_rows(0, 3))
        assert store.open("mails").count() == 3

    def test_appending_adds_rows_at_the_end(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        assert store.append("mails", make_rows(5, 8), metadata={"by": "test"}) == 2
        assert ids(store.open("mails").scan().read_all()) == ids(make_rows(0, 8))
        assert store.open("mails").metadata == {"by": "test"}

    def test_appending_casts_to_the_column_types_and_column_order_of_the_table(self, store: DatasetStore) -> None:
        first = pa.table({"id": pa.array([1], pa.int64()), "text": pa.array(["a"], pa.large_string())})
        store.create("mails", first, key="id")
        store.append("mails", pa.table({"text": pa.array(["b"], pa.string()), "id": pa.array([2], pa.int32())}))
        assert store.open("mails").scan().read_all().to_pylist() == [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]

    def test_rows_that_do_not_fit_the_table_are_refused_with_the_columns(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        with pytest.raises(InvalidTable, match=r"missing columns .*'vector'.*unknown columns .*'colour'"):
            store.append("mails", make_rows(5, 6).drop(["vector"]).append_column("colour", pa.array(["red"])))
        letters = make_rows(5, 6).set_column(2, "chars", pa.array(["many"]))
        with pytest.raises(InvalidTable, match="column types of `mails`"):
            store.append("mails", letters)
        assert store.open("mails").version == 1

    def test_a_key_that_occurs_twice_is_refused(self, store: DatasetStore) -> None:
        twice = pa.concat_tables([make_rows(0, 2), make_rows(1, 3)])
        with pytest.raises(DuplicateKey, match="`r1` occurs twice"):
            store.create("mails", twice, key="row_id")
        assert store.tables() == []
        store.create("mails", make_rows(0, 5), key="row_id")
        for change in (store.append, store.upsert):
            with pytest.raises(DuplicateKey):
                change("mails", pa.concat_tables([make_rows(7, 8), make_rows(7, 8)]))
        with pytest.raises(DuplicateKey, match="`r4` occurs twice"):
            store.append("mails", make_rows(4, 6))
        assert ids(store.open("mails").scan().read_all()) == ids(make_rows(0, 5))

    def test_an_empty_key_is_refused(self, store: DatasetStore) -> None:
        holed = make_rows(0, 2).set_column(0, "row_id", pa.array(["r0", None]))
        with pytest.raises(InvalidTable, match="the key `row_id` is empty in 1 new rows"):
            store.create("mails", holed, key="row_id")

    @pytest.mark.parametrize("key", ["missing", "score", "raw"])
    def test_a_column_that_cannot_be_a_key_is_refused(self, store: DatasetStore, key: str) -> None:
        with pytest.raises(InvalidTable, match=f"the key column `{key}`"):
            store.create("mails", make_rows(0, 2), key=key)

    @pytest.mark.parametrize("column", ["a.b", "", " ", "a`b", "_rowid", "a\nb", "a\x00", "x" * 201])
    def test_a_column_name_that_cannot_be_stored_is_refused(self, store: DatasetStore, column: str) -> None:
        with pytest.raises(InvalidTable, match="cannot be a column name"):
            store.create("mails", make_rows(0, 2).append_column(column, pa.array([1, 2])), key="row_id")

    @pytest.mark.parametrize("column", ["with space", "è", "select", "a-b", 'a"b', "a'b", "$x"])
    def test_other_column_names_can_be_written_read_and_filtered(self, store: DatasetStore, column: str) -> None:
        store.create("mails", make_rows(0, 2).append_column(column, pa.array([7, 8])), key="row_id")
        found = store.open("mails").scan([column, "row_id"], where=f"`{column}` = 8").read_all()
        assert found.to_pylist() == [{column: 8, "row_id": "r1"}]

    def test_upserting_replaces_known_keys_and_adds_the_others(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        done = store.upsert("mails", make_rows(8, 13, body="new"))
        assert (done.version, done.inserted, done.updated) == (2, 3, 2)
        found = store.open("mails").scan(["row_id", "body"]).read_all().to_pylist()
        assert sorted(row["row_id"] for row in found) == sorted(ids(make_rows(0, 13)))
        assert {row["row_id"] for row in found if row["body"].startswith("new")} == set(ids(make_rows(8, 13)))

    def test_deleting_removes_what_matches_and_nothing_matching_makes_no_version(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 20), key="row_id")
        done = store.delete("mails", "score > 4 and spam = true")
        assert (done.version, done.rows) == (2, 4)
        again = store.delete("mails", "score > 4 and spam = true")
        assert (again.version, again.rows) == (2, 0)
        assert store.open("mails").count() == 16
        assert store.open("mails", 1).count() == 20
        assert store.open("mails").count("score is null") == 2

    def test_replacing_gives_new_rows_and_a_new_schema_and_keeps_the_old_version(self, store: DatasetStore) -> None:
        store.replace("mails", make_rows(0, 5), key="row_id")
        other = pa.table({"id": [1, 2], "text": ["a", "b"]})
        assert store.replace("mails", other, key="id", metadata={"recipe": "x"}) == 2
        assert store.open("mails").scan().read_all().to_pylist() == other.to_pylist()
        assert store.open("mails").metadata == {"recipe": "x"}
        assert ids(store.open("mails", 1).scan().read_all()) == ids(make_rows(0, 5))

    def test_a_dropped_table_is_gone_and_can_be_made_again(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        store.drop("mails")
        assert store.tables() == []
        with pytest.raises(TableNotFound):
            store.open("mails")
        with pytest.raises(TableNotFound):
            store.drop("mails")
        assert store.create("mails", make_rows(0, 2), key="row_id") == 1


class TestReading:
    def test_tables_are_listed_by_prefix(self, store: DatasetStore) -> None:
        for name in ("w1/mails", "w1/mails-removed", "w2/mails"):
            store.create(name, make_rows(0, 1), key="row_id")
        assert store.tables() == ["w1/mails", "w1/mails-removed", "w2/mails"]
        assert store.tables("w1/") == ["w1/mails", "w1/mails-removed"]

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            ("row_id = 'r3'", [3]),
            ("row_id in ('r3', 'r5')", [3, 5]),
            ("chars >= 28", [28, 29]),
            ("chars > 27.5", [28, 29]),
            ("chars in (1, 2.0)", [1, 2]),
            ("score = 1", [2]),
            ("body contains '15 è'", [15]),
            ("body starts with 'text 1 '", [1]),
            ("body contains '''quoted''' and chars < 2", [0, 1]),
            ("score is null", [0, 10, 20]),
            ("not score is not null and chars > 5", [10, 20]),
            ("sent_at < '2002-08-02'", [0, 28]),
            ("sent_at = '2002-08-03T02:00:00+02:00'", [2]),
            ("spam = true and chars < 4", [0, 3]),
            ("not (score > 1) ", [1, 2]),
            ("score != 0.5 and chars < 3", [2]),
            ("not row_id in ('r1') and chars < 3", [0, 2]),
            ("chars = 1 or chars = 2 and spam = true", [1]),
        ],
    )
    def test_filters_mean_the_same_everywhere(self, store: DatasetStore, where: str, expected: list[int]) -> None:
        store.create("mails", make_rows(0, 30), key="row_id")
        found = store.open("mails")
        assert found.scan(["chars"], where).read_all().column("chars").to_pylist() == expected
        assert found.count(where) == len(expected)

    @pytest.mark.parametrize(
        ("where", "message"),
        [
            ("colour = 'red'", "names the column `colour`; the table has `row_id`"),
            ("chars = 'many'", "`chars` is of type int64"),
            ("row_id > 5", "`row_id` is of type string"),
            ("spam = 1", "`spam` is of type bool"),
            ("sent_at > 'yesterday'", "`sent_at` is of type timestamp"),
            ("raw = 'x'", "`raw` is of type large_binary"),
            ("chars contains 'x'", "`chars` is of type int64"),
            ("chars = 99999999999999999999", "cannot be compared"),
        ],
    )
    def test_a_filter_that_does_not_fit_is_refused(self, store: DatasetStore, where: str, message: str) -> None:
        store.create("mails", make_rows(0, 3), key="row_id")
        for attempt in (store.open("mails").count, lambda text: store.delete("mails", text)):
            with pytest.raises(BadFilter, match=message):
                attempt(where)

    def test_columns_limit_and_offset_cut_the_scan(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 50), key="row_id")
        found = store.open("mails")
        page = found.scan(["chars", "row_id"], "spam = false", limit=3, offset=10, batch_rows=4).read_all()
        assert page.column_names == ["chars", "row_id"]
        assert page.column("chars").to_pylist() == [16, 17, 19]
        assert found.scan(limit=0).read_all().num_rows == 0
        assert found.scan(offset=50).read_all().num_rows == 0
        with pytest.raises(BadFilter, match="`colour` is asked for; the table has `row_id`"):
            found.scan(["colour"])

    def test_batches_have_at_most_the_asked_number_of_rows(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 100), key="row_id")
        assert max(batch.num_rows for batch in store.open("mails").scan(batch_rows=16)) <= 16

    def test_rows_are_taken_by_position_and_by_key_after_deletes_too(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 20), key="row_id")
        store.append("mails", make_rows(20, 30))
        store.delete("mails", "chars in (3, 21)")
        found = store.open("mails")
        assert found.take([26, 0, 3, 0], ["row_id"]).column("row_id").to_pylist() == ["r28", "r0", "r4", "r0"]
        assert found.rows(["r25", "r3", "r4", "none"], ["row_id"]).column("row_id").to_pylist() == ["r4", "r25"]
        assert found.rows([]).num_rows == 0
        for outside in (28, -1):
            with pytest.raises(BadFilter, match=f"position {outside} lies outside the table of 28 rows"):
                found.take([outside])

    def test_an_open_snapshot_does_not_see_later_changes(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        before = store.open("mails")
        store.append("mails", make_rows(5, 9))
        store.delete("mails", "chars < 3")
        assert before.count() == 5
        assert ids(before.scan().read_all()) == ids(make_rows(0, 5))


class TestVersions:
    def test_versions_and_tags_are_listed_and_opened(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        store.append("mails", make_rows(5, 7))
        store.tag("mails", "raw", 1)
        store.tag("mails", "first", 1)
        store.tag("mails", "newest", 1)
        store.tag("mails", "newest", 2)
        found = [(one.version, one.rows, one.tags) for one in store.versions("mails")]
        assert found == [(1, 5, ("first", "raw")), (2, 7, ("newest",))]
        assert store.versions("mails")[0].created_at <= store.versions("mails")[1].created_at
        assert store.open("mails", "raw").version == 1
        store.untag("mails", "raw")
        with pytest.raises(VersionNotFound, match="no version `raw`"):
            store.open("mails", "raw")
        with pytest.raises(VersionNotFound):
            store.untag("mails", "raw")

    def test_unknown_versions_and_tables_are_refused(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 5), key="row_id")
        for version in (2, 0, "nope"):
            with pytest.raises(VersionNotFound, match=f"no version `{version}`"):
                store.open("mails", version)
        with pytest.raises(VersionNotFound):
            store.tag("mails", "later", 9)
        attempts = (
            lambda: store.open("none"),
            lambda: store.append("none", make_rows(0, 1)),
            lambda: store.upsert("none", make_rows(0, 1)),
            lambda: store.delete("none", "chars = 1"),
            lambda: store.versions("none"),
            lambda: store.tag("none", "a", 1),
            lambda: store.compact("none"),
            lambda: store.clean_up("none"),
        )
        for attempt in attempts:
            with pytest.raises(TableNotFound, match="no table `none`"):
                attempt()
        assert store.tables() == ["mails"]

    @pytest.mark.parametrize("name", PATHS)
    def test_names_that_are_paths_or_worse_are_refused(self, store: DatasetStore, name: str) -> None:
        for attempt in (
            lambda: store.create(name, make_rows(0, 1), key="row_id"),
            lambda: store.open(name),
            lambda: store.drop(name),
        ):
            with pytest.raises(InvalidTable, match="no valid table name"):
                attempt()

    @pytest.mark.parametrize("tag", ["", "../x", "7", "A", "a/b", "x" * 101])
    def test_tags_that_are_paths_or_numbers_are_refused(self, store: DatasetStore, tag: str) -> None:
        store.create("mails", make_rows(0, 1), key="row_id")
        with pytest.raises(InvalidTable, match="no valid tag"):
            store.tag("mails", tag, 1)

    def test_the_fingerprint_sees_rows_and_not_their_order_or_history(self, store: DatasetStore) -> None:
        store.create("a", make_rows(0, 50), key="row_id")
        store.create("b", make_rows(30, 50), key="row_id")
        store.append("b", make_rows(0, 40).slice(0, 30))
        store.append("b", make_rows(90, 92))
        assert store.open("a").fingerprint() != store.open("b").fingerprint()
        store.delete("b", "chars >= 90")
        assert store.open("a").fingerprint() == store.open("b").fingerprint() == fingerprint_of(make_rows(0, 50))


class TestMaintenance:
    def test_compaction_merges_small_files_and_keeps_rows_and_versions(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        for start in range(10, 60, 10):
            store.append("mails", make_rows(start, start + 10))
        store.delete("mails", "chars in (5, 15)")
        before = store.open("mails")
        done = store.compact("mails")
        assert (done.files_before, done.files_after) == (6, 1)
        after = store.open("mails")
        assert after.version == done.version > before.version
        assert after.fingerprint() == before.fingerprint()
        assert before.count() == 58
        assert store.compact("mails").version == after.version, "nothing left to do makes no version"

    def test_compaction_keeps_within_its_bounds(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        for start in range(10, 100, 10):
            store.append("mails", make_rows(start, start + 10))
        assert 5 <= store.compact("mails", Limits(rows_per_file=20, source_rows=60)).files_after < 10
        assert 3 <= store.compact("mails", Limits(rows_per_file=30)).files_after <= 5
        assert store.open("mails").fingerprint() == fingerprint_of(make_rows(0, 100))

    def test_clean_up_removes_old_versions_but_not_tagged_ones_nor_the_newest(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        store.append("mails", make_rows(10, 20))
        store.replace("mails", make_rows(0, 3), key="row_id")
        store.append("mails", make_rows(3, 4))
        store.tag("mails", "gold", 2)
        assert store.clean_up("mails").versions == 0, "all are younger than the retention"
        done = store.clean_up("mails", older_than=NOW)
        assert (done.versions, done.bytes > 0) == (2, True)
        assert [one.version for one in store.versions("mails")] == [2, 4]
        assert ids(store.open("mails", "gold").scan().read_all()) == ids(make_rows(0, 20))
        assert ids(store.open("mails").scan().read_all()) == ids(make_rows(0, 4))

    def test_a_table_of_few_files_is_left_alone_until_rows_are_deleted(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        store.append("mails", make_rows(10, 20))
        done = store.compact("mails", Limits(least_files=3))
        assert (done.version, done.files_before, done.files_after) == (2, 2, 2)
        assert store.compact("mails", Limits(least_files=2)).files_after == 1

    def test_clean_up_keeps_named_versions_and_people_s_tags_and_lets_go_what_nobody_names(
        self, store: DatasetStore
    ) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        for start in range(10, 60, 10):
            store.append("mails", make_rows(start, start + 10))
        for version in (1, 2, 3):
            store.tag("mails", f"kept-{version}", version)
        store.tag("mails", "gold", 5)
        assert store.clean_up("mails", named={2, 4}).versions == 0, "all are younger than the retention"
        assert store.open("mails", "kept-3").version == 3
        assert store.clean_up("mails", older_than=NOW, named={2, 4}).versions == 2
        assert {one.version: one.tags for one in store.versions("mails")} == {
            2: ("kept-2",), 4: ("kept-4",), 5: ("gold",), 6: (),
        }  # fmt: skip
        assert store.open("mails", 2).fingerprint() == fingerprint_of(make_rows(0, 20))

    def test_a_table_of_which_nothing_is_named_or_young_goes_as_a_whole(self, store: DatasetStore) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        store.tag("mails", "kept-1", 1)
        store.clean_up("mails", named=())
        assert store.tables() == ["mails"]
        store.tag("mails", "gold", 1)
        store.clean_up("mails", older_than=NOW, named=())
        assert store.tables() == ["mails"]
        store.untag("mails", "gold")
        store.clean_up("mails", older_than=NOW, named=())
        assert store.tables() == []

    def test_clean_up_removes_what_a_failed_write_left(self, store: DatasetStore, tmp_path: Path) -> None:
        store.create("mails", make_rows(0, 10), key="row_id")
        before = sorted(tmp_path.rglob("data/*"))
        (before[0].parent / f"orphan{before[0].suffix}").write_bytes(b"half a file")
        with pytest.raises(DuplicateKey):
            store.append("mails", make_rows(9, 12))
        store.clean_up("mails", older_than=NOW)
        assert sorted(tmp_path.rglob("data/*")) == before


class TestWriters:
    def test_a_second_writer_waits_and_then_gets_a_clear_error(self, open_store: StoreFactory) -> None:
        first, second = open_store(), open_store(wait_seconds=0.05)
        first.create("mails", make_rows(0, 5), key="row_id")
        first.create("other", make_rows(0, 5), key="row_id")

        def slow() -> Iterator[pa.RecordBatch]:
            with pytest.raises(TableBusy, match="the table `mails` is being written by process"):
                second.append("mails", make_rows(100, 101))
            second.append("other", make_rows(100, 101))
            yield from make_rows(5, 6).to_batches()

        first.append("mails", pa.RecordBatchReader.from_batches(SCHEMA, slow()))
        second.append("mails", make_rows(100, 101))
        assert second.open("mails").count() == 7

    def test_many_threads_writing_one_table_lose_and_repeat_nothing(self, open_store: StoreFactory) -> None:
        store = open_store(wait_seconds=60)
        store.create("mails", make_rows(0, 1), key="row_id")
        handles = [store, open_store(wait_seconds=60)]
        errors: list[BaseException] = []

        def work(worker: int) -> None:
            try:
                for turn in range(5):
                    handles[worker % 2].upsert("mails", make_rows(turn, turn + 10, body=f"w{worker}"))
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert sorted(ids(store.open("mails").scan().read_all())) == sorted(ids(make_rows(0, 14)))
        assert store.open("mails").version == 21
