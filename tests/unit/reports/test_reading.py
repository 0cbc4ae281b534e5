"""Markdown and the folder of reports."""

from pathlib import Path

import pytest

from zicht.edition.nodes import Directive, Heading, Items, Paragraph, Plain, Reference
from zicht.project.reports import read_reports
from zicht.reports.markdown import read
from zicht.vocabulary.errors import ProjectError

TOML = """kind = "monitor"
date = "2025-10-14"
title = { nl = "Titel", en = "Title" }
"""


def test_lines_are_those_of_the_file() -> None:
    blocks, problems = read(
        "# Kop\n\nEen regel\nmet [[V01:2024]]\nen nog een.\n\n- punt [[V01:2023]]\n",
        "x.md",
    )
    assert problems == []
    assert [type(block) for block in blocks] == [Heading, Paragraph, Items]
    references = [
        inline for inline in blocks[1].inlines if isinstance(inline, Reference)
    ]  # type: ignore[union-attr]
    assert [(one.words, one.line) for one in references] == [("V01:2024", 4)]


def test_a_directive_may_run_over_lines_and_hold_quotes() -> None:
    (block,), problems = read(
        "::: chart V01\nby=vorm\ntitle=\"Zo'n lijn, 's avonds\" :::", "x.md"
    )
    assert problems == []
    assert isinstance(block, Directive)
    assert block.words == ("V01",)
    assert block.settings == {"by": "vorm", "title": "Zo'n lijn, 's avonds"}


def test_a_frame_holds_blocks_and_tables() -> None:
    (block,), problems = read(
        '::: frame title="Let op"\nWoorden.\n\n::: table V01 :::\n:::', "x.md"
    )
    assert problems == []
    assert isinstance(block, Directive)
    assert [type(inner).__name__ for inner in block.blocks] == [
        "Paragraph",
        "Directive",
    ]
    assert block.blocks[1].line == 4  # type: ignore[union-attr]


def test_html_is_text() -> None:
    (block,), problems = read("a <b>vet</b>", "x.md")
    assert problems == []
    assert isinstance(block, Paragraph)
    assert block.inlines == (Plain("a <b>vet</b>", 1),)


def folder(root: Path, **files: str) -> Path:
    """Write one report."""
    place = root / "reports" / "proef"
    place.mkdir(parents=True)
    for name, words in {
        "report.toml": TOML,
        "nl.md": "Tekst.",
        "en.md": "Text.",
        **files,
    }.items():
        if words:
            (place / name).write_text(words, "utf-8")
    return root


def test_a_folder_becomes_a_document(tmp_path: Path) -> None:
    (document,) = read_reports(folder(tmp_path))
    assert (document.kind, document.id, document.date) == (
        "report",
        "proef",
        "2025-10-14",
    )
    assert document.facts["folder"] == "reports/proef"
    assert document.body.en == "Text."


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"en.md": "", "nl.md": ""},
            "reports/proef/report.toml:1: no text lies beside it.",
        ),
        ({"report.toml": ""}, "reports/proef/report.toml:1: there is no such file."),
        (
            {"report.toml": TOML.replace("monitor", "roman")},
            "reports/proef/report.toml:1: 'kind' is 'roman'",
        ),
        (
            {"report.toml": TOML + "kleur = 1\n"},
            "reports/proef/report.toml:4: 'kleur' is not a known key.",
        ),
        (
            {"report.toml": TOML.replace("2025-10-14", "2025-14")},
            "reports/proef/report.toml:2: 'date' is '2025-14'",
        ),
        (
            {"report.toml": TOML.replace("Titel", "Alle 317 zaken")},
            "reports/proef/report.toml:3: '317' was typed",
        ),
        (
            {"report.toml": TOML + 'authors = { nl = "A", en = "Two thirds of A" }\n'},
            "reports/proef/report.toml:4: ",
        ),
        ({"nl.md": "  \n"}, "reports/proef/nl.md:1: the text is empty."),
    ],
)
def test_a_mistake_is_told_with_its_file(
    tmp_path: Path, files: dict[str, str], told: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        read_reports(folder(tmp_path, **files))
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("wrong", ['original = "weg"', 'theme = "weg"'])
def test_a_report_names_an_original_and_a_theme_that_are_there(
    tmp_path: Path, wrong: str
) -> None:
    place = folder(tmp_path, **{"report.toml": TOML + wrong + "\n"})
    with pytest.raises(ProjectError, match=r"report\.toml:4: 'weg' is no"):
        read_reports(place, ())


def test_a_year_may_stand_in_a_title(tmp_path: Path) -> None:
    (document,) = read_reports(
        folder(tmp_path, **{"report.toml": TOML.replace("Titel", "Monitor 2015-2019")})
    )
    assert document.title.nl == "Monitor 2015-2019"


def test_two_reports_have_two_addresses(tmp_path: Path) -> None:
    slug = 'slug = { nl = "a", en = "b" }\n'
    folder(tmp_path, **{"report.toml": TOML + slug})
    (tmp_path / "reports" / "proef").rename(tmp_path / "reports" / "eerst")
    with pytest.raises(ProjectError, match="its address 'a' is that of reports/eerst"):
        read_reports(folder(tmp_path, **{"report.toml": TOML + slug}))


def test_a_project_without_reports_has_none(tmp_path: Path) -> None:
    assert read_reports(tmp_path) == ()
