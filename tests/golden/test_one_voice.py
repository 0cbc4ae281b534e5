"""Every figure of both bundled projects reads the same in every outlet, in both languages, and as the data say."""

import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from tests.golden.conftest import ROOT, new_project, run_zicht
from tests.golden.outlets import (
    DASH,
    LANGUAGES,
    is_right,
    read_csv,
    read_page,
    rows_of,
    says,
)
from tests.golden.printed_figures import (
    apart,
    read_figure,
    read_interval,
    rounds_to,
)
from zicht.edition.edition import Edition
from zicht.pipeline.explanation import explain_in
from zicht.proof.facts import know
from zicht.reports.composing import compose
from zicht.reports.editions import report_edition
from zicht.reports.pages import write_page
from zicht.reports.resolving import set_report
from zicht.vocabulary.releases import Release

sys.path.append(str(ROOT / "tests/spec/reports"))

import pdf_checker

from zicht.release import store

# ---- the command line and proof


def facts_by_id(release: Release, language: str) -> dict[str, str]:
    """What proof says of each figure that says what it is about, by its address or id."""
    return {
        fact.id: fact.shown
        for topics in know(release, language).topics.values()
        for topic in topics
        for fact in topic.facts
    }


def test_the_command_line_and_proof_say_what_the_data_say(
    counted: tuple[Release, Path],
) -> None:
    release, _ = counted
    english = Edition(release, "en")
    kinds: Counter[tuple[str, str]] = Counter()
    proven = {language: facts_by_id(release, language) for language in LANGUAGES}
    for series in release.series.values():
        shape = release.indicators[series.indicator].shape
        for address, row in rows_of(series).items():
            explained = str(explain_in(english, address)["value"])
            printed = read_figure(explained, "en")
            assert is_right(printed, row, shape), address
            kinds[shape, printed.kind] += 1
            for language in LANGUAGES:
                if address not in proven[language]:
                    continue
                printed = read_figure(proven[language][address], language)
                assert is_right(printed, row, shape), (address, language)
    assert kinds["count", "number"] > 1000
    assert kinds["count", "fewer than"] > 100
    assert kinds["share", "between"] > 10
    assert kinds["share", "withheld"] > 10
    assert kinds["survival", "pending"] > 10


def test_cited_figures_keep_their_qualifier_wherever_they_are_explained(
    cited: tuple[Release, Path],
) -> None:
    release, _ = cited
    english = Edition(release, "en")
    for figure in release.cited:
        assert says(str(explain_in(english, figure.id)["value"]), figure, "en")
    for language in LANGUAGES:
        shown = facts_by_id(release, language)
        for figure in release.cited:
            if figure.id in shown:
                assert says(shown[figure.id], figure, language), figure.id
        assert len(shown) > 200


# ---- pages of counted figures


def test_downloads_hold_what_the_data_say(counted: tuple[Release, Path]) -> None:
    release, folder = counted
    for id_, series in release.series.items():
        if not len(series):
            continue
        names = sorted(series.dimensions)
        rows = rows_of(series)
        lines = read_csv(folder / f"data/{id_}.csv")
        assert len(lines) == len(rows)
        for line in lines:
            where = ",".join(f"{n}={line[n]}" for n in names if line[n] != "_T")
            row = rows[":".join(filter(None, (id_, line["period"], where)))]
            assert line["status"] == row["status"]
            for column in ("value", "lower", "upper"):
                exact = float(str(row[column]))
                is_hidden = column == "value" and row["status"] != "published"
                if math.isnan(exact) or is_hidden:
                    assert line[column] == ""
                else:
                    decimals = len(line[column].partition(".")[2])
                    assert abs(float(line[column]) - exact) <= 0.5 * 10**-decimals


def pages_of(
    release: Release, folder: Path, language: str
) -> Iterator[tuple[str, Path, Path]]:
    """Indicator, page and download of the total and of each breakdown."""
    by_slug = {
        indicator.slug.in_language(language): id_
        for id_, indicator in release.indicators.items()
    }
    for page in sorted(folder.glob(f"{language}/*/**/index.html")):
        text = page.read_text("utf-8")
        links = re.findall(r'href="(?:\.\./)+(data/([^"/]+)/[^"]+\.csv)"', text)
        indicator = by_slug.get(page.parent.name) or by_slug.get(
            page.parent.parent.name
        )
        is_map = page.relative_to(folder).parts[1] in ("kaart", "map")
        if links and links[0][1] == indicator and not is_map:
            yield indicator, page, folder / links[0][0].replace("%20", " ")


