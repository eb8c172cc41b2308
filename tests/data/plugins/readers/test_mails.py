"""Mails in files, folders, archives and mailboxes."""

from __future__ import annotations

import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.data.conftest import MAILS, fixture_mails, limits, make_mbox, make_tar, make_zip, read
from volano_server.data.errors import BadSource, HostileArchive

MAIL = b"Subject: One\nFrom: a@example.org\n\nHello\n"


def test_a_mail_row_keeps_the_raw_bytes_and_says_where_it_is_from() -> None:
    table, _ = read("mail_folder", MAILS, label_from_folder=True, on_error="skip")
    row = table.to_pylist()[0]
    assert row["raw"] == (MAILS / "ham/01.eml").read_bytes()
    assert (row["source"], row["group"], row["label"]) == ("ham/01.eml", "ham", "ham")
    assert sorted(set(table.column("label").to_pylist())) == ["ham", "spam"]


def test_an_empty_mail_is_refused_or_counted_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.eml").write_bytes(b"\n \n")
    with pytest.raises(BadSource, match=r"b\.eml: empty mail") as caught:
        read("eml", tmp_path / "a.eml", tmp_path / "b.eml")
    assert 'on_error="skip"' in caught.value.hint
    table, report = read("eml", tmp_path / "a.eml", tmp_path / "b.eml", on_error="skip")
    assert table.num_rows == 1
    assert report.skipped == {"empty mail": 1}
    assert report.samples == [{"place": "b.eml", "reason": "empty mail"}]


def test_equal_mails_get_numbered_keys(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.eml").write_bytes(MAIL)
    keys = read("mail_folder", tmp_path)[0].column("row_id").to_pylist()
    assert keys == [keys[0], f"{keys[0]}-2", f"{keys[0]}-3"]


def test_a_huge_mail_is_refused_with_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL + b"x" * 2000)
    with pytest.raises(BadSource, match="too large: more than 1000 bytes"):
        read("eml", tmp_path / "a.eml", limits=limits(row_bytes=1000))


def test_links_hidden_files_and_devices_in_folders_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / ".hidden.eml").write_bytes(MAIL)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.eml").write_bytes(MAIL)
    (tmp_path / "link.eml").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.eml")
    (tmp_path / "loop").symlink_to(tmp_path)
    table, report = read("mail_folder", tmp_path, on_error="skip")
    assert table.column("source").to_pylist() == ["a.eml"]
    assert report.skipped == {"not a plain file": 2}
    with pytest.raises(BadSource, match="not a plain file: a link or device"):
        read("mail_folder", tmp_path)


def test_progress_counts_the_bytes_of_the_files(tmp_path: Path) -> None:
    _, report = read("mail_folder", MAILS, on_error="skip")
    assert report.bytes_read == sum(len(content) for _, content in fixture_mails())


class TestMbox:
    def test_quoted_from_lines_come_back(self, tmp_path: Path) -> None:
        mail = b"Subject: x\n\nFrom the workshop\n>From it\nbye\n"
        table, _ = read("mbox", make_mbox(tmp_path / "a.mbox", [mail, mail]))
        assert table.column("body").to_pylist() == ["From the workshop\n>From it\nbye"] * 2
        assert table.column("source").to_pylist() == ["a.mbox#1", "a.mbox#2"]
        assert table.column("raw").to_pylist()[0] == mail

    def test_windows_line_ends_are_read(self, tmp_path: Path) -> None:
        path = make_mbox(tmp_path / "a.mbox", [MAIL, MAIL])
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert read("mbox", path)[0].column("body").to_pylist() == ["Hello", "Hello"]

    def test_a_file_that_does_not_begin_like_a_mailbox_is_refused_at_byte_0(self, tmp_path: Path) -> None:
        (tmp_path / "a.mbox").write_bytes(MAIL)
        with pytest.raises(BadSource, match=r"a\.mbox: does not begin with `From ` at byte 0"):
            read("mbox", tmp_path / "a.mbox")

    @pytest.mark.parametrize(
        ("cut", "missing"),
        [
            (b"Subject: three", "the headers of the last mail do not end"),
            (b"Subject: three\n\nhalf a li", "the last line of the last mail does not end"),
            (
                b'Subject: three\nContent-Type: multipart/mixed;\n boundary="b"\n\n--b\n\nhalf a part\n',
                "the last part of the last mail does not end",
            ),
        ],
    )
    def test_a_truncated_mbox_is_refused_with_the_byte_offset(self, cut: bytes, missing: str, tmp_path: Path) -> None:
        path = make_mbox(tmp_path / "a.mbox", [MAIL, MAIL])
        offset = path.stat().st_size
        path.write_bytes(path.read_bytes() + b"From x Tue Feb  3 10:12:00 2026\n" + cut)
        with pytest.raises(BadSource, match=f"mail 3 at byte {offset}: the mailbox is cut off: {missing}"):
            read("mbox", path)
        table, report = read("mbox", path, on_error="skip")
        assert table.num_rows == 2
        assert report.samples[0]["place"] == f"a.mbox, mail 3 at byte {offset}"

    def test_a_huge_mail_is_skipped_with_its_size_and_the_next_is_read(self, tmp_path: Path) -> None:
        path = make_mbox(tmp_path / "a.mbox", [MAIL, MAIL + b"x" * 200_000, MAIL])
        table, report = read("mbox", path, on_error="skip", limits=limits(row_bytes=10_000))
        assert table.num_rows == 2
        assert report.skipped == {"too large": 1}
        assert "mail 2 at byte" in report.samples[0]["place"]


