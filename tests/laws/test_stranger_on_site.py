"""What a stranger finds on a site that says more than its data."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.laws.stranger_on_site import Site, numbers_in

DATA = (
    "period,sex,sex_en,value,status,lower,upper,numerator,denominator\n"
    "2024,_T,Total,335,published,331,339,,\n"
    "2024,F,Female,,banded,0,9,,\n"
    "2024,M,Male,1320,published,1316,1324,,\n"
)
CELLS = (
    "year,sex,value,status,lower,upper\n"
    "2024,_T,335,published,331,339\n"
    "2024,F,,banded,0,9\n"
    "2024,M,1320,published,1316,1324\n"
)
PAGE = """<html lang="en"><body><h1>Victims by sex</h1>
<table class="figures"><thead><tr><th scope="col">Sex</th><th scope="col">2024</th></tr></thead><tbody>
<tr><th scope="row">Total</th><td>335</td></tr>
<tr><th scope="row">Female</th><td class="banded">fewer than 10</td></tr>
<tr><th scope="row">Male</th><td>1,320</td></tr></tbody></table>
<div role="img" aria-label="Bar chart, 2024. Female: fewer than 10; Male: 1,320."></div>
<svg><text>1,320</text></svg>
<a href="../../data/V01/sex.csv" download>This table</a></body></html>"""


def write_site(folder: Path) -> Site:
    """Write a site of one page, and the release behind it."""
    site, content = folder / "site", folder / "content"
    for place in (
        site / "en/victims",
        site / "data/V01",
        site / "search",
        content / "cells",
    ):
        place.mkdir(parents=True)
    (content / "indicators.json").write_text(
        json.dumps({"V01": {"shape": "count", "universe": "victims"}})
    )
    (content / "cells/000-victims.csv").write_text(CELLS)
    (site / "data/V01/sex.csv").write_text(DATA)
    (site / "en/victims/index.html").write_text(PAGE)
    write_excerpt(site, "Victims by sex. Male: 1,320.")
    return Site(site, content)


def write_excerpt(site: Path, words: str) -> None:
    excerpt = {"url": "/en/victims/", "content": words, "meta": {"title": "Victims"}}
    packed = gzip.compress(b"pagefind_dcd" + json.dumps(excerpt).encode())
    (site / "search/one.pf_fragment").write_bytes(packed)


def on_page(old: str, new: str) -> Callable[[Path], None]:
    def plant(site: Path) -> None:
        page = site / "en/victims/index.html"
        page.write_text(page.read_text().replace(old, new))

    return plant


def in_data(site: Path) -> None:
    path = site / "data/V01/sex.csv"
    path.write_text(path.read_text().replace(",banded,0,9", ",banded,3,3"))


def in_search(site: Path) -> None:
    write_excerpt(site, "Victims by sex. Female: 3.")


def test_a_site_that_says_what_its_data_say_has_no_fault(tmp_path):
    reading = write_site(tmp_path).read()
    assert reading.faults == []
    assert reading.n_figures == {
        "data": 3, "table": 3, "words of a picture": 1, "picture": 1, "search": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("plant", "outlet"),
    [
        (on_page("<td>335</td>", "<td>333</td>"), "table"),
        (on_page('"banded">fewer than 10', '"banded">3'), "table"),
        (on_page("Female: fewer than 10;", "Female: 7;"), "words of a picture"),
        (on_page("<svg><text>1,320", "<svg><text>1,318"), "picture"),
        (in_data, "sex.csv"),
        (in_search, "search"),
    ],
)
def test_a_count_that_one_outlet_says_and_the_cells_do_not_is_found(
    tmp_path, plant, outlet
):
    site = write_site(tmp_path)
    plant(site.folder)
    faults = site.read().faults
    assert faults
    assert any(outlet in fault for fault in faults)


def test_numbers_are_read_as_their_language_writes_them():
    assert numbers_in("1.350 en 9,27", "nl") == {1350.0, 9.27}
    assert numbers_in("1,350 and 9.27", "en") == {1350.0, 9.27}
    assert numbers_in("\u20ac1,\u200b455,\u200b000", "en") == {1_455_000.0}
