"""The local server gives the pages of one folder, and nothing else."""

import http.client
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from zicht.site.serving import make_server
from zicht.vocabulary.errors import PublishingError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "nl/leeg").mkdir(parents=True)
    (site / "index.html").write_text("door")
    (site / "404.html").write_text("nothing here")
    (site / "nl/index.html").write_text("home")
    (site / "data.csv").write_text("a,b\n")
    (site / ".hidden").write_text("secret")
    (tmp_path / "vault").write_text("secret")
    (site / "link").symlink_to(tmp_path / "vault")
    return site


@pytest.fixture
def server(folder: Path) -> Iterator[ThreadingHTTPServer]:
    made = make_server(folder)
    thread = threading.Thread(
        target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


def ask(
    server: ThreadingHTTPServer, path: str, host: str = "", method: str = "GET"
) -> Answer:
    connection = http.client.HTTPConnection(
        "127.0.0.1", server.server_address[1], timeout=5
    )
    connection.request(
        method, path, headers={"Host": host or f"127.0.0.1:{server.server_address[1]}"}
    )
    with closing(connection), connection.getresponse() as response:
        return Answer(response.status, response.headers, response.read())


def test_it_listens_on_this_machine_only(server: ThreadingHTTPServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/nl/", "text/html"),
        ("/data.csv", "text/csv"),
        ("/data.csv?x=1", "text/csv"),
    ],
)
def test_pages_come_with_their_type(
    server: ThreadingHTTPServer, path: str, kind: str
) -> None:
    answer = ask(server, path)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/nl/leeg/",
        "/.hidden",
        "/link",
        "/../vault",
        "/%2e%2e/vault",
        "/nope",
        "//etc/passwd",
    ],
)
def test_nothing_else_is_given(server: ThreadingHTTPServer, path: str) -> None:
    answer = ask(server, path)
    assert answer.status == 404
    assert answer.body == b"nothing here"


def test_another_host_name_is_refused(server: ThreadingHTTPServer) -> None:
    assert ask(server, "/", host="evil.invalid").status == 404
    assert ask(server, "/", host="localhost").status == 200


def test_only_reading_is_possible(server: ThreadingHTTPServer) -> None:
    assert ask(server, "/", method="POST").status == 501
    assert ask(server, "/", method="HEAD").body == b""


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="no site"):
        make_server(tmp_path)


def test_a_port_that_is_taken_is_refused(
    server: ThreadingHTTPServer, folder: Path
) -> None:
    with pytest.raises(PublishingError, match="is taken"):
        make_server(folder, server.server_address[1])


def test_it_tells_its_address_and_stops_on_interrupt(folder: Path) -> None:
    program = (  # a shell that starts tests in the background has interrupts ignored
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from pathlib import Path; from zicht.site.serving import serve;"
        "serve(Path(sys.argv[1]), announce=lambda address: print(address, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 0
    process.stdout.close()
