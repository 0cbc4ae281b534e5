"""What a reader finds on the pages."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import site_sample as sample
from site_reading import Site, words
from tests.sites import build_site

from zicht.edition.edition import Edition
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Approval, Document, KeyFigure
from zicht.vocabulary.text import Text

OUTSIDE = (
    *(
        f"https://{name}.voorbeeld.invalid/"
        for name in ("hulp", "kind", "nood", "meldpunt")
    ),
    "https://voorbeeld.invalid/monitor",
)


def test_every_link_leads_somewhere(built: Site) -> None:
    dead = []
    ids = {
        path: {element.attributes.get("id", "") for element in built.page(path)}
        for path in built.paths
    }
    for path in built.paths:
        here = f"http://site/{path.removesuffix('index.html')}"
        for element in built.page(path):
            for name in ("href", "src", "action"):
                target = element.attributes.get(name)
                if target is None or target.startswith(("tel:", "mailto:", *OUTSIDE)):
                    continue
                address, fragment = urldefrag(urljoin(here, target))
                place = unquote(urlsplit(address).path).lstrip("/")
                if (
                    element.tag == "link"
                    and element.attributes.get("rel") == "canonical"
                ):
                    continue
                file = (
                    f"{place}index.html" if not place or place.endswith("/") else place
                )
                if not (built.folder / file).is_file() or (
                    fragment and file in ids and unquote(fragment) not in ids[file]
                ):
                    dead.append(f"{path}: {target}")
    assert not dead, dead[:10]


def test_every_page_says_that_it_is_invented_at_the_very_top(built: Site) -> None:
    for path in built.paths:
        body = built.text(path).split("<body>")[1]
        said = (
            body.find("bestaat niet")
            if path.startswith("nl") or "/" not in path
            else body.find("does not exist")
        )
        assert 0 <= said < body.find("<main") or (
            path in ("index.html", "404.html") and said > 0
        ), path


def test_every_page_tells_where_to_find_help(built: Site) -> None:
    missing = [
        path
        for path in built.paths
        if "/" in path and "0800-0000" not in built.text(path)
    ]
    assert not missing


def test_only_the_search_page_has_a_script(built: Site) -> None:
    with_script = [
        path
        for path in built.paths
        if any(element.tag == "script" for element in built.page(path))
    ]
    assert with_script == ["en/search/index.html", "nl/zoeken/index.html"]


def test_no_page_needs_an_inline_style(built: Site) -> None:
    for path in built.paths:
        for element in built.page(path):
            assert "style" not in element.attributes or element.tag == "style", path
            assert not any(name.startswith("on") for name in element.attributes), path


def test_every_page_has_one_main_heading_and_no_gap_below_it(built: Site) -> None:
    for path in built.paths:
        if path in ("index.html", "404.html"):
            continue
        levels = [
            int(element.tag[1])
            for element in built.page(path)
            if element.tag in ("h1", "h2", "h3", "h4")
        ]
        assert levels.count(1) == 1, path
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), (
            path,
            levels,
        )


def test_links_with_the_same_words_lead_to_the_same_page(built: Site) -> None:
    for path in built.paths:
        targets: dict[str, set[str]] = {}
        for element in built.page(path):
            if element.tag == "a" and element.text.strip():
                here = f"http://site/{path}"
                targets.setdefault(words(element.text), set()).add(
                    urljoin(here, element.attributes.get("href", ""))
                )
        twice = {text: found for text, found in targets.items() if len(found) > 1}
        assert not twice, (path, twice)


def test_every_table_has_a_caption(built: Site) -> None:
    own_words = re.compile(
        "kennis|knowledge"
    )  # tables in words of the project have none: Markdown knows no captions
    for path in (path for path in built.paths if not own_words.search(path)):
        tags = [element.tag for element in built.page(path)]
        assert tags.count("table") == tags.count("caption"), path


def test_every_page_has_a_description_of_its_own(built: Site) -> None:
    described: dict[str, str] = {}
    for path in built.paths:
        page = built.page(path)
        if (
            any(element.attributes.get("http-equiv") == "refresh" for element in page)
            or path == "404.html"
        ):
            continue
        found = [
            element.attributes["content"]
            for element in page
            if element.attributes.get("name") == "description"
        ]
        assert len(found) == 1, path
        assert found[0], path
        other = described.setdefault(found[0], path)
        assert other == path or {"about", "over", "map", "kaart"} & {
            *path.split("/"),
            *other.split("/"),
        }, (path, other)


def test_no_two_pages_of_a_language_have_the_same_title(built: Site) -> None:
    titled: dict[tuple[str, str], str] = {}
    for path in built.paths:
        page = built.page(path)
        if "/" not in path or any(
            element.attributes.get("http-equiv") == "refresh" for element in page
        ):
            continue
        title = next(words(element.text) for element in page if element.tag == "title")
        other = titled.setdefault((path[:2], title), path)
        assert other == path or re.match("nl/kaart|en/map", path), (
            path,
            other,
        )  # the latest map has three addresses


def test_the_other_language_is_one_step_away_on_the_same_page(built: Site) -> None:
    def other(path: str) -> str:
        ways = [
            e.attributes["href"]
            for e in built.page(path)
            if e.tag == "a" and "hreflang" in e.attributes
        ]
        assert len(ways) == 1, path
        return urljoin(f"/{path}", ways[0]).lstrip("/") + "index.html"

    whole = [
        path
        for path in built.paths
        if path.count("/") and "hreflang" in built.text(path)
    ]
    assert len(whole) > 100
    assert {other(other(path)) for path in whole} == set(whole)


def test_the_number_for_danger_can_be_dialled_from_every_page(built: Site) -> None:
    assert 'href="tel:112"' in built.text("nl/index.html")
    assert 'href="tel:112"' in built.text("en/municipalities/berkenhoek/index.html")


def test_every_page_says_up_to_which_day_it_knows(built: Site) -> None:
    assert "met gegevens tot en met 9 december 2025" in built.text(
        "nl/slachtoffers/index.html"
    )
    assert "with data up to 9 December 2025" in built.text(
        "en/victims/reported-victims/index.html"
    )


def test_only_what_was_registered_is_called_a_registration(built: Site) -> None:
    assert "Dit zijn registraties." in built.text("nl/slachtoffers/index.html")
    prevalence = built.text("nl/hoe-vaak-komt-het-voor/index.html")
    assert "Dit zijn registraties." not in prevalence
    assert "Dit zijn schattingen" in prevalence


def test_another_municipality_is_chosen_by_its_name(built: Site) -> None:
    page = built.page("nl/gemeenten/berkenhoek/vergelijken/")
    ways = {
        words(element.text): element.attributes["href"]
        for element in page
        if element.tag == "a"
    }
    assert ways["Linkendam"] == "#linkendam"


def test_the_theme_of_areas_shows_maps_and_no_line_of_totals(built: Site) -> None:
    """The total of all areas says nothing about what is asked: how many there are in each."""
    page = built.page("en/local/")
    ways = [element.attributes.get("href", "") for element in page]
    assert "../../en/map/victims-per-municipality/" in ways
    assert "../../en/map/incidents-per-municipality/" in ways
    assert not [e for e in page if e.attributes.get("class") == "chart"]

    on_maps = [e.attributes["class"] for e in page if e.tag == "use"]
    in_tables = [
        cell.attributes.get("class", "")
        for slug in ("victims-per-municipality", "incidents-per-municipality")
        for cell in built.page(f"en/map/{slug}/")
        if cell.tag == "td" and "data-cell" in cell.attributes
    ]
    assert len(on_maps) == len(in_tables) > 20
    assert on_maps.count("banded") == in_tables.count("banded") > 0


def test_a_low_number_never_stands_alone(built: Site) -> None:
    for path in built.paths:
        if path.startswith("nl/gemeenten/") and path.count("/") == 3:
            assert "betekent niet dat er hier niets gebeurt" in built.text(path), path


def test_people_are_presumed_victims(built: Site) -> None:
    assert "mogelijke slachtoffers" in built.text("nl/index.html")
    assert "presumed victims" in built.text("en/index.html")


def test_a_banded_number_is_written_as_a_bound(built: Site) -> None:
    text = " ".join(
        element.text
        for element in built.page("en/municipalities/berkenhoek/")
        if element.tag == "td"
    )
    assert "fewer than 10" in text


def test_numbers_of_two_rules_stand_side_by_side_with_their_rules(built: Site) -> None:
    text = words(built.text("en/published-figures/victims-in-view/index.html"))
    assert "Counted by another rule" in text
    assert "1,334" in text
    assert "1,372" in text


def test_a_cited_figure_is_shown_as_printed(built: Site) -> None:
    rows = built.csv("data/cited/slachtoffers-in-beeld.csv")
    assert [row["value"] for row in rows if row["id"] == "beeld-2020"] == ["984"]
    assert "984" in built.text("nl/kerncijfers/index.html")


def test_what_does_not_add_up_shows_its_difference(built: Site) -> None:
    page = built.page("nl/wat-telt-op/")
    cells = [words(element.text) for element in page if element.tag == "td"]
    assert "+67" in cells
    assert "4.009" in cells
    assert "3.942" in cells


def test_a_release_without_approvals_is_a_preview(tmp_path: Path) -> None:
    one = (Approval("Eerste lezer", "a1", "00"),)
    build_site(sample.release(approvals=one), tmp_path / "site")
    assert (
        "Preview: this edition has not been approved"
        in (tmp_path / "site/en/index.html").read_text()
    )


def test_an_approved_release_that_is_not_invented_has_no_notice(tmp_path: Path) -> None:
    two = (Approval("Eerste lezer", "a1", "00"), Approval("Tweede lezer", "b2", "00"))
    build_site(sample.release(invented=False, approvals=two), tmp_path / "site")
    assert 'class="notice"' not in (tmp_path / "site/en/index.html").read_text()


def test_a_release_of_cited_figures_alone_makes_a_whole_site(tmp_path: Path) -> None:
    whole = sample.release()
    bare = replace(
        whole,
        indicators={},
        series={},
        codes={},
        geography=None,
        population={},
        receipts=(),
        policy=None,
        method="",
        losses={},
        changes=(),
        documents=(),
        key_figures=tuple(
            figure for figure in whole.key_figures if ":" not in "".join(figure.figures)
        ),
    )
    report = build_site(bare, tmp_path / "site")
    made = Site(tmp_path / "site")
    test_every_link_leads_somewhere(made)
    assert report.pages > 20
    drawn = [
        element.text
        for element in made.page("nl/slachtoffers/")
        if "chart-title" in element.attributes.values()
    ]
    assert drawn == ["Slachtoffers in beeld, 2017 tot en met 2020"]
    columns = {
        words(element.text) for element in made.page("nl/data/") if element.tag == "dt"
    }
    assert {"title_nl", "producer", "place"} <= columns
    assert not {"title_en", "numerator"} & columns


def test_a_release_with_nothing_in_it_makes_a_site(tmp_path: Path) -> None:
    whole = sample.release()
    empty = type(whole)(
        digest=whole.digest,
        face=replace(whole.face, languages=("nl",), base_address=""),
    )
    build_site(empty, tmp_path / "site")
    test_every_link_leads_somewhere(Site(tmp_path / "site"))
    assert not (tmp_path / "site/en").exists()


def test_two_pages_at_one_address_are_refused(tmp_path: Path) -> None:
    whole = sample.release()
    twin = replace(whole.documents[0], id="twin")
    with pytest.raises(PublishingError, match="belong to more than one page"):
        build_site(
            replace(whole, documents=(*whole.documents, twin)), tmp_path / "site"
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("reference", ["V01:1999", "nothing", "V99:2024"])
def test_a_key_figure_that_refers_to_nothing_is_refused(
    tmp_path: Path, reference: str
) -> None:
    card = KeyFigure("slachtoffers", (reference,), Text("{0} mensen", "{0} people"))
    with pytest.raises(
        PublishingError, match="neither a cited figure nor a counted one"
    ):
        build_site(replace(sample.release(), key_figures=(card,)), tmp_path / "site")


def test_raw_html_in_a_document_is_shown_as_text(tmp_path: Path) -> None:
    whole = sample.release()
    evil = replace(
        whole.documents[0],
        body=Text(
            "<script>alert(1)</script> [x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
        ),
    )
    build_site(replace(whole, documents=(evil,), key_figures=()), tmp_path / "site")
    html = (
        tmp_path / "site/nl/kennis/publicaties/slachtoffermonitor-2024/index.html"
    ).read_text()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert 'href="javascript' not in html


def test_a_report_is_shown_without_its_markup_and_with_its_files(
    tmp_path: Path,
) -> None:
    files = []
    for language in ("nl", "en"):
        file = tmp_path / f"jaarverslag-{language}.pdf"
        file.write_bytes(b"%PDF-1.7 " + language.encode())
        files.append(((("jaarverslag-2024"), language), [file]))
    build_site(sample.release(), tmp_path / "site", attachments=dict(files))
    folder = tmp_path / "site/nl/kennis/rapporten/jaarverslag-2024"
    html = (folder / "index.html").read_text()
    assert "[[V01" not in html
    assert ":::" not in html
    assert "Wat we zagen" in html
    assert (folder / "jaarverslag-nl.pdf").read_bytes() == b"%PDF-1.7 nl"
    test_every_link_leads_somewhere(Site(tmp_path / "site"))


def test_files_for_a_document_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="no page of document nobody"):
        build_site(
            sample.release(), tmp_path / "site", attachments={("nobody", "nl"): []}
        )


def test_the_same_release_gives_the_same_site(built: Site, tmp_path: Path) -> None:
    build_site(sample.release(), tmp_path / "again")
    again = Site(tmp_path / "again")
    files = sorted(
        path.relative_to(built.folder)
        for path in built.folder.rglob("*")
        if path.is_file()
    )
    same = [path for path in files if path.parts[0] != "search"]
    assert len(same) > 150
    for path in same:
        assert (built.folder / path).read_bytes() == (
            again.folder / path
        ).read_bytes(), path


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/diary.txt").write_text("mine")
    with pytest.raises(PublishingError, match="not a site of Zicht"):
        build_site(sample.release(), tmp_path / "site")
    assert (tmp_path / "site/diary.txt").read_text() == "mine"


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    steps: list[str] = []
    build_site(sample.release(), tmp_path / "site")
    (tmp_path / "site/nl/old.html").write_text("old")
    report = build_site(sample.release(), tmp_path / "site", progress=steps.append)
    assert not (tmp_path / "site/nl/old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert steps == list(report.seconds)
    assert json.loads((tmp_path / "site/site.json").read_text())["release"] == "5f" * 32


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    build_site(sample.release(), tmp_path / "site")
    before = (tmp_path / "site/nl/index.html").read_bytes()
    card = KeyFigure("slachtoffers", ("nothing",), Text("{0}", "{0}"))
    with pytest.raises(PublishingError):
        build_site(replace(sample.release(), key_figures=(card,)), tmp_path / "site")
    assert (tmp_path / "site/nl/index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_made_at_a_relative_path_can_be_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = sample.release()
    bare = type(whole)(
        digest=whole.digest,
        face=replace(whole.face, languages=("nl",), base_address=""),
    )
    build_site(bare, Path("site"))
    assert (tmp_path / "site/search/pagefind.js").is_file()


def test_the_reason_for_the_rules_stands_in_the_language_of_the_page(
    built: Site,
) -> None:
    said = {
        path: {
            words
            for words in ("Om mensen te beschermen.", "To protect people.")
            if words in text
        }
        for path in built.paths
        if "gate" in (text := (built.folder / path).read_text())
    }
    assert sorted(map(tuple, filter(None, said.values()))) == [
        ("Om mensen te beschermen.",),
        ("To protect people.",),
    ]


@pytest.mark.parametrize(
    ("path", "moved", "gone"),
    [
        (
            "nl/wijzigingen/index.html",
            ("1.345", "1.370", "Late meldingen kwamen erbij."),
            ("te klein om te tonen", "geen cijfer", "Een levering verviel."),
        ),
        (
            "en/changes/index.html",
            ("1,345", "1,370", "Late notifications were added."),
            ("too small to show", "no figure", "A delivery was withdrawn."),
        ),
    ],
)
def test_what_changed_is_told_in_the_words_and_numbers_of_the_page(
    built: Site, path: str, moved: tuple[str, str, str], gone: tuple[str, str, str]
) -> None:
    for before, after, reason in (moved, gone):
        assert (
            f'<td>{before}</td><td>{after}</td><td class="words">{reason}</td>'
            in built.text(path)
        )


def test_what_moved_a_published_series_stands_with_it_and_in_its_chart(
    tmp_path: Path,
) -> None:
    event = Document(
        "event",
        "avg",
        Text("de-avg", "gdpr"),
        Text("De AVG gaat gelden", "The GDPR takes effect"),
        Text("Minder meldingen.", "Fewer reports."),
        {
            "figures": ["beeld-2018"],
            "summary": {
                "nl": "Minder organisaties melden.",
                "en": "Fewer organisations report.",
            },
        },
        "slachtoffers",
        "2018-05-25",
    )
    whole = sample.release()
    build_site(replace(whole, documents=(*whole.documents, event)), tmp_path / "site")
    made = Site(tmp_path / "site")
    page = made.page("nl/gepubliceerde-cijfers/slachtoffers-in-beeld/")
    (told,) = [words(element.text) for element in page if element.tag == "dd"]
    assert told == "De AVG gaat gelden, Gebeurtenis Minder organisaties melden."
    marks = [
        element.attributes
        for element in page
        if element.attributes.get("class") == "break"
    ]
    points = [
        element.attributes
        for element in page
        if element.attributes.get("data-period") == "2018"
    ]
    assert [mark["x1"] for mark in marks] == [points[0]["cx"]]


def test_a_municipality_is_sought_among_municipalities(built: Site) -> None:
    fields = {
        e.attributes["name"]: e.attributes.get("value", "")
        for e in built.page("nl/gemeenten/")
        if e.tag == "input"
    }
    assert fields == {"q": "", "soort": "Gemeente"}


def test_the_methods_say_once_on_what_basis_deliveries_came_and_what_the_gate_hid(
    built: Site,
) -> None:
    text = words(re.sub(r"<[^>]+>", " ", built.text("nl/werkwijze/index.html")))
    assert text.count("Grondslag:") == 1
    assert "deel van de cellen zonder getal 14,3%" in text


def test_help_can_be_called_where_a_page_is_not(built: Site) -> None:
    assert 'href="tel:112"' in built.text("404.html")
    assert "0800-0000" in built.text("404.html")


def test_the_page_of_data_says_what_the_release_was_made_from(built: Site) -> None:
    page = built.text("en/data/index.html")
    assert "cd" * 32 in page
    assert "ef" * 32 in page


def test_units_without_a_name_are_told_by_the_counting_unit_within_a_sentence() -> None:
    edition = Edition(sample.release(), "en")
    indicator = next(iter(edition.release.indicators.values()))
    unnamed = replace(indicator, universe="nobody-named-these")
    assert edition.unit(unnamed) == "person per year."


def test_those_in_view_and_the_estimate_from_their_lists_are_of_the_same_years(
    built: Site,
) -> None:
    home = words(built.text("en/index.html"))
    assert "is the estimated number" in home
    assert "The two numbers are not about the same year." not in home


def test_a_source_that_nothing_names_is_told_in_words() -> None:
    edition = Edition(sample.release(), "en")
    assert edition.source("health_reports") == "Health reports"
