"""The site in a real browser: accessible, narrow, on paper, by keyboard, and silent towards the world."""

import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

KINDS = {
    "door": "",
    "home": "nl/",
    "key figures": "nl/kerncijfers/",
    "figures": "en/figures/",
    "theme": "nl/slachtoffers/",
    "indicator": "nl/slachtoffers/gemelde-slachtoffers/",
    "breakdown": "en/victims/reported-victims/by-form/",
    "cross table": "nl/slachtoffers/gemelde-slachtoffers/naar-vorm-en-geslacht/",
    "cited series": "en/published-figures/victims-in-view/",
    "municipalities": "nl/gemeenten/",
    "municipality": "nl/gemeenten/berkenhoek/",
    "comparison": "nl/gemeenten/berkenhoek/vergelijken/",
    "map": "nl/kaart/",
    "knowledge": "nl/kennis/",
    "documents": "en/knowledge/methods/",
    "document": "nl/kennis/methoden/afronden/",
    "publication": "en/knowledge/publications/victim-monitor-2024/",
    "recommendation": "nl/kennis/aanbevelingen/herstel-de-meldplicht/",
    "follow-up": "nl/aanbevelingen/",
    "organisations": "en/knowledge/organisations/",
    "organisation": "nl/kennis/organisaties/meldpunt/",
    "moved": "nl/kennis/aanbevelingen/",
    "adds up": "nl/wat-telt-op/",
    "estimates": "nl/schattingen/",
    "estimate": "en/estimates/p01/",
    "methods": "nl/werkwijze/",
    "data": "nl/data/",
    "changes": "en/changes/",
    "chain": "nl/strafrechtketen/per-honderd/",
    "duration": "en/justice-chain/time-taken/by-measure/",
    "studies": "nl/hoe-vaak-komt-het-voor/",
    "survey": "en/prevalence/children-with-experience/by-sex/",
    "term": "nl/kennis/begrippen/mogelijk-slachtoffer/",
    "report": "en/knowledge/reports/annual-report-2024/",
    "pair": "nl/gemeenten/berkenhoek/vergelijken/#linkendam",
    "search": "nl/zoeken/?q=slachtoffer",
    "search within a choice": "en/search/?q=victim&year=2020&theme=Victims",
    "help": "nl/hulp/",
    "about": "nl/over/",
    "accessibility": "en/accessibility/",
    "missing": "nl/nergens/",
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
VIEWS = [("light", 1280), ("dark", 1280), ("dark", 320), ("light", 320)]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(
    encoding="utf-8"
)
RUN = """async rules => (await axe.run(document, rules)).violations.map(
    rule => rule.id + ": " + rule.nodes.slice(0, 3).map(node => node.html.slice(0, 140)).join(" | "))"""

FOCUS = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one)
    const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
    return {tag: one.tagName, words: one.textContent.trim().slice(0, 40), foot: !!one.closest("footer"),
        seen: inView && style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2}
}"""
DRAWN = "() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)))"
SPACED = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em"
        + " !important } p { margin-bottom: 2em !important }")
    document.adoptedStyleSheets = [sheet]
}"""
CUT_OFF = """() => [...document.querySelectorAll("main p, main li, main h1, main h2, main h3, main dd")]
    .filter(one => one.getClientRects().length && !one.closest(".scroll") && !one.matches(".quietly"))
    .filter(one => one.getBoundingClientRect().right > 321).map(one => one.textContent.slice(0, 40))"""