def holds_interval(
    interval: str, row: dict[str, object], shape: str, language: str
) -> bool:
    """Whether the interval behind a number is that of its row; only a share of a survey and survival have one."""
    if not interval:
        return True
    low, high = read_interval(interval, language)
    is_estimate = shape in ("survival", "survey")
    return (
        is_estimate
        and rounds_to(float(str(row["lower"])), low)
        and rounds_to(float(str(row["upper"])), high)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_charts_and_alternatives_of_pages_say_what_the_data_say(
    counted: tuple[Release, Path], language: str
) -> None:
    release, folder = counted
    n_pages = n_cells = 0
    for id_, page, download in pages_of(release, folder, language):
        indicator = release.indicators[id_]
        lines = read_csv(download)
        data = [
            {
                **{
                    name: float(line[name] or "nan")
                    for name in ("value", "lower", "upper")
                },
                "status": line["status"],
                "exact": Decimal(line["value"] or 0),
            }
            for line in lines
        ]
        cells = read_page(page)
        periods = {line["period"].replace("-", DASH) for line in lines}
        is_wide = any(head.split(" ")[0] in periods for head in cells.rows[0][1:])
        printed = [
            cell.strip()
            for row in cells.rows[1:]
            for cell in (row[1:] if is_wide else row[1:2])
            if cell.strip() not in ("", DASH)
        ]
        left = list(data)
        told = indicator.statistics.dimension if indicator.statistics else ""
        if told in (lines[0] if lines else {}):
            left = [
                one for one, line in zip(data, lines, strict=True) if line[told] != "_T"
            ]
        assert len(printed) == len(left), page
        # The most precise first: `0% (0–1%)` also fits a row that is printed as `0.0% (0.0–0.9%)`.
        for cell in sorted(printed, key=len, reverse=True):
            number, interval = apart(cell)
            figure = read_figure(number, language)
            match = next(
                (
                    one
                    for one in left
                    if is_right(figure, one, indicator.shape)
                    and holds_interval(interval, one, indicator.shape, language)
                    and (
                        one["status"] != "published"
                        or figure.numbers == (one["exact"],)
                    )
                ),
                None,
            )
            assert match is not None, (page, cell)
            left.remove(match)
            n_cells += 1
        for mark in cells.marks:
            figure = read_figure(apart(mark)[0], language)
            is_start = indicator.shape == "survival" and figure.numbers == (0,)
            assert is_start or any(
                is_right(figure, one, indicator.shape) for one in data
            ), (page, mark)
            assert any(mark in label for label in cells.labels) or is_start, (
                page,
                mark,
            )
        n_pages += 1
    assert n_pages > 60
    assert n_cells > 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_of_figures_say_what_the_data_say(
    counted: tuple[Release, Path], language: str
) -> None:
    """The list of all figures gives the newest settled total of each indicator."""
    release, folder = counted
    name = {"nl": "cijfers", "en": "figures"}[language]
    text = (folder / language / name / "index.html").read_text("utf-8")
    found = 0
    for id_, series in release.series.items():
        indicator = release.indicators[id_]
        slug = indicator.slug.in_language(language)
        match = re.search(
            rf'/{slug}/">[^<]*</a>\s*<span class="line-value"><strong[^>]*>([^<]*)</strong>'
            r'\s*<span class="when">([^<]*)<',
            text,
        )
        if match is None:
            continue
        words, period = unescape(match[1]), match[2].replace(DASH, "-")
        if indicator.shape == "duration":
            words = words.removesuffix(" dagen").removesuffix(" days")
        row = rows_of(series).get(f"{id_}:{period}")
        assert row is not None, id_
        assert is_right(read_figure(words, language), row, indicator.shape), id_
        found += 1
    assert found > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_maps_and_pages_of_municipalities_say_what_the_data_say(
    counted: tuple[Release, Path], language: str
) -> None:
    release, folder = counted
    assert release.geography is not None
    names = {area.name: code for code, area in release.geography.areas.items()}
    codes = {code: name for name, code in names.items() if code.startswith("VB")}
    series = release.series["L01"]
    rows = rows_of(series)
    periods = sorted(set(series.periods.tolist()), reverse=True)
    where = {"nl": ("kaart", "gemeenten"), "en": ("map", "municipalities")}[language]
    page = (folder / language / where[0] / "index.html").read_text("utf-8")
    shapes = re.findall(r'aria-label="([^":]+): ([^"]+)"><title>', page)
    assert {unescape(name) for name, _ in shapes} == set(codes.values())
    for name, words in shapes:
        address = f"L01:{periods[0]}:gemeente={names[unescape(name)]}"
        assert is_right(read_figure(words, language), rows[address], "count"), name
    pages = [
        path
        for path in sorted((folder / language / where[1]).glob("*/index.html"))
        if len(path.relative_to(folder).parts) == 4
    ]
    assert len(pages) >= len(codes)
    for path in pages:
        cells = read_page(path)
        own = next(row for row in cells.rows if row and row[0].strip() in names)
        code = names[own[0].strip()]
        for period, cell in zip(periods, own[1:], strict=True):
            address = f"L01:{period}:gemeente={code}"
            assert is_right(read_figure(cell.strip(), language), rows[address], "count")


# ---- reports as page and print


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_say_what_the_data_say_on_the_page_and_in_print(
    counted: tuple[Release, Path], language: str
) -> None:
    release, folder = counted
    rows: dict[str, tuple[dict[str, object], str]] = {}
    for id_, series in release.series.items():
        shape = release.indicators[id_].shape
        rows |= {address: (row, shape) for address, row in rows_of(series).items()}
    found = 0
    for page in sorted(folder.rglob(f"*.{language}.html")):
        pdf = " ".join(pdf_checker.text_of_pages(page.with_suffix(".pdf").read_bytes()))
        in_print = re.sub(r"\s", "", pdf)
        text = page.read_text("utf-8")
        for address, html in re.findall(r'data-figure="([^"]+)"[^>]*>([^<]*)<', text):
            words = unescape(html)
            if address in rows:
                assert is_right(read_figure(words, language), *rows[address]), address
                assert re.sub(r"\s", "", words) in in_print, (page.name, address)
                found += 1
    assert found > 200


# ---- pages of cited figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_lists_and_charts_of_cited_figures_keep_qualifier_and_sign(
    cited: tuple[Release, Path], language: str
) -> None:
    release, folder = cited
    by_id = {figure.id: figure for figure in release.cited}
    name = {"nl": "gepubliceerde-cijfers", "en": "published-figures"}[language]
    seen = set()
    for page in sorted((folder / language / name).rglob("index.html")):
        cells = read_page(page)
        own = [by_id[id_] for id_ in cells.by_id if id_ in by_id]
        for id_, row in cells.by_id.items():
            if id_ in by_id:
                words = " ".join(row[1].split())
                assert says(words, by_id[id_], language), (page, id_)
                seen.add(id_)
        for mark in cells.marks:
            assert any(says(mark, figure, language) for figure in own), (page, mark)
            assert any(mark in label for label in cells.labels), (page, mark)
    assert seen == set(by_id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_give_the_newest_cited_figure_with_its_qualifier(
    cited: tuple[Release, Path], language: str
) -> None:
    release, folder = cited
    name = {"nl": "cijfers", "en": "figures"}[language]
    conjunction = {"nl": " en ", "en": " and "}[language]
    text = (folder / language / name / "index.html").read_text("utf-8")
    lines = re.findall(
        r'<li><a href="[^"]*/([^"/]+)/">([^<]*)</a>\s*<span class="line-value"><strong[^>]*>([^<]*)<',
        text,
    )
    found = 0
    for _, title, words in lines:
        same = [
            figure
            for figure in release.cited
            if figure.title.in_language(language) == unescape(title)
        ]
        parts = re.split(rf"{conjunction}|, (?=[\d€−])", unescape(words))
        if same:
            assert all(
                any(says(part, figure, language) for figure in same) for part in parts
            ), (title, words)
            found += 1
    assert found > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_say_the_qualifier_of_every_figure(
    cited: tuple[Release, Path], language: str
) -> None:
    release, folder = cited
    by_id = {figure.id: figure for figure in release.cited}
    name = {"nl": "kerncijfers", "en": "key-figures"}[language]
    text = unescape((folder / language / name / "index.html").read_text("utf-8"))
    plain = " ".join(re.sub(r"<[^>]*>", "", text).replace("\u00a0", " ").split())
    edition = Edition(release, language)
    for card in release.key_figures:
        for id_ in card.figures:
            figure = by_id[id_]
            qualifier = edition.say(figure.qualifier)
            assert edition.printed_number(figure).replace("\u00a0", " ") in plain, id_
            if qualifier:
                assert qualifier.casefold() in plain.casefold(), id_


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_keep_the_qualifier_of_cited_figures(
    cited: tuple[Release, Path], language: str
) -> None:
    """A qualifier stands before the number or in the card beside it; a remark stands in its note."""
    release, _ = cited
    by_id = {figure.id: figure for figure in release.cited}
    edition = report_edition(release, language)
    found = 0
    for document in release.documents:
        if document.kind != "report":
            continue
        setting = set_report(document, edition)
        sheet = compose(document, edition, setting, None, "")
        page = write_page(sheet.content(), edition, document.id, [])
        for before, address, words in re.findall(
            r'(?:<span class="before">([^<]*)</span>)?<[a-z]+[^>]*data-figure="([^"]+)"[^>]*>([^<]*)<',
            page,
        ):
            figure = by_id.get(address)
            if figure is None:
                continue
            printed = " ".join(unescape(f"{before}{words}").split())
            remark = edition.cited_figure(figure).remark
            if remark and f"({remark})" not in printed:
                printed = f"{printed} ({remark})"
                assert remark.casefold() in unescape(page).casefold(), address
            assert says(printed, figure, language), f"{document.id} {address} {printed}"
            found += 1
    assert found > 50


@pytest.mark.nightly
def test_the_whole_invented_country_says_what_the_data_say(tmp_path: Path) -> None:
    """The same, on the country as large as it is bundled."""
    project = new_project(tmp_path / "voorbeeldland")
    run_zicht("invent", project)
    run_zicht("run", project)
    whole = (store.read(store.find(project / "releases", "")), project / "site")
    test_the_command_line_and_proof_say_what_the_data_say(whole)
    test_downloads_hold_what_the_data_say(whole)
    for language in LANGUAGES:
        test_tables_charts_and_alternatives_of_pages_say_what_the_data_say(
            whole, language
        )
        test_lists_of_figures_say_what_the_data_say(whole, language)
        test_maps_and_pages_of_municipalities_say_what_the_data_say(whole, language)
        test_reports_say_what_the_data_say_on_the_page_and_in_print(whole, language)
