"""What tests of several rooms share: Debian's Chromium, and how many cases a law takes."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from zicht.release import approval


def folder_of_this_run(prefix: str) -> str:
    """Make a temporary folder that is removed when this process ends."""
    folder = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# The key of ledgers is kept in the settings of the user: tests have settings of their own.
os.environ["XDG_CONFIG_HOME"] = folder_of_this_run("zicht-settings-")
# The command line speaks English here, whatever the locale of the machine and the languages of a project.
os.environ["ZICHT_LANGUAGE"] = "en"
# The second copy of a journal lies outside the project: those of tests lie together.
if "ZICHT_JOURNAL" not in os.environ:
    os.environ["ZICHT_JOURNAL"] = folder_of_this_run("zicht-journals-")

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# By day a law takes the same cases at every run: `make test` says what a change did; the night looks for new ones.
# A deadline per case would fail on a machine under load and says nothing of the code.
settings.register_profile("day", derandomize=True, deadline=None)
settings.register_profile("nightly", print_blob=True, deadline=None)
IS_NIGHT = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
settings.load_profile("nightly" if IS_NIGHT else "day")


@pytest.fixture(scope="session", autouse=True)
def keys_that_open_at_once() -> Iterator[None]:
    """Derive keys from passphrases quickly: hundreds are made and opened here, a second each.

    `tests/unit/release/test_approval.py` holds what the command line really writes.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(approval, "ROUNDS_OF_BCRYPT", 1)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one browser for all these tests, with a folder of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here: tools/install_browser.sh installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