def _stay(route: Route) -> None:
    """Give a page without what sends a reader on at once."""
    answer = route.fetch()
    route.fulfill(
        response=answer,
        body=answer.text().replace('http-equiv="refresh"', 'name="refresh"'),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, address: str, kind: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    if kind in ("door", "moved"):
        page.route(address + KINDS[kind], _stay)
    answer = page.goto(
        address + KINDS[kind],
        wait_until="networkidle" if "?q=" in KINDS[kind] else "load",
    )
    assert answer is not None
    assert answer.ok == (kind != "missing")
    page.evaluate(
        "document.querySelectorAll('details').forEach(one => { one.open = true })"
    )
    page.evaluate(AXE)
    told = []
    for colours, width in VIEWS:
        page.emulate_media(color_scheme=colours)
        page.set_viewport_size({"width": width, "height": 800})
        told += [f"{colours} {width}: {found}" for found in page.evaluate(RUN, RULES)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        told += [f"{colours} {width}: {wide} pixels wide"] if wide > width else []
    page.close()
    assert told == []


WIDE_TYPEFACE = """@font-face { font-family: "Wide"; src: url("/source-sans-latin.woff2"); size-adjust: 130% }
:root { --sans: "Wide" !important }"""
"""Wider than any typeface that a system puts in the place of another: DejaVu Sans is 25% wider than ours."""
LOADED = """() => document.fonts.ready.then(() =>
    [...document.fonts].filter(one => one.status === "loaded").map(one => one.family))"""


@pytest.mark.parametrize("typeface", ["own", "wide"])
def test_no_page_is_wider_than_a_telephone_in_any_typeface(
    browser: Browser, address: str, typeface: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, bypass_csp=typeface == "wide"
    )
    page = context.new_page()
    too_wide = {}
    for kind, path in KINDS.items():
        if kind in ("door", "moved"):
            continue
        page.goto(address + path)
        if typeface == "wide":
            page.add_style_tag(content=WIDE_TYPEFACE)
        page.evaluate(
            "document.querySelectorAll('details').forEach(one => { one.open = true })"
        )
        families = page.evaluate(LOADED)
        assert any("Wide" in one or "Source" in one for one in families), kind
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            too_wide[kind] = width
    context.close()
    assert too_wide == {}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that notes what it asked for and what went wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_no_page_asks_anything_of_another_host(page: Page, address: str) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text) if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    for path in KINDS.values():
        if "nergens" not in path:
            page.goto(
                address + path, wait_until="networkidle" if "?q=" in path else "load"
            )
        if path in ("", KINDS["moved"]):  # these send readers on at once
            page.wait_for_url("**/nl/aanbevelingen/" if path else "**/nl/")
    assert [url for url in asked if not url.startswith(address)] == []
    assert faults == []
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("language", "asked", "title"),
    [
        (
            "nl/zoeken",
            "gemelde slachtoffer",
            "Hoeveel mogelijke slachtoffers van mensenhandel zijn gemeld?",
        ),
        ("nl/zoeken", "Berkenhoek", "Berkenhoek"),
        (
            "nl/zoeken",
            "meldplicht zorginstellingen",
            "Herstel het melden door zorginstellingen",
        ),
        (
            "nl/zoeken",
            "loverboy",
            "Hoeveel mogelijke slachtoffers van mensenhandel zijn gemeld?",
        ),
        (
            "en/search",
            "lover boy",
            "How many presumed victims of human trafficking were reported?",
        ),
        ("en/search", "rounding", "Why numbers are rounded"),
    ],
)
def test_search_finds_words_and_synonyms(
    page: Page, address: str, language: str, asked: str, title: str
) -> None:
    page.goto(f"{address}{language}/")
    page.fill("#q", asked)
    page.keyboard.press("Enter")
    first_three = page.locator("#search-found a").filter(has_text=title)
    expect(first_three.first).to_be_visible()
    titles = page.locator("#search-found a").all_text_contents()[:3]
    assert title in titles


def test_search_says_when_nothing_is_found(page: Page, address: str) -> None:
    page.goto(f"{address}nl/zoeken/?q=xyzzyplugh")
    expect(page.locator("#search-said")).to_contain_text("Niets gevonden")


def _titles(page: Page) -> list[str]:
    return page.locator("#search-found a").all_text_contents()


def test_search_is_narrowed_by_theme_year_and_organisation(
    page: Page, address: str
) -> None:
    page.goto(f"{address}nl/zoeken/?q=slachtoffers")
    expect(page.locator("#search-found li").first).to_be_visible()
    everything = _titles(page)
    page.get_by_label("Organisatie").select_option("Meldpunt")
    expect(
        page.locator("#search-found a", has_text="Slachtoffers in beeld")
    ).to_be_visible()
    page.get_by_label("Jaar").select_option("2020")
    expect(page.locator("#search-said")).to_contain_text("Gevonden: 1.")
    assert len(everything) > 1
    for choice in ("q=slachtoffers", "jaar=2020", "organisatie=Meldpunt"):
        expect(page).to_have_url(re.compile(choice))
    page.get_by_role("button", name="Toon weer alles").click()
    expect(page.locator("#search-clear")).to_be_hidden()
    expect(page.locator("#search-found a")).to_have_text(everything)
    for choice in ("jaar=", "organisatie="):
        expect(page).not_to_have_url(re.compile(choice))


