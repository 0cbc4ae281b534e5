"""A site served on this machine, and Debian's Chromium to read it with."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from zicht.site.serving import make_server

sys.path.append(str(Path(__file__).parents[1] / "spec/site"))

import site_sample
from tests.sites import build_site


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the site of the sample."""
    out = tmp_path_factory.mktemp("site") / "site"
    build_site(site_sample.release(), out)
    server = make_server(out)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()
