"""The reports that come with Zicht: complete, readable by everyone, the same in both languages."""

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pdf_checker
import pytest

from zicht.reports import resolving
from zicht.reports.editions import report_edition
from zicht.reports.resolving import reports_of, set_report
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Release

INVENTED = (
    "slachtoffermonitor-mensenhandel",
    "dadermonitor-mensenhandel",
    "slachtoffermonitor-seksueel-geweld",
    "dadermonitor-seksueel-geweld",
    "jaarverslag-2024",
)
PUBLISHED = ("kerncijfers-2022", "jaarverslag-2020")
LANGUAGES = ("nl", "en")


def test_all_are_there(invented: Release, published: Release) -> None:
    assert tuple(one.id for one in reports_of(invented)) == INVENTED
    assert tuple(one.id for one in reports_of(published)) == PUBLISHED


def test_none_has_a_problem(invented: Release, published: Release) -> None:
    assert [
        str(one) for one in (*resolving.check(invented), *resolving.check(published))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "ending"), [("kerncijfers-2022", "kc22"), ("jaarverslag-2020", "jv20")]
)
def test_every_figure_of_the_originals_is_there(
    published: Release, name: str, ending: str, language: str
) -> None:
    """Every figure that the register holds of a published document stands in the report rebuilt from it."""
    (document,) = (
        one for one in published.documents if one.kind == "report" and one.id == name
    )
    every = {
        figure.id
        for figure in published.cited
        if re.search(rf"-{ending}(?:-tabel)?$", figure.id)
    }
    assert len(every) > 20
    assert (
        every - set(set_report(document, report_edition(published, language)).cited)
        == set()
    )


def printed_in(published: Release, title: str) -> list[Cited]:
    """Give every figure that the register holds of one publication."""
    found = [
        figure for figure in published.cited if figure.citation.title.startswith(title)
    ]
    assert len(found) > 20
    return found


ORIGINALS = (
    ("kerncijfers-2022", "Kerncijfers en inzichten"),
    ("jaarverslag-2020", "Jaarverslag 2020"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "title"), ORIGINALS)
def test_every_figure_of_the_originals_is_read_on_the_page(
    shelf: Path, published: Release, name: str, title: str, language: str
) -> None:
    """The register is held against the documents elsewhere; here the page is held against the register."""
    page = (shelf / "nederland" / f"{name}.{language}.html").read_text("utf-8")
    shown: dict[str, list[str]] = {}
    for address, words in re.findall(r'data-figure="([^"]+)"[^>]*>([^<]*)<', page):
        shown.setdefault(address, []).append(unescape(words))
    edition = report_edition(published, language)
    for figure in printed_in(published, title):
        assert any(
            edition.printed_number(figure) in words
            for words in shown.get(figure.id, ())
        ), figure.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "title"), ORIGINALS)
def test_every_figure_of_the_originals_is_read_in_the_print(
    shelf: Path, published: Release, name: str, title: str, language: str
) -> None:
    pdf = shelf / "nederland" / f"{name}.{language}.pdf"
    words = " ".join(" ".join(pdf_checker.text_of_pages(pdf.read_bytes())).split())
    edition = report_edition(published, language)
    for figure in printed_in(published, title):
        number = re.escape(" ".join(edition.printed_number(figure).split()))
        note = r"[a-z]{0,2}"  # the mark of a note follows without a space
        assert re.search(rf"(?<![\w.,]){number}{note}(?![\w%]|[.,]\d)", words), (
            figure.id
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_activity_and_reflection_is_there(
    shelf: Path, published: Release, language: str
) -> None:
    annual = (
        (shelf / "nederland" / f"jaarverslag-2020.{language}.html")
        .read_text("utf-8")
        .replace("&#39;", "'")
    )
    brochure = (shelf / "nederland" / f"kerncijfers-2022.{language}.html").read_text(
        "utf-8"
    )
    groups = ("consultation", "cooperation")
    for document in published.documents:
        title = document.title.in_language(language)
        if document.kind == "activity" and document.facts["activity"] not in groups:
            assert title.replace("'", "'") in annual, document.id
        if (
            document.kind == "reflection"
            and document.facts["source"] == "kerncijfers-2022"
        ):
            assert str(document.facts["name"]) in brochure, document.id


def every_print() -> list[tuple[str, str, str]]:
    """Give project, name and language of everything on the shelf."""
    names = [*(("voorbeeldland", name) for name in (*INVENTED, "brief-vb0002"))]
    names += [("nederland", name) for name in (*PUBLISHED, "brief-sgtk")]
    return [
        (project, name, language) for project, name in names for language in LANGUAGES
    ]


@pytest.mark.parametrize(("project", "name", "language"), every_print())
def test_every_print_is_accessible(
    shelf: Path, project: str, name: str, language: str
) -> None:
    content = (shelf / project / f"{name}.{language}.pdf").read_bytes()
    page = (shelf / project / f"{name}.{language}.html").read_text("utf-8")
    title = re.search(r"<h1>(.*?)</h1>", page)
    assert title is not None
    assert pdf_checker.problems(content, language=language, title=title[1]) == []


@pytest.mark.parametrize(("project", "name", "language"), every_print())
def test_every_page_has_one_title_and_headings_in_order(
    shelf: Path, project: str, name: str, language: str
) -> None:
    page = (shelf / project / f"{name}.{language}.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert re.findall(r'<svg(?![^>]*aria-label="[^"]+")', page) == []
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_body_of_a_monitor_is_short(shelf: Path) -> None:
    for name in INVENTED:
        assert (
            pdf_checker.pages((shelf / "voorbeeldland" / f"{name}.nl.pdf").read_bytes())
            <= 14
        ), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*INVENTED, *PUBLISHED])
def test_the_lists_of_figures_and_tables_lead_to_their_pages(
    shelf: Path, name: str, language: str
) -> None:
    (pdf,) = shelf.rglob(f"{name}.{language}.pdf")
    contents, *rest = pdf_checker.text_of_pages(pdf.read_bytes())[1:]
    listed = re.findall(
        r"((?:Figuur|Figure|Tabel|Table) \d+ .+?) +\u2060(\d+)$", contents, re.MULTILINE
    )
    pages = [" ".join(words.split()) for words in rest]
    plates = re.findall(
        r'class="plate-title" id="[^"]+">([^<]+)<',
        pdf.with_suffix(".html").read_text("utf-8"),
    )
    assert len(listed) == len(plates)
    for caption, page in listed:
        assert caption in pages[int(page) - 3]
