"""The web UI: files built by Vite, one page for every address that is not the API's."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from volano_server.app.problems import problem_response
from volano_server.kit.errors import NotFound


class NoSuchRoute(NotFound):
    code = "no_such_route"


API_PREFIXES = ("/api/", "/v1/", "/health", "/metrics")


class WebUi:
    """Serves `folder`: hashed assets for a year, the page fresh each time."""

    guarded = True
    """Open to all on purpose: the files hold no data; what they show comes through the guarded API."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["path"].startswith(API_PREFIXES):
            hint = "see openapi.json for every address"
            return problem_response(NoSuchRoute(f"there is no {scope['method']} {scope['path']}", hint=hint), scope)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("method not allowed", 405)
        page = self.folder / "index.html"
        if not page.exists():
            return PlainTextResponse("The web UI is not built. Build it with `make web`.\n", 404)
        wanted = self._find(scope["path"])
        if wanted is not None and wanted != page:
            forever = wanted.is_relative_to(self.folder / "assets")
            cache = "public, max-age=31536000, immutable" if forever else "public, max-age=3600"
            return FileResponse(wanted, headers={"Cache-Control": cache})
        if scope["path"].startswith("/assets/"):
            return PlainTextResponse("not found", 404)
        return FileResponse(page, headers={"Cache-Control": "no-cache"})

    def _find(self, path: str) -> Path | None:
        """The file at `path`, or None when there is none in the folder, or could be none (a name too long)."""
        try:
            wanted = (self.folder / path.lstrip("/")).resolve()
            return wanted if wanted.is_relative_to(self.folder) and wanted.is_file() else None
        except OSError:
            return None


def find_ui() -> Path:
    """The folder of the built UI: beside the code in a checkout, inside the package when installed."""
    inside = Path(__file__).parents[1] / "ui"
    return inside if inside.exists() else Path(__file__).parents[3] / "web" / "dist"
