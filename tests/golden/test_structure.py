"""What is drawn or printed side by side is disjoint, and adds up or says that it does not, in both bundled projects."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import combinations, product
from pathlib import Path

import pytest

from tests.golden.conftest import ROOT
from zicht.edition.nodes import Blocks, Directive
from zicht.edition.reading_tables import read_table
from zicht.project.folder import Project
from zicht.project.reports import read_reports
from zicht.release import store
from zicht.reports.editions import report_edition
from zicht.reports.markdown import read
from zicht.vocabulary.codes import CodeList, Relation
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.releases import Document, Release

BAR = re.compile(r'class="bar" data-name="([^"]*)"')
DOWNLOAD = re.compile(r'data/([^/"]+/[^"]+)\.csv"')
TABLE_ROW = re.compile(r"<tr[^>]*>\s*<th[^>]*>(.*?)</th>", re.DOTALL)
TOGETHER = "together: "


@pytest.fixture(scope="module", name="counted")
def release_and_site(finished: Path) -> tuple[Release, Path]:
    return store.read(store.find(finished / "releases", "")), finished / "site"


def leaves_of(codes: CodeList, code: str) -> frozenset[str]:
    """Return the leaves that a code stands for, by the first hierarchy it stands in."""
    for level, tree in codes.parents.items():
        below = Hierarchy(level, tree).leaves_below(codes.leaves)
        if code in below:
            return below[code]
    return frozenset({code})


def pages_of_breakdowns(
    release: Release, site: Path
) -> Iterator[tuple[str, str, list[dict[str, str]], tuple[str, ...]]]:
    """Yield each English page of a breakdown: its path, its words, the rows of its download, its dimensions."""
    for page in sorted((site / "en").rglob("index.html")):
        words = page.read_text()
        if 'class="bar"' not in words or "<th" not in words:
            continue
        download = next(
            (
                site / "data" / f"{unescape(name)}.csv"
                for name in DOWNLOAD.findall(words)
                if "/" in name
            ),
            None,
        )
        if download is None or not download.exists():
            continue
        rows = list(csv.DictReader(io.StringIO(download.read_text())))
        names = tuple(name for name in rows[0] if f"{name}_en" in rows[0])
        if names and all(name in release.codes for name in names):
            yield page.relative_to(site).as_posix(), words, rows, names


def cells_of_bars(
    words: str, rows: list[dict[str, str]], names: tuple[str, ...]
) -> list[dict[str, str]]:
    """Return the row of the download that each bar of a page draws."""
    by_label = {
        ", ".join(row[f"{name}_en"] for name in names if row[name] != TOTAL): row
        for row in rows
    }
    return [by_label[unescape(name)] for name in BAR.findall(words)]


def test_no_bar_of_the_site_contains_another_bar(counted) -> None:
    release, site = counted
    pages = list(pages_of_breakdowns(release, site))
    assert len(pages) > 40
    contained = [
        f"{page}: {first} and {second}"
        for page, words, rows, names in pages
        for first, second in overlapping(
            release, names, cells_of_bars(words, rows, names)
        )
    ]
    assert contained == []


def overlapping(
    release: Release, names: tuple[str, ...], bars: Iterable[dict[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of bars that stand for some of the same leaves of every dimension."""
    extents = {
        " ".join(bar[name] for name in names): [
            leaves_of(release.codes[name], bar[name]) for name in names
        ]
        for bar in bars
    }
    for (first, one), (second, other) in combinations(extents.items(), 2):
        if all(a & b for a, b in zip(one, other, strict=True)):
            yield first, second


def test_bars_of_a_count_add_up_to_the_total_or_the_page_says_why_not(counted) -> None:
    release, site = counted
    base = release.policy.base
    wrong = []
    n_added = 0
    for page, words, rows, names in pages_of_breakdowns(release, site):
        indicator = release.indicators[DOWNLOAD.findall(words)[0].split("/")[0]]
        bars = cells_of_bars(words, rows, names)
        if indicator.shape != "count" or not bars:
            continue
        relations = {release.codes[name].relation for name in names}
        if relations != {Relation.PARTS}:
            if "do not add up" not in unescape(words):
                wrong.append(f"{page}: does not say that its groups overlap")
            continue
        period = bars[0]["period"]
        total = next(
            row
            for row in rows
            if row["period"] == period and all(row[name] == TOTAL for name in names)
        )
        if any(not bar["value"] for bar in [*bars, total]):
            continue
        n_added += 1
        difference = sum(int(bar["value"]) for bar in bars) - int(total["value"])
        if abs(difference) > base * (len(bars) + 1):
            wrong.append(f"{page}: its bars differ {difference} from the total")
    assert wrong == []
    assert n_added > 10


def test_a_row_of_a_table_that_sums_up_others_names_them(counted) -> None:
    release, site = counted
    unmarked = []
    n_subtotals = 0
    for page, words, _, names in pages_of_breakdowns(release, site):
        subtotals = {
            text.in_language("en")
            for name in names
            for code, text in release.codes[name].labels.items()
            if code in release.codes[name].subtotals and code not in areas(release)
        }
        for cell in TABLE_ROW.findall(words):
            head = unescape(cell)
            if any(f"{label}" == head.split("<")[0].strip() for label in subtotals):
                n_subtotals += 1
                if TOGETHER not in head:
                    unmarked.append(f"{page}: {head}")
    assert unmarked == []
    assert n_subtotals > 5


def areas(release: Release) -> set[str]:
    return set(release.geography.areas) if release.geography else set()


def directives(blocks: Blocks) -> Iterator[Directive]:
    """Yield every chart and table of a text, also within others."""
    for block in blocks:
        if isinstance(block, Directive):
            if block.name in ("chart", "table"):
                yield block
            yield from directives(block.blocks)


def test_no_chart_of_a_report_draws_a_category_beside_its_part(counted) -> None:
    release, _ = counted
    edition = report_edition(release, "en")
    n_charts = 0
    for document in reports(release.documents):
        blocks, _ = read(document.body.in_language("en"), document.id)
        for directive in directives(blocks):
            by = directive.settings.get("by", "")
            if directive.name != "chart" or by not in release.codes:
                continue
            table = read_table(directive, edition)
            codes = [line.code for line in table.lines]
            assert set(codes) == set(release.codes[by].side_by_side(codes))
            n_charts += 1
    assert n_charts >= 5


def reports(documents: Iterable[Document]) -> list[Document]:
    return [document for document in documents if document.kind == "report"]


def test_no_chart_of_printed_figures_holds_a_total_beside_its_parts() -> None:
    folder = ROOT / "projects" / "nederland"
    sums = [check for check in Project.open(folder).checks if check.kind == "sum"]
    parts = {(check.whole, part) for check in sums for _, part in check.parts}
    assert parts
    for document, language in product(reports(read_reports(folder)), ("nl", "en")):
        blocks, _ = read(document.body.in_language(language), document.id)
        for directive in directives(blocks):
            if directive.name == "chart":
                drawn = set(directive.words)
                beside = {pair for pair in parts if set(pair) <= drawn}
                assert beside == set()
