"""What people read on the command line."""

from __future__ import annotations

import json

import pytest

from volano.cli.show import show

THING = {
    "ref": "mails@2",
    "rows": 3,
    "report": {"steps": 2, "seconds": 0.25},
    "columns": [{"name": "text", "type": "string"}, {"name": "label", "type": "string"}],
    "tags": [],
}


def test_one_thing_shows_its_fields_its_parts_and_its_lists(capsys: pytest.CaptureFixture[str]) -> None:
    show(THING, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "ref             mails@2",
        "rows            3",
        "report.steps    2",
        "report.seconds  0.25",
        "tags            []",
        "",
        "columns:",
        "name   type",
        "text   string",
        "label  string",
    ]


def test_json_is_the_whole_answer(capsys: pytest.CaptureFixture[str]) -> None:
    show(THING, as_json=True)
    assert json.loads(capsys.readouterr().out) == THING


def test_control_characters_of_a_name_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show({"items": [{"name": "\x1b[2Jgone\nnext"}]}, as_json=False)
    assert "\x1b" not in capsys.readouterr().out


def test_an_empty_list_says_so_beside_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    show({"items": []}, as_json=False)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "nothing there\n")