def test_on_a_telephone_the_answers_stand_before_the_choices(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}nl/zoeken/?q=slachtoffers&thema=Slachtoffers")
    expect(page.locator("#search-found li").first).to_be_visible()
    expect(page.get_by_label("Jaar")).to_be_hidden()
    expect(page.locator("#search-fold summary")).to_have_text(
        "Toon alleen: Slachtoffers"
    )
    page.locator("#search-fold summary").click()
    expect(page.get_by_label("Jaar")).to_be_visible()


def test_a_narrowed_search_is_opened_by_its_address(page: Page, address: str) -> None:
    page.goto(f"{address}nl/zoeken/?q=slachtoffers&thema=Slachtoffers&soort=Cijfer")
    expect(page.get_by_role("button", name="Cijfer", pressed=True)).to_be_visible()
    assert page.get_by_label("Thema").input_value() == "Slachtoffers"
    kinds = set(page.locator("#search-found .kicker").all_text_contents())
    assert kinds == {"Cijfer"}


def test_a_municipality_is_found_from_the_list_of_municipalities(
    page: Page, address: str
) -> None:
    page.goto(f"{address}nl/gemeenten/")
    page.fill("#q", "berkenhoek")
    page.keyboard.press("Enter")
    expect(page.locator("#search-found a").first).to_have_text("Berkenhoek")
    assert set(page.locator("#search-found .kicker").all_text_contents()) == {
        "Gemeente"
    }


def test_a_choice_without_words_lists_what_there_is(page: Page, address: str) -> None:
    page.goto(f"{address}nl/zoeken/?thema=Strafrechtketen")
    expect(
        page.locator("#search-found a", has_text="Waar stopt een zaak?")
    ).to_be_visible()


def test_a_choice_that_holds_nothing_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}en/search/?q=victims&year=1950")
    expect(page.locator("#search-said")).to_contain_text(
        "Nothing found within this choice"
    )


def test_a_found_page_opens(page: Page, address: str) -> None:
    page.goto(f"{address}nl/?")
    page.fill("#q", "afronden")
    page.keyboard.press("Enter")
    page.locator("#search-found a").first.click()
    expect(page.locator("h1")).to_have_text("Waarom getallen zijn afgerond")


def test_the_map_is_reached_and_left_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}nl/kaart/")
    page.locator(".skip-map a").focus()
    page.keyboard.press("Tab")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("Berderdam: ")
    drawn = page.evaluate(
        "getComputedStyle(document.activeElement.querySelector('use')).strokeWidth"
    )
    assert float(drawn.removesuffix("px")) > 3
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Berderdam")
    page.go_back()
    page.locator(".skip-map a").press("Enter")
    expect(page).to_have_url(f"{address}nl/kaart/#numbers")


def test_two_municipalities_are_compared_by_address(page: Page, address: str) -> None:
    page.goto(f"{address}nl/gemeenten/berkenhoek/vergelijken/#linkendam")
    compared = page.locator(".compare tbody tr:visible > :first-child")
    expect(compared).to_have_text(["Berkenhoek", "Voorbeeldland", "Linkendam"])
    page.get_by_role("link", name="Toon alle gemeenten").click()
    expect(page.locator(".compare tbody tr:visible")).to_have_count(15)


def test_the_other_municipality_is_chosen_from_the_table(
    page: Page, address: str
) -> None:
    page.goto(f"{address}nl/gemeenten/berkenhoek/vergelijken/")
    page.get_by_role("link", name="Linkendam").press("Enter")
    compared = page.locator(".compare tbody tr:visible > :first-child")
    expect(compared).to_have_text(["Berkenhoek", "Voorbeeldland", "Linkendam"])
    expect(page).to_have_url(re.compile("/vergelijken/#linkendam$"))


