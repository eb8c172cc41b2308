"""The files of the UI: what is in the folder, the page for every other address, nothing from outside, no crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from volano_server.app.ui import WebUi


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "ui"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("page")
    (folder / "assets" / "a.js").write_text("script")
    (folder / "link").symlink_to(tmp_path / "secret")
    return TestClient(WebUi(folder))


@pytest.mark.parametrize(
    "address",
    ["/", "/runs/1", "/" + "x" * 300, "/" + "x/" * 3_000, "/%2e%2e/secret", "/..%2fsecret", "/link", "/%ff",
     "//etc/passwd", "/a%0ab", "/%5c..%5csecret"],
)  # fmt: skip
def test_every_address_that_is_no_file_of_the_folder_shows_the_page(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.text) == (200, "page")


@pytest.mark.parametrize("address", ["/assets/none.js", "/assets/..%2f..%2fsecret", "/assets/" + "x" * 300])
def test_an_asset_that_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/api/v1/none", "/metrics/none", "/api/" + "x" * 300])
def test_an_address_of_the_api_that_is_not_there_is_a_problem_with_a_hint(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_route")
    assert answer.json()["hint"]


def test_an_asset_is_kept_for_ever_and_the_page_is_not(client: TestClient) -> None:
    assert "immutable" in client.get("/assets/a.js").headers["cache-control"]
    assert client.get("/").headers["cache-control"] == "no-cache"
    assert client.post("/").status_code == 405
