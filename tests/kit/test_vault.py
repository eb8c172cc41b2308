"""Sealed secrets open only where they belong and only with the key outside the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from volano_server.kit.vault import SealBroken, Vault, open_vault


def test_a_sealed_secret_opens_again_with_the_key_of_the_home_folder(tmp_path: Path) -> None:
    sealed = open_vault(tmp_path).seal("s3cret ✓", workspace_id="w1", record="webhook/1")
    assert "s3cret" not in sealed
    assert open_vault(tmp_path).open(sealed, workspace_id="w1", record="webhook/1") == "s3cret ✓"


@pytest.mark.parametrize(("workspace_id", "record"), [("w2", "webhook/1"), ("w1", "webhook/2")])
def test_a_secret_copied_elsewhere_does_not_open(tmp_path: Path, workspace_id: str, record: str) -> None:
    vault = open_vault(tmp_path)
    sealed = vault.seal("secret", workspace_id="w1", record="webhook/1")
    with pytest.raises(SealBroken):
        vault.open(sealed, workspace_id=workspace_id, record=record)


@pytest.mark.parametrize("text", ["", "v1.", "v1.AAAA", "v1.%%%", "secret"])
def test_a_text_that_is_no_seal_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SealBroken):
        open_vault(tmp_path).open(text, workspace_id="w1", record="r")


def test_another_machines_key_opens_nothing() -> None:
    sealed = Vault(b"a" * 32).seal("secret", workspace_id="w1", record="r")
    with pytest.raises(SealBroken):
        Vault(b"b" * 32).open(sealed, workspace_id="w1", record="r")


def test_two_seals_of_one_secret_differ(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    assert vault.seal("x", workspace_id="w", record="r") != vault.seal("x", workspace_id="w", record="r")


def test_the_key_is_readable_by_its_owner_alone_and_never_shown(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    path = tmp_path / "secrets" / "vault.key"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text() not in repr(vault)
    assert list((tmp_path / "secrets").iterdir()) == [path]