@pytest.mark.parametrize(
    "path",
    [
        "nl/gemeenten/berkenhoek/",
        "nl/gepubliceerde-cijfers/slachtoffers-in-beeld/",
        "en/estimates/p01/",
        "nl/aanbevelingen/",
        "nl/werkwijze/",
    ],
)
def test_on_a_telephone_no_number_of_a_stacked_table_is_cut_off_and_it_stays_a_table(
    page: Page, address: str, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + path)
    table = page.locator("table.stacked, table.editions, table.told").first
    assert table.evaluate(
        "each => each.parentElement.scrollWidth <= each.parentElement.clientWidth"
    )
    named = page.get_by_role("table", name=table.locator("caption").inner_text()).last
    assert named.get_by_role("columnheader").count() >= 3
    assert named.get_by_role("rowheader").count() >= 1


def test_the_first_stop_of_the_keyboard_leads_to_the_content(
    page: Page, address: str
) -> None:
    page.goto(f"{address}en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}en/#main")


@pytest.mark.parametrize(
    "kind",
    ["home", "indicator", "municipality", "pair", "recommendation", "search", "data"],
)
def test_the_keyboard_shows_where_it_is_and_reaches_the_foot(
    page: Page, address: str, kind: str
) -> None:
    page.goto(
        address + KINDS[kind],
        wait_until="networkidle" if "?q=" in KINDS[kind] else "load",
    )
    page.evaluate(
        DRAWN
    )  # only then has the page gone to the part its address names, and Tab starts from there
    unseen, at_foot = [], False
    for _ in range(150):
        page.keyboard.press("Tab")
        one = page.evaluate(FOCUS)
        at_foot = at_foot or one["foot"]
        if one["tag"] == "BODY":
            break
        if not one["seen"]:
            unseen.append(one)
    assert unseen == []
    assert at_foot


@pytest.mark.parametrize(
    "kind",
    [
        "home",
        "breakdown",
        "municipality",
        "chain",
        "estimate",
        "cited series",
        "follow-up",
    ],
)
def test_a_reader_may_space_the_text_as_wide_as_the_law_says(
    page: Page, address: str, kind: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + KINDS[kind])
    page.evaluate(SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT_OFF) == []


def test_a_reader_s_own_colours_show_which_page_is_chosen(
    page: Page, address: str
) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(address + KINDS["breakdown"])
    colours = page.evaluate(
        "[...document.querySelectorAll('.tabs a')].map(one => [one.hasAttribute('aria-current'),"
        " getComputedStyle(one).borderBottomColor])"
    )
    chosen = {colour for is_chosen, colour in colours if is_chosen}
    others = {colour for is_chosen, colour in colours if not is_chosen}
    assert len(chosen) == len(others) == 1
    assert chosen != others


def test_the_map_is_drawn_in_its_colours(page: Page, address: str) -> None:
    page.goto(f"{address}nl/kaart/")
    fills = page.evaluate(
        "[...document.querySelectorAll('.map use')].map(shape => getComputedStyle(shape).fill)"
    )
    assert len(set(fills)) >= 4
    box = page.evaluate("document.querySelector('.map use').getBBox().width")
    assert box > 50


def test_a_page_fits_on_paper(page: Page, address: str) -> None:
    page.goto(f"{address}nl/slachtoffers/gemelde-slachtoffers/")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert pdf.startswith(b"%PDF")
    assert page.locator(".top nav").is_hidden()
    assert page.locator("text=Voorbeeldland bestaat niet").is_visible()
    width = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width[0] <= width[1]


def test_without_script_search_still_leads_everywhere(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}nl/zoeken/?q=slachtoffer")
    assert page.locator("noscript").count() == 1
    page.locator(".all-pages summary").first.click()
    assert page.locator("details[open] a").first.is_visible()
    context.close()


def test_words_stay_large_enough_on_a_telephone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{address}nl/slachtoffers/gemelde-slachtoffers/")
    sizes = page.evaluate(
        """[...document.querySelectorAll("main p, main td, main .chart text")]
            .filter(element => element.getClientRects().length)
            .map(element => parseFloat(getComputedStyle(element).fontSize))"""
    )
    assert min(sizes) >= 13
    context.close()
