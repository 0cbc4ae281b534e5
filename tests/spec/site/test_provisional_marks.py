"""On pages a provisional number has a quiet mark behind it, and so has what it is computed from."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import site_sample as sample
from site_reading import Site
from tests.sites import build_site

WORD = '<span class="mark" data-mark="p"> (provisional)</span>'


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of which the figures of the newest year are provisional."""
    release = sample.release()
    provisional = dict.fromkeys(release.series, ("2024",))
    out: Path = tmp_path_factory.mktemp("marked") / "site"
    build_site(replace(release, provisional=provisional), out)
    return Site(out)


def pages(marked: Site) -> list[str]:
    return [marked.text(path) for path in marked.paths if path.startswith("en/")]


def test_the_mark_stands_behind_the_headline_and_is_not_a_part_of_it(
    marked: Site,
) -> None:
    headlines = [
        found
        for page in pages(marked)
        for found in re.findall(r'<p class="answer"><strong[^>]*>(.*?)</strong>', page)
    ]
    with_word = [headline for headline in headlines if "(provisional)" in headline]
    assert with_word
    assert all(headline.endswith(WORD) for headline in with_word)


def test_no_page_writes_the_word_in_a_cell_without_its_mark(marked: Site) -> None:
    cells = [
        cell
        for page in pages(marked)
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", page)
        if "(provisional)" in cell
    ]
    assert cells
    numbers = [cell.split(' <span class="detail within">')[0] for cell in cells]
    assert all(number.endswith(WORD) for number in numbers)


def test_counts_behind_a_provisional_share_are_marked_too(marked: Site) -> None:
    """V03 is a share: its row of 2024 has the share, its bounds, numerator and denominator."""
    page = marked.text("en/victims/share-young/index.html")
    row = next(row for row in page.split("<tr")[1:] if 'data-cell="V03:2024"' in row)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert [cell.endswith(WORD) for cell in cells] == [True, False, True, True]
    earlier = next(row for row in page.split("<tr") if 'data-cell="V03:2023"' in row)
    assert "(provisional)" not in earlier


def test_a_table_with_marks_explains_them_below(marked: Site) -> None:
    page = marked.text("en/victims/share-young/index.html")
    assert "p: provisional. Later deliveries may still change the figure." in page


def test_no_mark_stands_in_an_attribute(marked: Site) -> None:
    assert not any(re.search(r'="[^"<]*<span', page) for page in pages(marked))
    assert not any("&lt;span" in page for page in pages(marked))
