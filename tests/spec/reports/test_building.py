"""A report as a page and as a print."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pdf_checker import text_of_pages
from reports_sample import release, report

from zicht.reports import building, moving
from zicht.reports.editions import report_edition
from zicht.reports.resolving import set_report
from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.releases import Change, Release
from zicht.vocabulary.text import Text

NL = """# Hoeveel?

Er waren er [[V01:2024]], tegen [[gemeld-2020]] elders.

::: chart V01 by=vorm only=BSU,AU periods=2019-2024 title="Vormen" alt="Vormen per jaar." :::

::: table V01 by=vorm,geslacht periods=2024 title="Vorm en geslacht" :::
"""
EN = (
    NL.replace("# Hoeveel?", "# How many?")
    .replace("Er waren er", "There were")
    .replace(", tegen", ", against")
)


@pytest.fixture(scope="module")
def built(small: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    found = building.build(
        replace(small, documents=(*small.documents, report(NL, EN))), out
    )
    assert [one.id for one in found] == ["proef"]
    assert found[0].figures > 20
    return out


def page(built: Path, language: str = "nl") -> str:
    return (built / f"proef.{language}.html").read_text("utf-8")


def test_every_language_has_a_page_and_a_print(built: Path) -> None:
    names = {"proef.nl.html", "proef.nl.pdf", "proef.en.html", "proef.en.pdf"}
    assert {path.name for path in built.iterdir()} == names


def test_a_number_is_written_as_its_language_does_and_knows_its_address(
    built: Path,
) -> None:
    assert '<span class="figure" data-figure="V01:2024">1.065</span>' in page(built)
    assert '<span class="figure" data-figure="V01:2024">1,065</span>' in page(
        built, "en"
    )


def test_chart_and_table_show_the_same_numbers(built: Path) -> None:
    figure = re.search(r"<figure.*?</figure>", page(built), re.DOTALL)
    assert figure is not None
    cells = re.findall(r'data-figure="V01:2024:vorm=(\w+)">([^<]+)<', figure[0])
    assert dict(cells) == {"BSU": "105", "AU": "520"}
    assert all(f">{value}</tspan></text>" in figure[0] for _, value in cells)


def test_a_hidden_value_is_said_in_words(built: Path) -> None:
    assert re.search(r'<td class="hidden"[^>]*>afgeschermd</td>', page(built))
    assert "Dat betekent niet dat er niets is." in page(built)


@pytest.mark.parametrize("before", [6, 7, 8])
def test_text_fills_what_a_chart_that_does_not_fit_would_leave_open(
    small: Release, tmp_path: Path, before: int
) -> None:
    filler = (
        "Iedereen telt hier een keer, ook wie door meer organisaties is gemeld. " * 4
        + "\n\n"
    )
    chart = '::: chart V01 by=vorm only=BSU,AU title="Vormen" alt="Per jaar." :::'
    text = f"# Hoeveel?\n\n{filler * before}Er waren er [[V01:2024]].\n\n{chart}\n\nSlotwoord."
    building.build(
        replace(small, documents=(report(text, text),)), tmp_path, languages=("nl",)
    )
    pages = text_of_pages((tmp_path / "proef.nl.pdf").read_bytes())[2:]
    intro = next(at for at, words in enumerate(pages) if "Er waren er 1.065" in words)
    drawn = next(at for at, words in enumerate(pages) if "\nBron: " in words)
    assert drawn == intro + ("Figuur 1\nop pagina" in pages[intro])
    assert drawn == intro or "Slotwoord." in pages[intro]


def test_a_note_is_marked_with_a_letter(built: Path) -> None:
    """A small 3 behind a number would be read with it."""
    marks = re.findall(r'<sup class="note"><a [^>]*>([^<]+)</a>', page(built))
    assert marks
    assert all(mark.isalpha() for mark in marks)


def test_it_is_said_that_parts_add_up_only_where_there_are_parts(
    small: Release, tmp_path: Path
) -> None:
    text = "::: table V01 by=geslacht :::\n\n::: table V01 :::\n\n::: table V01 by=vorm :::"
    building.build(
        replace(small, documents=(report(text, text),)), tmp_path, languages=("nl",)
    )
    under = re.findall(
        r'<div class="under">.*?</div>',
        (tmp_path / "proef.nl.html").read_text("utf-8"),
        re.DOTALL,
    )
    assert ["zo dat delen optellen" in words for words in under] == [True, False, False]
    assert ["Iemand kan in meer rijen meetellen" in words for words in under] == [
        False,
        False,
        True,
    ]


def test_a_page_stands_alone(built: Path) -> None:
    sources = re.findall(r'(?:src|href)="(?!#|https://|proef\.)([^"]+)"', page(built))
    assert sources == []
    assert "<script" not in page(built)
    assert "@import" not in page(built)


def test_it_says_that_it_is_invented_and_not_approved(built: Path) -> None:
    assert "Voorbeeldland bestaat niet." in page(built)
    assert "Deze cijfers zijn door 0 van de 2 beoordelaars goedgekeurd" in page(built)


def test_demonstration_keys_are_named(small: Release, tmp_path: Path) -> None:
    approved = replace(small, approvals=release(only=("V01",), approvals=2).approvals)
    building.build(
        replace(approved, documents=(report(NL, EN),)), tmp_path, languages=("nl",)
    )
    assert "Demonstratie." in (tmp_path / "proef.nl.html").read_text("utf-8")


def test_sources_methods_and_help_stand_at_the_end(built: Path) -> None:
    words = page(built)
    for part in (
        "Hoe deze cijfers zijn gemaakt",
        "Begrippen",
        "Bronnen",
        "Leveringen",
        "Cijfers in de tekst",
        "Hulp",
    ):
        assert part in words, part
    assert "Kerncijfers proef" in words
    assert "0800 0000" in words


def test_the_same_release_gives_the_same_bytes(
    small: Release, built: Path, tmp_path: Path
) -> None:
    building.build(
        replace(small, documents=(*small.documents, report(NL, EN))), tmp_path
    )
    for path in built.iterdir():
        again = hashlib.sha256((tmp_path / path.name).read_bytes()).hexdigest()
        assert hashlib.sha256(path.read_bytes()).hexdigest() == again, path.name


def earlier(small: Release) -> Release:
    """Give a release in which one figure was different and one print was not yet there."""
    series = small.series["V01"]
    values = series.values.copy()
    key = FigureKey.read("V01:2024")
    values[series.row(key)] = 1050
    cited = tuple(figure for figure in small.cited if figure.id != "gemeld-2020")
    return replace(
        small,
        digest="1b" * 32,
        series={**small.series, "V01": replace(series, values=values)},
        cited=cited,
    )


def test_numbers_that_moved_are_listed(small: Release) -> None:
    after = replace(
        small,
        changes=(
            Change(
                "V01:2024",
                "1050",
                "1065",
                Text("een levering kwam later", "a delivery came later"),
            ),
        ),
    )
    edition = report_edition(after, "nl")
    setting = set_report(report(NL, EN), edition)
    found = moving.moved_in(setting, earlier(small), edition)
    assert [(one.figure, one.before, one.after, one.reason) for one in found] == [
        ("V01:2024", "1.050", "1.065", "een levering kwam later"),
        ("gemeld-2020", "nieuw", "984", ""),
    ]
    assert found[0].lines == (3,)


def test_a_draft_shows_what_moved_only_when_there_is_something_to_compare_with(
    small: Release, built: Path, tmp_path: Path
) -> None:
    now = replace(small, documents=(report(NL, EN),))
    (one,) = building.build(now, tmp_path, before=earlier(small), languages=("nl",))
    words = (tmp_path / "proef.nl.html").read_text("utf-8")
    assert "Gewijzigd sinds het vorige concept" in words
    assert "1.050" in words
    assert "1.050" in words.split("<div data-earlier>")[1], "proof leaves them out"
    assert len(one.moved) == 2
    assert "Gewijzigd sinds" not in page(built)


def test_without_changes_a_draft_says_so(small: Release, tmp_path: Path) -> None:
    now = replace(small, documents=(report(NL, EN),))
    building.build(now, tmp_path, before=small, languages=("nl",))
    assert "Geen enkel cijfer in dit rapport is anders" in (
        tmp_path / "proef.nl.html"
    ).read_text("utf-8")