class TestArchives:
    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
    def test_tar_archives_are_read_in_every_packing(self, mode: str, tmp_path: Path) -> None:
        members = [(f"box/{n}.eml", MAIL + b"x" * n) for n in range(0, 3000, 100)]
        table, _ = read(None, make_tar(tmp_path / "a.tar", members, mode))
        assert table.column("source").to_pylist() == [name for name, _ in members]
        assert table.column("raw").to_pylist() == [content for _, content in members]

    def test_zip_archives_are_read(self, tmp_path: Path) -> None:
        table, report = read(
            None, make_zip(tmp_path / "a.zip", [("box/", b""), ("box/1.eml", MAIL), (".DS_Store", b"x")])
        )
        assert table.column("group").to_pylist() == ["box"]
        assert report.bytes_read == (tmp_path / "a.zip").stat().st_size

    def test_archives_inside_archives_are_not_opened(self, tmp_path: Path) -> None:
        inner = make_zip(tmp_path / "inner.zip", [("1.eml", MAIL)]).read_bytes()
        path = make_zip(tmp_path / "a.zip", [("inner.zip", inner), ("1.eml", MAIL)])
        table, report = read(None, path, on_error="skip")
        assert (table.num_rows, report.skipped) == (1, {"an archive inside": 1})

    def test_an_archive_without_files_is_refused(self, tmp_path: Path) -> None:
        for path in (make_zip(tmp_path / "a.zip", [("x/", b"")]), make_tar(tmp_path / "a.tgz", [])):
            with pytest.raises(BadSource, match=r"no file in the archive|is no \.zip"):
                read("mail_archive", path)

    @pytest.mark.parametrize(
        "name", ["../evil.eml", "/etc/cron.d/evil", "a/../../evil.eml", "C:\\evil.eml", "..\\evil.eml"]
    )
    def test_paths_that_leave_the_archive_are_refused(self, name: str, tmp_path: Path) -> None:
        for path in (make_zip(tmp_path / "a.zip", [(name, MAIL)]), make_tar(tmp_path / "a.tgz", [(name, MAIL)])):
            for on_error in ("fail", "skip"):
                with pytest.raises(HostileArchive, match="points outside the archive") as caught:
                    read("mail_archive", path, on_error=on_error)
                assert caught.value.hint

    @pytest.mark.parametrize(
        "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    )
    def test_links_and_devices_in_tar_archives_are_not_followed(self, kind: bytes, tmp_path: Path) -> None:
        path = tmp_path / "a.tar"
        with tarfile.open(path, "w") as archive:
            entry = tarfile.TarInfo("1.eml")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        with pytest.raises(BadSource, match=r"a\.tar, member `1\.eml`: not a plain file"):
            read("mail_archive", path)

    def test_links_in_zip_archives_are_not_followed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            entry = zipfile.ZipInfo("1.eml")
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, "/etc/passwd")
        with pytest.raises(BadSource, match="not a plain file: a link or device"):
            read("mail_archive", path)

    def test_bombs_are_refused_by_their_ratio(self, tmp_path: Path) -> None:
        bomb = [("bomb.eml", bytes(12 * 2**20))]
        for path in (
            make_zip(tmp_path / "a.zip", bomb),
            make_tar(tmp_path / "a.tgz", bomb),
            make_tar(tmp_path / "a.txz", bomb, "w:xz"),
        ):
            for on_error in ("fail", "skip"):
                with pytest.raises(HostileArchive, match="more than 200 times its size"):
                    read("mail_archive", path, on_error=on_error)

    def test_a_member_over_the_limit_is_refused_by_what_it_unpacks_to(self, tmp_path: Path) -> None:
        members = [("big.eml", os.urandom(40_000)), ("1.eml", MAIL)]
        for path in (make_zip(tmp_path / "a.zip", members), make_tar(tmp_path / "a.tgz", members)):
            with pytest.raises(BadSource, match="too large: more than 20000 bytes"):
                read("mail_archive", path, limits=limits(row_bytes=20_000))
            table, report = read("mail_archive", path, on_error="skip", limits=limits(row_bytes=20_000))
            assert (table.num_rows, report.skipped) == (1, {"too large": 1})

    def test_archives_that_unpack_to_too_much_or_too_many_are_refused(self, tmp_path: Path) -> None:
        members = [(f"{n}.eml", os.urandom(2_000)) for n in range(30)]
        for path in (make_zip(tmp_path / "a.zip", members), make_tar(tmp_path / "a.tgz", members)):
            with pytest.raises(HostileArchive, match="unpacks to more than 30000 bytes"):
                read("mail_archive", path, limits=limits(unpacked_bytes=30_000))
            with pytest.raises(HostileArchive, match="more than 10 members"):
                read("mail_archive", path, limits=limits(members=10))

    def test_a_tar_header_that_claims_too_much_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        entry = tarfile.TarInfo("x")
        entry.type, entry.size = tarfile.XHDTYPE, 8 * 2**30
        (tmp_path / "a.tar").write_bytes(entry.tobuf(tarfile.GNU_FORMAT) + bytes(10240))
        with pytest.raises(HostileArchive, match="a header claims 8589934592 bytes"):
            read("mail_archive", tmp_path / "a.tar")

    def test_a_zip_directory_that_is_far_too_large_is_refused_before_it_is_loaded(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "a.zip", [(f"{n:0200d}.eml", b"x") for n in range(3000)])
        with pytest.raises(HostileArchive, match="a directory of"):
            read("mail_archive", path, limits=limits(members=1000))

    @pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
    def test_archives_that_are_cut_off_are_refused(self, kept: float, tmp_path: Path) -> None:
        members = [(f"{n}.eml", MAIL + os.urandom(3_000)) for n in range(20)]
        for path in (make_zip(tmp_path / "a.zip", members), make_tar(tmp_path / "a.tgz", members)):
            whole = path.read_bytes()
            path.write_bytes(whole[: int(kept * len(whole))])
            with pytest.raises(BadSource, match=f"{path.name}: the archive is broken or cut off"):
                read("mail_archive", path, on_error="skip")

    def test_a_damaged_member_is_refused_alone(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "a.zip", [(f"{n}.eml", MAIL + os.urandom(3_000)) for n in range(5)])
        content = bytearray(path.read_bytes())
        content[5_000] ^= 0xFF
        path.write_bytes(content)
        table, report = read("mail_archive", path, on_error="skip")
        assert (table.num_rows, report.skipped) == (4, {"cannot be unpacked": 1})

    def test_an_encrypted_member_is_refused(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "a.zip", [("1.eml", MAIL)])
        content = bytearray(path.read_bytes())
        content[6] |= 1
        content[content.rfind(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(content)
        with pytest.raises(BadSource, match="not a plain file: encrypted"):
            read("mail_archive", path)


class TestSpamAssassin:
    def test_groups_and_labels_come_from_the_folders(self, tmp_path: Path) -> None:
        names = ["easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2"]
        members = [(f"package/data/{group}/{n:05d}.{n:032x}.txt", MAIL + b"%d" % n) for n, group in enumerate(names)]
        other = [(f"package/data/{group}/{n:05d}.{n:032x}.json", b"{}") for n, group in enumerate(names)]
        path = make_tar(tmp_path / "a.tgz", [*other, ("package/data/file_list.json", b"[]"), *members])
        found = read(None, path)[0].to_pylist()
        assert [row["group"] for row in found] == names
        assert [row["label"] for row in found] == ["ham", "ham", "ham", "spam", "spam"]
        assert found[0]["source"] == f"easy-ham-1/00000.{0:032x}"

    def test_the_unpacked_package_gives_the_same_rows(self, tmp_path: Path) -> None:
        members = [(f"package/data/hard-ham-1/{n:05d}.{n:032x}.txt", MAIL + b"%d" % n) for n in range(4)]
        path = make_tar(tmp_path / "a.tgz", members)
        for name, content in members:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
        assert read(None, tmp_path / "package")[0].to_pylist() == read(None, path)[0].to_pylist()

    def test_another_archive_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadSource, match="there are no mails of the SpamAssassin corpus"):
            read("spam_assassin", make_tar(tmp_path / "a.tgz", [("1.eml", MAIL)]))
