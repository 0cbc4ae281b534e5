"""A site built once for all these tests."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import site_sample
from site_reading import Site
from tests.sites import build_site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    out = tmp_path_factory.mktemp("site") / "site"
    build_site(site_sample.release(), out)
    return Site(out)
