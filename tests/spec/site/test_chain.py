"""The justice chain per hundred, and what a cohort may say of itself."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import site_sample as sample
from site_reading import Site, words
from tests.sites import build_site

from zicht.edition import comparing
from zicht.vocabulary.cited import Citation, Cited
from zicht.vocabulary.text import Text


def _text(built: Site, path: str) -> str:
    return words(re.sub(r"<[^>]+>", " ", built.text(path)))


def test_each_step_says_how_many_of_a_hundred_go_on_and_how_many_do_not(
    built: Site,
) -> None:
    text = _text(built, "nl/strafrechtketen/per-honderd/index.html")
    assert (
        "Van honderd verdachten die in 2020 bij het Openbaar Ministerie kwamen" in text
    )
    assert "51,2 moesten voor de rechter komen. 48,8 niet, of nog niet." in text
    assert "Van honderd veroordelingen in 2024" in text


def test_a_step_carries_no_more_decimals_than_its_bounds_bear(built: Site) -> None:
    page = built.page("nl/strafrechtketen/per-honderd/")
    bars = [element.attributes for element in page if "data-name" in element.attributes]
    shown = {bar["data-name"]: bar["data-words"] for bar in bars[:3]}
    assert shown == {
        "Beide onderwerpen samen": "51,2",
        "Mensenhandel": "57",
        "Seksueel geweld tegen kinderen": "50,2",
    }


def test_the_steps_agree_with_the_download(built: Site) -> None:
    rows = {
        row["veld"]: row["value"]
        for row in built.csv("data/K03/veld.csv")
        if row["period"] == "2020"
    }
    assert rows == {"_T": "51.2", "mh": "57", "sgtk": "50.2"}


def test_cohort_and_flow_stand_apart_and_the_page_says_why(built: Site) -> None:
    page = built.page("en/justice-chain/per-hundred/")
    headings = [words(element.text) for element in page if element.tag == "h2"]
    assert headings[:2] == ["Followed to the end", "Counted in one year"]
    assert "Do not multiply them" in _text(
        built, "en/justice-chain/per-hundred/index.html"
    )


def test_it_says_how_long_the_steps_took_as_the_download_does(built: Site) -> None:
    text = _text(built, "nl/strafrechtketen/per-honderd/index.html")
    assert (
        "De helft duurde hooguit ongeveer 182 dagen. Negen van de tien duurden hooguit ongeveer 450 dagen."
        in text
    )
    newest = [
        row for row in built.csv("data/K08-om/veld-maat.csv") if row["period"] == "2024"
    ]
    half = {
        row["veld"]: f"{row['value']} dagen"
        for row in newest
        if row["maat"] == "mediaan"
    }
    page = built.page("nl/strafrechtketen/per-honderd/")
    bars = [
        e.attributes["data-words"]
        for e in page
        if "dagen" in e.attributes.get("data-words", "")
    ]
    assert bars == [half["_T"], half["mh"], half["sgtk"]]
    assert re.search(r"Mensenhandel 182 175–189 afgeschermd –", text)


def test_a_chain_that_was_only_printed_is_shown_as_printed(tmp_path: Path) -> None:
    release = replace(
        sample.release(),
        series={},
        key_figures=(),
        cited=(*sample.cited(), *_printed_chain()),
    )
    build_site(release, tmp_path / "site")
    built = Site(tmp_path / "site")
    page = built.page("nl/strafrechtketen/waar-stopt-een-zaak/")
    bars = {
        e.attributes["data-name"]: e.attributes["data-words"]
        for e in page
        if "data-name" in e.attributes
    }
    assert bars == {"Aangifte": "480", "Strafzaak": "138", "Veroordeling": "111"}
    widths = [
        e.attributes["width"]
        for e in page
        if e.attributes.get("height") == "16" and e.tag == "svg"
    ]
    assert widths == ["48.0%", "13.8%", "11.1%"]
    assert "Van elke 1.000 meldingen" in [words(e.text) for e in page if e.tag == "h2"]
    theme = built.text("nl/seksueel-geweld-tegen-kinderen/index.html")
    assert "waar-stopt-een-zaak" in theme
    series = next(
        path
        for path in built.paths
        if path.endswith("van-elke-1-000-meldingen-aangifte/index.html")
    )
    assert "waar-stopt-een-zaak" in built.text(series)


def _printed_chain() -> tuple[Cited, ...]:
    steps = (
        ("aangifte", "complaint", 480),
        ("strafzaak", "case", 138),
        ("veroordeling", "conviction", 111),
    )
    source = Citation("Verzonnen dadermonitor", "Verzonnen instituut", "2018-11-22")
    return tuple(
        Cited(
            f"keten-{nl}",
            "sgtk",
            Text(f"Van elke 1.000 meldingen: {nl}", f"Of every 1,000 reports: {en}"),
            Decimal(value),
            "per_1000",
            Text("per 1.000 meldingen", "per 1,000 reports"),
            "2013-2017",
            "",
            "Instituut 2018",
            source,
            indicator="K09",
            field_of_work="sgtk",
        )
        for nl, en, value in steps
    )


def test_there_is_no_such_page_before_anybody_was_followed_to_the_end(
    tmp_path: Path,
) -> None:
    whole = sample.release()
    kept = {
        id_: series for id_, series in whole.series.items() if id_ not in ("K03", "K04")
    }
    build_site(replace(whole, series=kept, key_figures=()), tmp_path / "site")
    assert not (tmp_path / "site/nl/strafrechtketen/per-honderd").exists()


def test_a_cohort_leads_with_its_latest_settled_year_and_names_no_year_before(
    built: Site,
) -> None:
    text = _text(built, "nl/strafrechtketen/voor-de-rechter/index.html")
    assert re.search(r"51,2% 2020", text)
    assert "(was" not in text
    assert "2024 loopt nog 22,7%" in text


def test_no_line_leads_to_the_years_that_still_run(built: Site) -> None:
    page = built.page("nl/strafrechtketen/voor-de-rechter/")
    lines = [
        element
        for element in page
        if element.attributes.get("class", "").startswith("line s")
    ]
    marks = [element for element in page if "data-period" in element.attributes]
    assert (len(lines), len(marks)) == (4, 9)
    assert "Losse punten" in built.text("nl/strafrechtketen/voor-de-rechter/index.html")


def test_a_cohort_of_four_years_ago_is_settled_and_a_flow_always_is() -> None:
    found = sample.indicators()
    assert comparing.is_settled(found["K03"], "2020", "2024")
    assert not comparing.is_settled(found["K03"], "2021", "2024")
    assert comparing.is_settled(found["K06"], "2024", "2024")


def test_years_of_a_cohort_and_years_across_a_break_are_not_compared() -> None:
    found = sample.indicators()
    assert comparing.why_not_comparable(found["K03"], "2017", "2018") == "cohort"
    assert comparing.why_not_comparable(found["V01"], "2019", "2016") == "2018"
    assert not comparing.why_not_comparable(found["V01"], "2019", "2024")
    assert not comparing.why_not_comparable(found["K03"], "2018", "2018")


def test_a_breakdown_of_a_cohort_marks_the_years_of_which_a_part_still_runs(
    built: Site,
) -> None:
    page = built.page("nl/strafrechtketen/voor-de-rechter/naar-onderwerp/")
    heads = [
        words(element.text)
        for element in page
        if element.tag == "th" and element.attributes.get("scope") == "col"
    ]
    assert heads[:6] == [
        "Onderwerp",
        "2024 loopt nog",
        "2023 loopt nog",
        "2022 loopt nog",
        "2021 loopt nog",
        "2020",
    ]


def test_no_small_line_of_a_cohort_leads_to_a_year_that_still_runs(built: Site) -> None:
    text = built.text("nl/strafrechtketen/voor-de-rechter/naar-onderwerp/index.html")
    small = re.findall(r'<svg class="chart small".*?</svg>', text, re.DOTALL)
    assert small
    for chart in small:
        years = re.findall(r'data-period="(\d{4})"', chart)
        assert (
            chart.count('<line class="line')
            == len([year for year in years if year <= "2020"]) - 1
        )
