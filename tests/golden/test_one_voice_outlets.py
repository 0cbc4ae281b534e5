"""Figures read as the data say in the outlets beside tables: axes, search, cards, briefs, estimates, other pages."""

import gzip
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from html import escape, unescape
from pathlib import Path

import pytest

from tests.golden.conftest import ROOT
from tests.golden.outlets import (
    LANGUAGES,
    PERCENTAGES,
    is_right,
    read_csv,
    read_page,
    rows_of,
    says,
)
from tests.golden.printed_figures import read_figure
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Release

sys.path.append(str(ROOT / "tests/spec/reports"))

import pdf_checker

from zicht.reports.briefing import writing

NO_BREAK = "\u00a0"


def every_row(release: Release) -> dict[str, tuple[dict[str, object], str]]:
    """Rows of every series by address, with the shape of their indicator."""
    rows = {}
    for id_, series in release.series.items():
        shape = release.indicators[id_].shape
        for address, row in rows_of(series).items():
            rows[address] = (row, shape)
    return rows


# ---- axes


def axes_of(html: str) -> Iterator[list[tuple[float, str]]]:
    """Height and words of each written tick, per line chart of a page."""
    for chart in re.findall(r'<svg class="chart" .*?</svg>', html, re.DOTALL):
        yield [
            (float(y), unescape(words))
            for y, words in re.findall(
                r'<text class="tick" x="0" y="([\d.]+)">([^<]+)</text>', chart
            )
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_ticks_of_axes_lie_where_their_words_say(
    counted: tuple[Release, Path], cited: tuple[Release, Path], language: str
) -> None:
    """Ticks are equally spaced from zero, and have the sign of what the chart shows."""
    n_axes = 0
    for _, folder in (counted, cited):
        for page in (folder / language).rglob("index.html"):
            html = page.read_text("utf-8")
            for ticks in axes_of(html):
                if not ticks:
                    continue
                figures = [read_figure(words, language) for _, words in ticks]
                assert len({figure.sign for figure in figures}) == 1, page
                values = [float(figure.numbers[0]) for figure in figures]
                heights = [height for height, _ in ticks]
                base = float(re.findall(r'class="base"[^>]*y1="([\d.]+)"', html)[0])
                per_unit = [
                    (base - 5 - height) / value
                    for height, value in zip(heights, values, strict=True)
                ]
                assert max(per_unit) == pytest.approx(min(per_unit), rel=0.02), page
                n_axes += 1
    assert n_axes > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_lie_where_their_words_say(
    counted: tuple[Release, Path], language: str
) -> None:
    """A disc of a line chart lies at the height of its printed number, on the axis that the ticks describe."""
    n_marks = 0
    for page in (counted[1] / language).rglob("index.html"):
        for chart in re.findall(
            r'<svg class="chart" .*?</svg>', page.read_text("utf-8"), re.DOTALL
        ):
            base = float(re.findall(r'class="base"[^>]*y1="([\d.]+)"', chart)[0])
            ticks = next(axes_of(chart))
            if not ticks:
                continue
            top = read_figure(ticks[-1][1], language).numbers[0]
            per_unit = (base - 5 - ticks[-1][0]) / float(top)
            for y, words in re.findall(
                r'<circle[^>]* cy="([\d.]+)"[^>]* data-words="([^"]+)"', chart
            ):
                value = float(read_figure(unescape(words), language).numbers[0])
                assert base - float(y) == pytest.approx(value * per_unit, abs=0.6), page
                n_marks += 1
    assert n_marks > 200


# ---- every other page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_of_every_page_is_a_figure_of_the_release(
    counted: tuple[Release, Path], language: str
) -> None:
    """Pages of themes, the chain and its times draw figures of several indicators; estimates have a test below."""
    release, folder = counted
    rows = every_row(release).values()
    shares = [(row, "count") for row, shape in rows if shape in PERCENTAGES]
    seen: dict[str, bool] = {}
    n_pages = 0
    for page in (folder / language).rglob("index.html"):
        is_estimate = page.parts[-3] in ("schattingen", "estimates")
        marks = [] if is_estimate else read_page(page).marks
        n_pages += bool(marks)
        for mark in marks:
            words = re.sub(r"\s*\(.*\)$| (?:dagen|days)$", "", mark)
            if words in seen:
                continue
            figure = read_figure(words, language)
            # The chain is told `of each hundred`, so its shares have no sign.
            is_figure = any(is_right(figure, *known) for known in (*rows, *shares))
            seen[words] = is_figure or figure.numbers == (Decimal(0),)
            assert seen[words], (page, mark)
    assert n_pages > 60
    assert len(seen) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_municipalities_beside_each_other_say_what_the_data_say(
    counted: tuple[Release, Path], language: str
) -> None:
    """The page of a comparison has a row per other municipality, with the newest local figures."""
    release, folder = counted
    assert release.geography is not None
    rows = every_row(release)
    areas = release.geography.level("gemeente")
    codes = {area.name: area.code for area in areas}
    newest = {
        id_: max(series.periods.tolist())
        for id_, series in release.series.items()
        if any(areas[0].code in set(column.tolist()) for column in series.codes)
    }
    name = {"nl": ("gemeenten", "vergelijk"), "en": ("municipalities", "compare")}
    pages = sorted((folder / language / name[language][0]).glob("*/*/index.html"))
    assert len(pages) == len(areas)
    for page in pages[:5]:
        html = page.read_text("utf-8")
        found = re.findall(
            r"<tr id=\S+><th scope=row><a href=\S+?>([^<]+)</a><td>[^<]*((?:<td[^>]*>[^<]*)+)",
            html,
        )
        assert len(found) == len(areas) - 1
        for place, cells in found:
            figures = re.findall(r"<td[^>]*>([^<]*)", cells)
            for id_, words in zip(newest, figures, strict=True):
                address = f"{id_}:{newest[id_]}:gemeente={codes[unescape(place)]}"
                if address not in rows:
                    assert unescape(words).strip() == "–", address
                    continue
                printed = read_figure(unescape(words).strip(), language)
                assert is_right(printed, *rows[address]), address


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_of_counted_figures_say_what_the_data_say(
    counted: tuple[Release, Path], language: str
) -> None:
    """On the first page and on the page of key figures, each number of a sentence is the figure it refers to."""
    release, folder = counted
    rows = every_row(release)
    names = {"nl": "kerncijfers", "en": "key-figures"}
    html = (folder / language / names[language] / "index.html").read_text("utf-8")
    n_cards = 0
    for card in release.key_figures:
        if not all(address in rows for address in card.figures):
            continue
        pattern = re.escape(escape(card.sentence.in_language(language)))
        for place in range(len(card.figures)):
            marked = r'<strong class="[^"]*">([^<]+)</strong>'
            pattern = pattern.replace(rf"\{{{place}\}}", marked)
        match = re.search(pattern, html)
        assert match is not None, card.sentence
        for address, words in zip(card.figures, match.groups(), strict=True):
            printed = read_figure(unescape(words), language)
            assert is_right(printed, *rows[address]), address
        n_cards += 1
    assert n_cards > 5


