"""Show a site on this machine only."""

from collections.abc import Callable
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from zicht.site.policy import CONTENT_SECURITY
from zicht.vocabulary.errors import PublishingError

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".pdf": "application/pdf",
}


class _Handler(SimpleHTTPRequestHandler):
    """Serves the files of one folder, without listings, hidden files, files elsewhere, or a log."""

    server_version = "zicht"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    extensions_map: dict[str, str] = {  # noqa: RUF012 - declared by the base class
        **_TYPES,
        "": "application/octet-stream",
    }

    def send_head(self) -> Any:
        if not self._is_local() or not self._is_inside():
            return self._missing()
        return super().send_head()

    def list_directory(self, path: Any) -> Any:  # noqa: ARG002 - named by the base class
        return self._missing()

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        if (
            code == HTTPStatus.NOT_FOUND
            and (Path(self.directory) / "404.html").is_file()
        ):
            self._missing_page()
        else:
            super().send_error(code, message, explain)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", CONTENT_SECURITY)
        # A site is made anew at the same address. A page that a browser kept would show former figures.
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Write no log, so that nothing records what somebody read."""

    def _missing(self) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def _missing_page(self) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_local(self) -> bool:
        """Refuse other host names, so that no page elsewhere can read this one through a name of its own."""
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        return host in ("127.0.0.1", "localhost", "")

    def _is_inside(self) -> bool:
        top = Path(self.directory).resolve()
        # Links are followed before the comparison, so that a link in the folder leads to no file
        # elsewhere.
        path = Path(self.translate_path(self.path)).resolve()
        inside = path == top or top in path.parents
        return inside and not any(
            part.startswith(".") for part in path.relative_to(top).parts
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore connections that a reader closes, which are not errors of the site."""


def make_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Make a server of one folder on 127.0.0.1; port 0 takes a free one."""
    folder = folder.resolve()
    if not (folder / "index.html").is_file():
        raise PublishingError(
            f"There is no site in {folder.name}.", now="Make it first: `zicht run`."
        )

    def handler(*arguments: Any) -> _Handler:
        return _Handler(*arguments, directory=str(folder))

    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError:
        raise PublishingError(
            f"Port {port} is taken or not allowed.",
            now="Take another, or 0 for a free one.",
        ) from None


def serve(
    folder: Path, port: int = 0, *, announce: Callable[[str], None] | None = None
) -> None:
    """Show a site on 127.0.0.1 until Ctrl-C.

    Parameters
    ----------
    folder : top of the site, as `build` made it
    port : to listen on; 0 takes a free one
    announce : called with the address, once the site can be read

    Raises
    ------
    PublishingError : the folder holds no site, or the port is taken
    """
    server = make_server(folder, port)
    try:
        if announce is not None:
            announce(f"http://127.0.0.1:{server.server_address[1]}/")
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
