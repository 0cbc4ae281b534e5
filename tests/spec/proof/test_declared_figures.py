"""What Zicht prints itself is held against the figure whose address it declares, and digits of names count nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
import site_sample
from tests.sites import build_site

from zicht.proof.built import Proofreader
from zicht.proof.names import NumberedNames, show_digits
from zicht.vocabulary.printed_pages import PrintedPage
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

NUMBERED = {
    "BSU": Text(
        "Artikel 245 Sr (tot 1 juli 2024): aanranding, 16 of 17 jaar",
        "Article 245 (until 1 July 2024): sexual assault, 16 or 17",
    ),
    "GSU": Text("Aanranding, 12 tot 16 jaar", "Sexual assault, 12 to 16"),
    "AU": Text("4 tot 12 jaar, kwartaal 3", "4 to 12 years, quarter 3"),
    "onbekend": Text("Afdeling 3", "Ward 3"),
    "CU": Text("2 of meer keer", "2 times or more"),
}
"""Labels with commas, colons, years and numbers, as those of articles of law and parts of years."""
ADDRESSED = re.compile(r'data-cell="(?P<figure>[^"]+)"[^>]*>(?P<words>[^<]*\d[^<]*)<')


class Pages(list[PrintedPage]):
    """Keeps the pages of a site as they are made."""

    def read(self, page: PrintedPage) -> None:
        self.append(page)

    def finish(self) -> None:
        """Refuse nothing."""

    def of(self, file: str) -> PrintedPage:
        return next(page for page in self if page.file == f"{file}index.html")


@pytest.fixture(scope="module")
def numbered() -> Release:
    """Give a release with a chain, in which labels of codes hold numbers."""
    release = site_sample.release()
    forms = release.codes["vorm"]
    labels = {**forms.labels, **NUMBERED}
    codes = {**release.codes, "vorm": replace(forms, labels=labels)}
    return replace(release, codes=codes)


@pytest.fixture(scope="module")
def pages(numbered: Release, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Give the pages of that release."""
    made = Pages()
    build_site(numbered, tmp_path_factory.mktemp("site") / "site", reader=made)
    return made


@pytest.fixture(scope="module")
def reader(numbered: Release) -> Proofreader:
    """Give a reader of that release; its tests look at what it finds on one page."""
    return Proofreader(numbered)


def contradictions(reader: Proofreader, pages: Sequence[PrintedPage]) -> list[str]:
    """Return what some pages contradict."""
    n_before = len(reader.contradictions)
    for page in pages:
        reader.read(page)
    return [str(one) for one in reader.contradictions[n_before:]]


FORMS = "en/victims/reported-victims/by-form/"
TOTALS = "en/victims/reported-victims/"
CHAIN = "en/justice-chain/per-hundred/"
LIST = "en/figures/"
SHARE = "en/victims/share-young/"


def test_no_page_of_a_true_release_contradicts_it(
    reader: Proofreader, pages: Pages
) -> None:
    assert contradictions(reader, pages) == []


def test_every_kind_of_page_declares_its_figures(pages: Pages) -> None:
    for file in (FORMS, TOTALS, CHAIN, LIST):
        assert ADDRESSED.search(pages.of(file).html), file
    assert "4 to 12 years, quarter 3 is largest" in pages.of(FORMS).html