# ---- files


def test_the_download_of_cited_figures_holds_what_was_printed(
    cited: tuple[Release, Path],
) -> None:
    release, folder = cited
    lines = {line["id"]: line for line in read_csv(folder / "data/cited.csv")}
    assert set(lines) == {figure.id for figure in release.cited}
    for figure in release.cited:
        line = lines[figure.id]
        assert Decimal(line["value"]) == figure.value
        assert line["unit"] == figure.unit
        for language in LANGUAGES:
            for name in ("qualifier", "printed"):
                text = getattr(figure, name)
                expected = text.in_language(language) if text else ""
                assert line[f"{name}_{language}"] == expected, figure.id


# ---- search


def holds(text: str, figure: Cited, language: str) -> bool:
    """Whether a cited figure stands somewhere in a text with its qualifier and sign."""
    text = re.sub(r"(?<=\d)[.,;](?=\s|$)", "", text)
    for match in re.finditer(r"(?:^|(?<=\s))(?=\S)", text):
        try:
            if says(text[match.start() :], figure, language):
                return True
        except ValueError:  # a year, which is not grouped as a number is
            continue
    return False


@pytest.mark.parametrize("language", LANGUAGES)
def test_excerpts_of_search_keep_qualifier_and_sign(
    cited: tuple[Release, Path], language: str
) -> None:
    """What a reader sees below a result gives the newest figure of a series as it was printed."""
    release, folder = cited
    name = {"nl": "gepubliceerde-cijfers", "en": "published-figures"}[language]
    by_title: dict[str, list[Cited]] = {}
    for figure in release.cited:
        by_title.setdefault(figure.title.in_language(language), []).append(figure)
    n_excerpts = 0
    for file in sorted((folder / "search" / "fragment").glob("*.pf_fragment")):
        raw = gzip.decompress(file.read_bytes())
        fragment = json.loads(raw[raw.index(b"{") :])
        if not fragment["url"].startswith(f"/{language}/{name}/"):
            continue
        figures = by_title.get(fragment["meta"]["title"], [])
        summary = fragment["meta"]["summary"].replace(NO_BREAK, " ")
        if figures and not summary.endswith("…"):
            assert any(holds(summary, one, language) for one in figures), summary
            n_excerpts += 1
    assert n_excerpts > 100


