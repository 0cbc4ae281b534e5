"""A site served on this machine, and Debian's Chromium to read it with."""

import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from zicht import site
from zicht.site.serving import make_server

sys.path.append(str(Path(__file__).parents[1] / "spec/site"))

import site_sample

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the site of the sample."""
    out = tmp_path_factory.mktemp("site") / "site"
    site.build(site_sample.release(), out)
    server = make_server(out)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one browser for all these tests, with a folder of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here: tools/install_browser.sh installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