@pytest.mark.parametrize(
    ("file", "before"),
    [
        (LIST, r'data-cell="K08-om:2024">'),
        (CHAIN, r'<strong class="figure" data-cell="K03:2020" data-form="hundred">'),
        (CHAIN, r'<strong class="figure" data-cell="K03:2020" data-form="rest">'),
        (CHAIN, r'<span class="bar-value" data-cell="K03:2020" data-form="hundred">'),
        (CHAIN, r'<td data-cell="K03:2020" data-form="hundred">'),
        (CHAIN, r'<td class="quiet" data-cell="K03:2020" data-form="hundred">'),
        (CHAIN, r'<td data-cell="K03:2020" data-form="rest">'),
        (CHAIN, r'aria-label="Bar chart[^"]*Human trafficking: '),
        (FORMS, r'aria-label="[^"]*sexual assault, 16 or 17: '),
        (FORMS, r'<span class="bar-value" data-cell="V01:2024:vorm=GSU">'),
        (FORMS, r'<strong class="chart-title"[^>]*>[^<]*in 2024, with '),
        (FORMS, r'aria-label="Bar chart[^"]*in 2024, with '),
        (TOTALS, r'<strong class="figure" data-cell="V01:2024">'),
        (SHARE, r'<td class="quiet" data-cell="V03:2024" data-form="numerator">'),
        (SHARE, r'<td class="quiet" data-cell="V03:2024" data-form="denominator">'),
        (TOTALS, r'<circle [^>]*data-period="2020" data-words="'),
        (TOTALS, r'<text class="value[^>]*data-cell="V01:2022">'),
        (TOTALS, r'aria-label="Line chart[^"]* 2019: '),
        (TOTALS, r'<span class="quiet" data-says="V01:2023">\(was '),
    ],
)
def test_another_number_in_the_place_of_a_figure_is_refused(
    reader: Proofreader, pages: Pages, file: str, before: str
) -> None:
    page = pages.of(file)
    spoiled, n_spoiled = re.subn(
        rf"(?s)({before})([\d.,]*\d)", r"\g<1>7", page.html, count=1
    )
    assert n_spoiled == 1
    assert contradictions(reader, [replace(page, html=spoiled)])


def test_the_figure_of_another_address_is_refused(
    reader: Proofreader, pages: Pages
) -> None:
    """The number is that of another field of work, and stands on the same page."""
    page = pages.of(CHAIN)
    bars = re.findall(
        r'<span class="bar-value" data-cell="([^"]+)"[^>]*>([^<]+)', page.html
    )
    shown = dict(bars)
    own, other = shown["K03:2020:veld=mh"], shown["K03:2020:veld=sgtk"]
    spoiled, n_spoiled = re.subn(
        rf'(<span class="bar-value" data-cell="K03:2020:veld=mh"[^>]*>){own}<',
        rf"\g<1>{other}<",
        page.html,
    )
    assert n_spoiled == 1
    assert own != other
    assert contradictions(reader, [replace(page, html=spoiled)])


def test_a_bar_under_the_name_of_another_category_is_refused(
    reader: Proofreader, pages: Pages
) -> None:
    page = pages.of(FORMS)
    name = 'data-name="4 to 12 years, quarter 3"'
    assert name in page.html
    spoiled = page.html.replace(name, 'data-name="Criminal exploitation"', 1)
    assert contradictions(reader, [replace(page, html=spoiled)])


def test_two_figures_of_a_title_in_each_others_place_are_refused(
    reader: Proofreader, pages: Pages
) -> None:
    """Both numbers are printed of a figure that the title declares, each of the other year."""
    page = pages.of(TOTALS)
    spoiled = page.html.replace(
        "up from 1,310 in 2019 to 1,430 in 2024",
        "up from 1,430 in 2019 to 1,310 in 2024",
    )
    assert spoiled != page.html
    assert contradictions(reader, [replace(page, html=spoiled)])


def test_digits_of_a_label_are_hidden_and_the_count_beside_it_is_not(
    numbered: Release,
) -> None:
    names = NumberedNames(numbered, "en")
    words = "Ward 3 is largest in 2024, with 285"
    hidden = names.hide(words)
    assert [letter for letter in hidden if letter.isdigit()] == list("2024285")
    assert len(hidden) == len(words)
    assert show_digits(hidden) == words


def test_a_label_that_opens_with_a_number_hides_no_count_of_a_sentence(
    numbered: Release,
) -> None:
    names = NumberedNames(numbered, "en")
    sentence = "They were reported 2 times or more."
    assert names.hide(sentence) == sentence
    assert names.hide("2 times or more") != "2 times or more"
