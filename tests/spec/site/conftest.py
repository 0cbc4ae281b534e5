"""A site built once for all these tests."""

import sys
from pathlib import Path

import pytest

from zicht import site

sys.path.append(str(Path(__file__).parent))

import site_sample
from site_reading import Site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    out = tmp_path_factory.mktemp("site") / "site"
    site.build(site_sample.release(), out)
    return Site(out)
