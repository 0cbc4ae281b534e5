"""Everything in the two documents is in the content of the Netherlands, in words of our own."""

import csv
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.dutch import read_cited, read_content

from zicht.figures.register import Register
from zicht.knowledge import adopted_unchecked, overview, totals
from zicht.project.cited import read_checks, read_key_figures
from zicht.project.references import Known
from zicht.site.library import Library
from zicht.site.planning import plan_pages
from zicht.vocabulary.content import Content
from zicht.vocabulary.releases import Document

sys.path.append(str(Path(__file__).parents[3] / "bench"))

import search

ROOT = Path(__file__).parents[3]
PROJECT = ROOT / "projects" / "nederland"
FACTS = ROOT / "tests" / "reference" / "data" / "documents"
RUN = 8
"""So many words in a row are a copy."""


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(read_cited(PROJECT))


@pytest.fixture(scope="module")
def content(register: Register) -> Content:
    return read_content(PROJECT, known=Known({figure.id for figure in register.cited}))


def of_kind(content: Content, kind: str) -> list[Document]:
    return [document for document in content.documents if document.kind == kind]


def lines_of(name: str) -> list[str]:
    return (FACTS / name).read_text("utf-8").splitlines()


def plain(words: str) -> list[str]:
    return re.findall(r"\w+", words.lower())


def test_everybody_who_speaks_is_there_with_a_summary(content: Content) -> None:
    speakers = set(lines_of("speakers.txt"))
    reflections = of_kind(content, "reflection")
    named = {str(document.facts["name"]) for document in reflections}
    assert len(speakers) >= 17
    assert speakers - named == set()
    for document in reflections:
        sentences = re.findall(r"[.?!](?:\s|$)", document.body.nl)
        assert 1 <= len(sentences) <= 4, document.id


def test_the_list_of_activities_is_there_item_by_item(content: Content) -> None:
    with (FACTS / "activities.csv").open(encoding="utf-8", newline="") as file:
        items = list(csv.DictReader(file))
    listed = of_kind(content, "activity")[:32]
    assert len(items) == 32
    for item, document in zip(items, listed, strict=True):
        printed = set(item["words_in_alphabetical_order"].split())
        title = plain(document.title.nl)
        partners = plain(" ".join(document.facts.get("partners", ())))  # type: ignore[arg-type]
        assert len(printed & {*title, *partners}) >= 2, (item, document.id)


def test_briefings_consultations_and_pilots_are_there(
    content: Content, register: Register
) -> None:
    kinds = [
        str(document.facts["activity"]) for document in of_kind(content, "activity")
    ]
    assert (
        kinds.count("consultation")
        == register.find("consultatiereacties-2020-jv20").value
    )
    assert kinds.count("pilot") == register.find("regionale-pilots-2020-jv20").value
    assert kinds.count("briefing") >= 3


@pytest.mark.parametrize("name", lines_of("media.txt"))
def test_every_medium_is_there(content: Content, name: str) -> None:
    assert any(
        name in str(document.facts["medium"]) for document in of_kind(content, "media")
    )


def test_publications_are_there_with_why_two_were_postponed(
    content: Content, register: Register
) -> None:
    documents = {document.id: document for document in content.documents}
    late = [
        document
        for document in content.documents
        if "postponed_because" in document.facts
    ]
    assert len(late) == register.find("uitgestelde-onderzoeken-2020-jv20").value
    in_2020 = [
        document
        for document in of_kind(content, "publication")
        if document.date[:4] == "2020" and document.facts
    ]
    assert len(in_2020) == register.find("rapporten-2020-jv20").value
    assert documents["onderzoek-motie-van-nispen"].facts["status"] == "planned"
    assert documents["online-magazine-2020"].kind == "magazine"
    assert (
        len(of_kind(content, "group"))
        == register.find("groepen-van-zorg-2022-kc22").value
    )


def test_the_three_recommendations_are_adopted_by_the_institutes_own_word(
    content: Content, register: Register
) -> None:
    assert (
        len(content.recommendations) == register.find("aanbevelingen-2020-jv20").value
    )
    assert adopted_unchecked(content.recommendations) == content.recommendations
    for found in content.recommendations:
        assert (found.status, found.history[-1].strength) == (
            "adopted",
            "own_statement",
        )
        assert [step.status for step in found.history] == [
            "open",
            "answered",
            "adopted",
        ]
        assert found.figures
    everyone, *_ = overview(content.recommendations, "2026-01-01")
    assert everyone.overdue == 3


def test_the_accounts_of_2020_show_the_missing_forty_thousand(
    content: Content, register: Register
) -> None:
    found = {total.part: total for total in totals(content.accounts, register.cited)}
    assert found["framework"].difference == 40_000
    assert found["spending"].difference == 0
    checks = {check.id for check in read_checks(PROJECT)}
    assert {line.check for line in content.accounts if line.check} <= checks


def test_every_account_line_of_the_report_is_there(
    content: Content, register: Register
) -> None:
    shown = {line.figure for line in content.accounts}
    euros = {
        figure.id
        for figure in register.cited
        if figure.unit == "euro"
        and not (figure.id.endswith("-tabel") and figure.value > 0)
    }
    assert euros <= shown


def own_words(content: Content) -> Iterator[tuple[str, str]]:
    for document in content.documents:
        if document.kind in (
            "reflection",
            "group",
            "recommendation",
            "publication",
            "event",
        ):
            yield document.id, document.body.nl
            yield f"{document.id} (title)", document.title.nl
    for at, card in enumerate(read_key_figures(PROJECT)):
        yield f"card {at}", card.sentence.nl
    retold = ROOT / "tests" / "spec" / "proof" / "brochure_retold.md"
    yield "brochure_retold.md", retold.read_text("utf-8")


def runs_of(text: str) -> Iterator[tuple[str, str]]:
    """Every run of eight words, and the digest under which the facts keep it."""
    words = plain(text)
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN])
        yield run, hashlib.blake2b(run.encode(), digest_size=5).hexdigest()


def test_no_sentence_of_the_documents_is_copied(content: Content) -> None:
    printed = set(lines_of("word_runs.txt"))
    assert len(printed) > 6000
    copied = [
        (where, run)
        for where, text in own_words(content)
        for run, digest in runs_of(text)
        if digest in printed
    ]
    assert copied == []


def test_questions_of_the_search_test_have_answers_that_exist() -> None:
    with (ROOT / "bench" / "search_questions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    library = Library(search.release(), "")
    plan_pages(library)
    missing = [
        (row["question"], answer)
        for row in rows
        for answer in row["answers"].split()
        if search.page_id(answer) not in library.pages
    ]
    assert missing == []
    assert len(rows) >= 60
    assert {row["language"] for row in rows} == {"nl", "en"}
    assert len({(row["question"], row["language"]) for row in rows}) == len(rows)