# ---- briefs


@pytest.mark.parametrize("language", LANGUAGES)
def test_briefs_say_what_the_data_say_on_the_page_and_in_print(
    counted: tuple[Release, Path], tmp_path: Path, language: str
) -> None:
    """A brief about a municipality, and one about a theme."""
    release, _ = counted
    assert release.geography is not None
    rows = every_row(release)
    area = release.geography.level("gemeente")[0]
    n_figures = 0
    for subject in ({"area": area.code}, {"theme": "slachtoffers"}):
        built = writing.brief(release, out=tmp_path, languages=(language,), **subject)
        page, pdf = built.files
        in_print = "".join(pdf_checker.text_of_pages(pdf.read_bytes())).split()
        printed_text = "".join(in_print)
        html = page.read_text("utf-8")
        for address, escaped in re.findall(
            r'data-figure="([^"]+)"[^>]*>([^<]*)<', html
        ):
            if address not in rows:
                continue
            words = unescape(escaped)
            assert is_right(read_figure(words, language), *rows[address]), address
            assert re.sub(r"\s", "", words) in printed_text, address
            n_figures += 1
    assert n_figures > 15


# ---- estimates


def three_digits(value: float) -> Decimal:
    """Round to three digits: more would claim what no interval bears."""
    return Decimal(f"{value:.3g}").quantize(Decimal(1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_estimates_stand_in_three_digits_with_their_limits(
    counted: tuple[Release, Path], language: str
) -> None:
    """The table of methods gives each estimate and its limits; the lists and limits of years and groups stand below."""
    release, folder = counted
    name = {"nl": "schattingen", "en": "estimates"}[language]
    n_numbers = 0
    for id_, estimate in release.estimates.items():
        page = folder / language / name / id_.lower() / "index.html"
        rows = read_page(page).rows
        methods = [row for row in rows[1:] if len(row) == 4][: len(estimate.methods)]
        for method, row in zip(estimate.methods, methods, strict=True):
            if method.estimate is None:
                continue
            numbers = (method.estimate, method.lower, method.upper)
            for value, words in zip(numbers, row[1:], strict=True):
                if value is not None:
                    printed = read_figure(words, language).numbers[0]
                    assert printed == three_digits(value), (method.name, words)
                    n_numbers += 1
        _, *strata = [row for row in rows if len(row) == 5]
        assert len(strata) == len(estimate.totals)
        for stratum, row in zip(estimate.totals, strata, strict=True):
            if stratum.observed is not None:
                seen = read_figure(row[1].strip(), language).numbers[0]
                assert seen == Decimal(stratum.observed)
            if stratum.estimate is not None:
                shown = read_figure(row[2].strip(), language).numbers[0]
                assert shown == three_digits(stratum.estimate)
                n_numbers += 1
    assert n_numbers > 20
