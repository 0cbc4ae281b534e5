"""Every way has its way back, and an address that was published never leads nowhere."""

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
import site_sample as sample
from site_reading import Site, words
from tests.sites import build_site

from zicht.reports.composing import compose
from zicht.reports.editions import report_edition
from zicht.reports.pages import write_page
from zicht.reports.resolving import set_report
from zicht.site import planning
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
LINKED = (
    ("kennis/aanbevelingen/", "slachtoffers/"),
    ("kennis/aanbevelingen/", "gepubliceerde-cijfers/"),
    ("kennis/aanbevelingen/", "kennis/publicaties/"),
    ("kennis/aanbevelingen/", "kennis/organisaties/"),
    ("kennis/rapporten/", "slachtoffers/"),
    ("kennis/publicaties/", "slachtoffers/"),
    ("kennis/organisaties/", "gepubliceerde-cijfers/"),
    ("kennis/organisaties/", "slachtoffers/"),
    ("kennis/organisaties/", "kennis/publicaties/"),
)
"""Kinds of page between which every way must have its way back."""


def _recommendation(**more: object) -> Document:
    return Document(
        "recommendation", "verhuisd", Text("nieuw-adres", "new-address"), Text("Verhuisd", "Moved"), Text("x", "x"),
        {"status": "open", "addressee": ["Politie"], "figures": ["beeld-2020"], "related": ["monitor-2024"], **more},
        date="2025-10-14",
    )  # fmt: skip


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Pages of a release in which a recommendation names a cited figure, a publication and an organisation."""
    out = tmp_path_factory.mktemp("ways") / "site"
    whole = sample.release()
    study = Document(
        "publication", "studie", Text("studie", "study"), Text("Studie", "Study"), Text("x", "x"),
        {"publisher": "Politie", "partner": "Meldpunt", "figures": ["V01"]}, date="2024",
    )  # fmt: skip
    build_site(
        replace(whole, documents=(*whole.documents, study, _recommendation())), out
    )
    return Site(out)


def _ways(found: Site, language: str) -> dict[str, set[str]]:
    ways: dict[str, set[str]] = defaultdict(set)
    for path in found.paths:
        main = _MAIN.search(found.text(path))
        if not path.startswith(f"{language}/") or main is None:
            continue
        here = f"http://site/{path.removesuffix('index.html')}"
        for href in _LINK.findall(main.group()):
            target = unquote(urldefrag(urljoin(here, href))[0])
            if target.startswith("http://site/") and target.endswith("/"):
                ways[here.removeprefix("http://site/")].add(
                    target.removeprefix("http://site/")
                )
    return ways


@pytest.mark.parametrize(("one", "other"), LINKED)
def test_every_way_between_two_kinds_of_page_has_its_way_back(
    linked: Site, one: str, other: str
) -> None:
    ways = _ways(linked, "nl")
    there = {
        (here, target)
        for here, targets in ways.items()
        for target in targets
        if here.startswith(f"nl/{one}")
        and here != f"nl/{one}"
        and re.fullmatch(f"nl/{other}[^/]+/", target)
    }
    back = {
        (target, here)
        for here, targets in ways.items()
        for target in targets
        if re.fullmatch(f"nl/{other}[^/]+/", here)
        and target.startswith(f"nl/{one}")
        and target != f"nl/{one}"
    }
    assert there
    assert there == back


def test_an_organisation_has_one_page_under_all_its_names(tmp_path: Path) -> None:
    whole = sample.release()
    asked = _recommendation(addressee=["OM", "Openbaar Ministerie"])
    build_site(replace(whole, documents=(*whole.documents, asked)), tmp_path / "site")
    folders = {
        path.name
        for path in (tmp_path / "site/nl/kennis/organisaties").iterdir()
        if path.is_dir()
    }
    assert "openbaar-ministerie" in folders
    assert "om" not in folders
    assert (
        tmp_path
        / "site/en/knowledge/organisations/public-prosecution-service/index.html"
    ).is_file()


def test_a_former_address_leads_to_the_page(tmp_path: Path) -> None:
    whole = sample.release()
    moved = _recommendation(formerly=["oud-adres", "/nl/oude/plek/"])
    build_site(replace(whole, documents=(*whole.documents, moved)), tmp_path / "site")
    for old in ("nl/kennis/aanbevelingen/oud-adres", "nl/oude/plek"):
        text = (tmp_path / "site" / old / "index.html").read_text()
        (target,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', text)
        assert (
            tmp_path / "site" / old / target / "index.html"
        ).resolve().read_text().count("Verhuisd") > 0
        assert "0800-0000" in text
    assert not (tmp_path / "site/en/oude").exists()


def test_a_former_address_that_belongs_to_a_page_is_refused(tmp_path: Path) -> None:
    whole = sample.release()
    wrong = _recommendation(formerly=["/nl/hulp/"])
    with pytest.raises(PublishingError, match="former address"):
        build_site(
            replace(whole, documents=(*whole.documents, wrong)), tmp_path / "site"
        )


def test_a_page_that_was_renamed_is_found_at_its_address_of_an_earlier_release(
    tmp_path: Path,
) -> None:
    whole = sample.release()
    before = replace(
        whole,
        documents=(
            *whole.documents,
            replace(_recommendation(), slug=Text("eerst", "first")),
        ),
    )
    after = replace(whole, documents=(*whole.documents, _recommendation()))
    build_site(after, tmp_path / "site", earlier=[before])
    old = Site(tmp_path / "site").text("en/knowledge/recommendations/first/index.html")
    assert "../new-address/" in old or "recommendations/new-address/" in old


def test_a_page_that_was_withdrawn_says_so_at_its_address(tmp_path: Path) -> None:
    whole = sample.release()
    before = replace(whole, documents=(*whole.documents, _recommendation()))
    build_site(whole, tmp_path / "site", earlier=[before, whole])
    old = words(
        Site(tmp_path / "site").text("nl/kennis/aanbevelingen/nieuw-adres/index.html")
    )
    assert "Deze pagina is ingetrokken" in old
    assert 'http-equiv="refresh"' not in old


def test_the_pages_of_a_report_lead_to_each_other_and_no_other_document_claims_them(
    tmp_path: Path,
) -> None:
    whole = sample.release()
    twin = Document(
        "publication",
        "jaarverslag-2024",
        Text("verslag", "account"),
        Text("Verslag", "Account"),
        Text("x", "x"),
    )
    release = replace(whole, documents=(*whole.documents, twin))
    ways = planning.report_ways(release)
    (report,) = (
        one
        for one in whole.documents
        if (one.kind, one.id) == ("report", "jaarverslag-2024")
    )
    files = {}
    for language in ("nl", "en"):
        file = tmp_path / f"jaarverslag-2024.{language}.html"
        edition = report_edition(release, language)
        others = [other for other in ("nl", "en") if other != language]
        way = ways["jaarverslag-2024", language]
        sheet = compose(report, edition, set_report(report, edition), None, "")
        file.write_text(write_page(sheet.content(), edition, report.id, others, way))
        files["jaarverslag-2024", language] = [file]
    build_site(release, tmp_path / "site", attachments=files)
    (laid,) = (tmp_path / "site/nl").rglob("jaarverslag-2024.nl.html")
    said = re.search(r'<p class="ways">.*?</p>', laid.read_text())
    assert said is not None
    up, _, way = re.findall(r'href="([^"]+)"', said[0])
    assert (laid.parent / up / "index.html").resolve() == laid.parent / "index.html"
    assert (laid.parent / way).resolve().name == "jaarverslag-2024.en.html"
    assert (laid.parent / way).is_file()
    assert (
        "jaarverslag-2024.nl.html"
        not in (tmp_path / "site/nl/kennis/publicaties/verslag/index.html").read_text()
    )


def test_a_term_leads_to_what_others_published_where_nothing_is_counted_and_back(
    tmp_path: Path,
) -> None:
    whole = sample.release()
    term = Document(
        "definition",
        "in-beeld",
        Text("in-beeld", "in-view"),
        Text("In beeld", "In view"),
        Text("Wie is gemeld.", "Who was reported."),
        {"figures": ["V01"]},
    )
    build_site(
        replace(whole, indicators={}, series={}, key_figures=(), documents=(term,)),
        tmp_path / "site",
    )
    ways = _ways(Site(tmp_path / "site"), "nl")
    series, page = (
        "nl/gepubliceerde-cijfers/slachtoffers-in-beeld/",
        "nl/kennis/begrippen/in-beeld/",
    )
    assert series in ways[page]
    assert page in ways[series]
