"""Chart, written alternative, table and download of a page say the same."""

import re

import pytest
from site_reading import Element, Site, words

PAGES = [
    ("nl/slachtoffers/gemelde-slachtoffers/", "data/V01/totaal.csv"),
    ("en/victims/reported-victims/", "data/V01/totaal.csv"),
    ("nl/slachtoffers/aandeel-jong/", "data/V03/totaal.csv"),
    ("nl/slachtoffers/gemelde-slachtoffers/naar-vorm/", "data/V01/vorm.csv"),
    ("en/victims/reported-victims/by-form-and-sex/", "data/V01/vorm-geslacht.csv"),
    ("nl/slachtoffers/gemelde-slachtoffers/naar-gebied/", "data/V01/gemeente.csv"),
    ("en/victims/share-young/by-sex/", "data/V03/geslacht.csv"),
    ("nl/strafrechtketen/celstraf/naar-onderwerp/", "data/K06/veld.csv"),
    ("en/justice-chain/custody/", "data/K06/totaal.csv"),
    ("nl/lokaal/slachtoffers-per-gemeente/naar-gebied/", "data/L01/gemeente.csv"),
]


def _shown(row: dict[str, str], language: str, *, is_share: bool) -> str:
    """What a row of a download is in the words of a page."""
    if row["status"] == "banded":
        return f"{'minder dan' if language == 'nl' else 'fewer than'} {int(row['upper']) + 1}"
    if row["status"] == "withheld":
        return "afgeschermd" if language == "nl" else "withheld"
    whole, _, rest = row["value"].partition(".")
    grouped = f"{int(whole):,}" + (f".{rest}" if rest else "")
    if language == "nl":
        grouped = grouped.translate(str.maketrans(",.", ".,"))
    return grouped + ("%" if is_share else "")


def _body(page: list[Element]) -> list[list[str]]:
    """Rows of the first table: the words of its cells."""
    rows: list[list[str]] = []
    for element in page:
        if element.tag == "tr":
            rows.append([])
        elif element.tag in ("td", "th") and rows:
            rows[-1].append(words(element.text))
    return rows


def _tables(page: list[Element]) -> list[list[list[str]]]:
    """Rows of every table."""
    found: list[list[list[str]]] = []
    for element in page:
        if element.tag == "table":
            found.append([])
        elif element.tag == "tr" and found:
            found[-1].append([])
        elif element.tag in ("td", "th") and found and found[-1]:
            found[-1][-1].append(words(element.text))
    return found


def _digits(row: list[str]) -> str:
    """Numbers of a row, without the year that opens it."""
    return " ".join([row[0][4:], *row[1:]]).replace(",", "")


@pytest.mark.parametrize(("address", "download"), PAGES)
def test_table_and_download_agree(built: Site, address: str, download: str) -> None:
    language, is_share = address[:2], "V03" in download or "K06" in download
    rows = built.csv(download)
    expected = sorted(_shown(row, language, is_share=is_share) for row in rows)
    table = _body(built.page(address))
    periods = {row["period"].replace("-", "\u2013") for row in rows}
    if table[0][1] in periods:
        cells = [cell for row in table[1:] for cell in row[1:] if cell != "\u2013"]
    else:
        cells = [row[1] for row in table[1:]]
    assert sorted(cells) == expected


@pytest.mark.parametrize(("address", "download"), PAGES)
def test_chart_and_download_agree(built: Site, address: str, download: str) -> None:
    language, is_share = address[:2], "V03" in download or "K06" in download
    rows = built.csv(download)
    page = built.page(address)
    marks = [
        element.attributes for element in page if "data-words" in element.attributes
    ]
    bars = [mark for mark in marks if "data-name" in mark]
    if bars:
        latest = max(row["period"] for row in rows)
        names = [name for name in rows[0] if name.endswith(f"_{language}")]
        finest = [
            row
            for row in rows
            if row["period"] == latest and all(row[name[:-3]] != "_T" for name in names)
        ]
        areas = [row.get("gemeente", "") for row in finest]
        coarse = ("VP", "VE") if any(code.startswith("VB") for code in areas) else "VE"
        finest = [
            row for row in finest if not row.get("gemeente", "").startswith(coarse)
        ]
        expected = [
            (
                ", ".join(row[name] for name in names),
                _shown(row, language, is_share=is_share),
            )
            for row in finest
        ]
        assert sorted((bar["data-name"], bar["data-words"]) for bar in bars) == sorted(
            expected
        )
    elif marks:
        expected = [
            (
                row["period"].replace("-", "\u2013"),
                _shown(row, language, is_share=is_share),
            )
            for row in rows
        ]
        assert sorted(
            (mark["data-period"], mark["data-words"]) for mark in marks
        ) == sorted(expected)


