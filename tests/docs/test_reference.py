"""What the code offers stands in the docs, and links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from scripts import make_docs

from tests.docs.blocks import DOCS, ROOT
from volano.cli.main import root
from volano_server.access import PERMISSIONS
from volano_server.config import Settings

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(DOCS.rglob("*.md")),
    *sorted(ROOT.glob("decisions/*.md")),
]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def page(name: str) -> str:
    return (DOCS / "reference" / name).read_text()


def test_every_setting_is_documented() -> None:
    names = [name for name, _, _ in make_docs.walk_settings(Settings, "VOLANO")]
    assert len(names) > 10
    assert [name for name in names if f"`{name}`" not in page("settings.md")] == []


def test_every_command_is_documented() -> None:
    context, missing = click.Context(root, info_name="volano"), []
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        verbs = command.list_commands(context) if isinstance(command, click.Group) else [None]
        missing += [
            heading
            for verb in verbs
            if f"\n{(heading := f'### volano {name} {verb}' if verb else f'## volano {name}')}\n" not in page("cli.md")
        ]
    assert missing == []


def test_every_error_code_is_documented() -> None:
    codes = {kind.code for kind in make_docs.error_classes()} | set(make_docs.SEAMS)
    assert len(codes) > 100
    assert [code for code in sorted(codes) if f"| `{code}` |" not in page("errors.md")] == []


def test_every_permission_is_documented() -> None:
    assert [name for name in PERMISSIONS if f"| `{name}` |" not in page("permissions.md")] == []


def test_every_operation_is_documented_with_what_it_needs() -> None:
    needed = make_docs.guards()
    for name, _, _, _ in make_docs.operations():
        assert f"| `{name}` |" in page("http.md")
        assert needed.get(name), f"{name} has no guard"


@pytest.mark.parametrize("source", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(source: Path) -> None:
    text = re.sub(r"```.*?```", "", source.read_text(), flags=re.DOTALL)
    for target in _LINK.findall(text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        found = (source.parent / name).resolve() if name else source
        assert found.exists(), f"{source.name} links to {target}"
        if anchor:
            assert anchor in anchors(found), f"{source.name} links to {target}"


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
