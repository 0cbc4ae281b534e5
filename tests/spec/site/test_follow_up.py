"""The overview of recommendations: status on what evidence, overdue looks, addressees and history."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import site_sample as sample
from site_reading import Site, words
from tests.sites import build_site

from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text


def _step(
    date: str, status: str, evidence: str = "", strength: str = ""
) -> dict[str, str]:
    told = {
        "nl": f"{date}: {status} (Iemand). Gebeurd.",
        "en": f"{date}: {status} (Iemand). Done.",
    }
    return {
        **told,
        "date": date,
        "status": status,
        "by": "Iemand",
        "evidence": evidence,
        "strength": strength,
    }


def _advice(
    id_: str,
    status: str,
    strength: str,
    look: str,
    *history: dict[str, str],
    to: str = "Politie",
) -> Document:
    facts = {
        "status": status, "evidence_strength": {"nl": "x", "en": "x", "code": strength} if strength else {},
        "addressee": [to], "next_look": look, "history": list(history),
    }  # fmt: skip
    return Document("recommendation", id_, Text(id_, id_), Text(f"Doe {id_}", f"Do {id_}"), Text("x", "x"), facts,
                    date="2023-01-01")  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Four recommendations: one claimed, one checked, one open and late, one withdrawn long ago."""
    made = (
        _advice("geclaimd", "adopted", "own_statement", "2099-01-01",
                _step("2023-01-01", "open"), _step("2024", "adopted", "monitor-2024", "own_statement")),
        _advice("nagegaan", "adopted", "checked", "2020-01-01",
                _step("2024-02-01", "adopted", "monitor-2024", "checked")),
        _advice("te-laat", "open", "", "2024-12-31", _step("2023-01-01", "open"), to="Ministerie van X"),
        _advice("weg", "withdrawn", "", "2020-01-01", _step("2023-05-01", "withdrawn")),
    )  # fmt: skip
    whole = sample.release()
    rest = tuple(
        document for document in whole.documents if document.kind != "recommendation"
    )
    out = tmp_path_factory.mktemp("follow-up") / "site"
    build_site(replace(whole, documents=(*rest, *made)), out)
    return Site(out)


def _text(found: Site, path: str) -> str:
    return words(re.sub(r"<[^>]+>", " ", found.text(path).split("<main")[1]))


def _rows(found: Site, path: str) -> list[str]:
    rows = re.findall(r"<tr.*?</tr>", found.text(path), re.DOTALL)
    return [words(re.sub(r"<[^>]+>", " ", row)) for row in rows]


def test_it_says_how_many_were_said_to_be_adopted_and_how_many_were_checked(
    page: Site,
) -> None:
    text = _text(page, "nl/aanbevelingen/index.html")
    assert (
        "Aanbevelingen: 4. Naar eigen zeggen overgenomen, geheel of deels: 2."
        " In de praktijk nagegaan: 1." in text
    )


def test_each_status_is_counted_and_adoption_by_its_evidence(page: Site) -> None:
    rows = _rows(page, "en/recommendations/index.html")
    assert rows[1:6] == [
        "Open 1", "Adopted 2", "by those who made the recommendation 1", "checked in practice 1", "Withdrawn 1",
    ]  # fmt: skip


def test_only_what_is_still_open_is_overdue(page: Site) -> None:
    section = (
        page.text("nl/aanbevelingen/index.html")
        .split('id="late"')[1]
        .split("</section>")[0]
    )
    assert re.findall(r">(Doe [^<]+)</a>", section) == ["Doe te-laat"]
    assert "opnieuw bekijken had gemoeten vóór 31 december 2024" in section
    assert "achterhaald" in page.text("nl/kennis/aanbevelingen/te-laat/index.html")
    assert "achterhaald" not in page.text("nl/kennis/aanbevelingen/geclaimd/index.html")


def test_each_addressee_has_its_row(page: Site) -> None:
    rows = _rows(page, "nl/aanbevelingen/index.html")
    assert "Politie , Organisatie 3 1 2 1 0" in rows
    assert "Ministerie van X , Organisatie 1 1 0 0 1" in rows


def test_the_history_is_told_newest_first_with_its_evidence(page: Site) -> None:
    history = page.text("nl/aanbevelingen/index.html").split('id="history"')[1]
    assert re.findall(r'datetime="([^"]+)"', history) == [
        "2024",
        "2024-02-01",
        "2023-05-01",
        "2023-01-01",
        "2023-01-01",
    ]
    assert history.count("zonder bewijsstuk") == 3
    assert "Slachtoffermonitor 2024</a> (in de praktijk nagegaan)" in history


def test_it_stands_in_the_menu_and_the_old_list_leads_to_it(page: Site) -> None:
    assert '<a href="nl/aanbevelingen/">Aanbevelingen</a>' in page.text(
        "nl/hulp/index.html"
    ).replace("../", "")
    assert "../../../nl/aanbevelingen/" in page.text(
        "nl/kennis/aanbevelingen/index.html"
    )


def test_there_is_no_overview_without_recommendations(tmp_path: Path) -> None:
    whole = sample.release()
    rest = tuple(
        document for document in whole.documents if document.kind != "recommendation"
    )
    build_site(replace(whole, documents=rest, key_figures=()), tmp_path / "site")
    assert not (tmp_path / "site/nl/aanbevelingen").exists()