@pytest.mark.parametrize(("address", "download"), PAGES[:5])
def test_the_written_alternative_says_every_value(
    built: Site, address: str, download: str
) -> None:
    language, is_share = address[:2], "V03" in download or "K06" in download
    pictures = [
        element.attributes
        for element in built.page(address)
        if element.attributes.get("role") == "img"
    ]
    assert pictures
    alternative = pictures[0]["aria-label"]
    rows = built.csv(download)
    latest = max(row["period"] for row in rows)
    for row in rows:
        if address.count("/") == 3 or (
            row["period"] == latest and "_T" not in row.values()
        ):
            assert _shown(row, language, is_share=is_share) in alternative


def test_heights_in_a_chart_follow_its_values(built: Site) -> None:
    page = built.page("nl/slachtoffers/gemelde-slachtoffers/")
    points = [
        element.attributes
        for element in page
        if element.tag == "circle" and "data-words" in element.attributes
    ]
    value = {
        point["data-period"]: float(point["data-words"].replace(".", ""))
        for point in points
    }
    height = {point["data-period"]: float(point["cy"]) for point in points}
    zero = next(
        float(e.attributes["y1"]) for e in page if e.attributes.get("class") == "base"
    )
    scale = {period: (zero - height[period]) / value[period] for period in value}
    assert max(scale.values()) - min(scale.values()) < 0.001


def test_map_table_and_download_agree(built: Site) -> None:
    rows = built.csv("data/L01/gemeente.csv")
    latest = max(row["period"] for row in rows)
    expected = {
        row["gemeente_nl"]: _shown(row, "nl", is_share=False)
        for row in rows
        if row["period"] == latest and row["gemeente"].startswith("VB")
    }
    page = built.page("nl/kaart/")
    shapes = [
        element.attributes["aria-label"].split(": ")
        for element in page
        if element.attributes.get("aria-label", "").count(": ") == 1
    ]
    assert dict(shapes) == expected
    assert {row[0]: row[2] for row in _body(page)[1:]} == expected


def test_a_municipality_shows_the_figures_of_the_download(built: Site) -> None:
    rows = built.csv("data/L01/gemeente.csv")
    own = {
        row["period"]: _shown(row, "en", is_share=False)
        for row in rows
        if row["gemeente_en"] == "Berkenhoek"
    }
    table = _body(built.page("en/municipalities/berkenhoek/"))
    line = next(row for row in table if row and row[0] == "Berkenhoek")
    assert (
        dict(
            zip(
                [period.replace("\u2013", "-") for period in table[0][1:]],
                line[1:],
                strict=True,
            )
        )
        == own
    )


def test_cited_series_agree_with_their_download(built: Site) -> None:
    rows = built.csv("data/cited/slachtoffers-in-beeld.csv")
    page = built.page("en/published-figures/victims-in-view/")
    tables = _tables(page)
    values = [re.sub(r"[^\d]", "", row[1]) for row in tables[-1][1:]]
    assert sorted(values) == sorted(row["value"] for row in rows)
    marks = [
        element.attributes for element in page if "data-words" in element.attributes
    ]
    single = {(row["period"], row["value"]) for row in rows if len(row["period"]) == 4}
    assert {
        (mark["data-period"], mark["data-words"].replace(",", "")) for mark in marks
    } == single
    by_year = {
        (row[0][:4], number)
        for row in tables[0][1:]
        for number in re.findall(r"\b\d{3,}", _digits(row))
    }
    assert by_year == single
