"""What a page says of an estimate: no more digits than it bears, lists in words, the rest for who wants to check."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import site_sample as sample
from site_reading import Site, words
from tests.sites import build_site

from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.plain import from_plain

EXACT: dict[str, Any] = {
    "name": "stepwise", "estimate": 47_683.22, "lower": 28_880.75, "upper": 71_017.25, "model": "I×P",
    "level": 0.95, "interval": "BCa bootstrap", "replicates": 1000, "refusal": None,
    "notes": [{"nl": "211 modellen bekeken: [346,16,25,45].", "en": "211 models looked at: [346,16,25,45]."}],
}  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Site:
    """Pages of an estimate with lists in codes and technical notes."""
    estimate = {
        **sample.ESTIMATE,
        "lists": ["I", "P"],
        "list_names": {"I": {"nl": "Inspectie", "en": "Inspectorate"}, "P": {"nl": "Politie", "en": "Police"}},
        "methods": [EXACT, {**EXACT, "name": "bic", "estimate": 52_000.0, "upper": 789_884.4}],
        "totals": [
            {"levels": {"year": "2024"}, "observed": 1285, "estimate": 6343.0, "lower": 4401.0, "upper": 8262.0,
             "visible_share": [16, 29], "may_publish": False, "method": "stepwise", "replicates": 500},
            {"levels": {"year": "2023"}, "observed": 1115, "estimate": 5600.0, "lower": 3800.0, "upper": 7800.0,
             "visible_share": [14, 29], "may_publish": True, "method": "graphs", "replicates": 200},
            {"levels": {"year": "2022"}, "observed": 1060, "estimate": 4900.0, "lower": 3300.0, "upper": 6900.0,
             "visible_share": [15, 32], "may_publish": True, "method": "graphs", "replicates": 200},
        ],
    }  # fmt: skip
    estimates = {"P01": from_plain(estimate, PublishedEstimate)}
    build_site(replace(sample.release(), estimates=estimates), tmp_path / "site")
    return Site(tmp_path / "site")


def _said(text: str) -> tuple[str, str]:
    """Words of a page, before and after what is folded away for who wants to check."""
    main = text.split("<main", 1)[1].split("</main>", maxsplit=1)[0]
    shown, folded = (
        words(re.sub(r"<[^>]+>", " ", part)) for part in main.split('id="by-hand"')
    )
    return shown, folded


def test_an_estimate_is_written_in_three_digits(page: Site) -> None:
    shown, _ = _said(page.text("nl/schattingen/p01/index.html"))
    assert "47.700" in shown
    assert "28.900 71.000" in shown
    assert "6.340" in shown
    assert "47.683" not in shown


def test_models_codes_and_technical_notes_are_folded_away(page: Site) -> None:
    shown, folded = _said(page.text("en/estimates/p01/index.html"))
    assert "[346" not in shown
    assert "I×P" not in shown
    assert "Inspectorate; Police" in shown
    assert "I Inspectorate" in folded
    assert "211 models looked at" in folded
    assert "limits from resampling persons (BCa), 1,000" in folded


def test_an_interval_that_would_press_the_others_together_runs_on(page: Site) -> None:
    text = page.text("en/estimates/p01/index.html")
    assert text.count('class="runs-on"') == 1
    assert "runs on beyond the chart" in text
    assert "790,000" in text


def test_rows_by_year_and_group_say_once_how_they_were_made(page: Site) -> None:
    shown, _ = _said(page.text("nl/schattingen/p01/index.html"))
    told = "Stapsgewijs gekozen paren met 500 hertrekkingen (2024); Bayesiaans, gemiddeld over modellen met 200"
    assert shown.count(f"Hoe geschat: {told} hertrekkingen (de andere rijen).") == 1


def test_the_file_keeps_every_digit(page: Site) -> None:
    assert "47683.22" in page.text("data/estimates/p01.json")
