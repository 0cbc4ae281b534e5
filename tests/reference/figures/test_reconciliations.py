"""What adds up in the published figures and what does not."""

from decimal import Decimal
from pathlib import Path

import pytest

from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.project.cited import read_checks, read_key_figures
from zicht.vocabulary.figures import Reconciliation


@pytest.fixture(scope="module")
def results(netherlands: Path, register: Register) -> dict[str, Reconciliation]:
    return {
        result.id: result for result in reconcile(register, read_checks(netherlands))
    }


@pytest.mark.parametrize(
    ("check", "difference"),
    [
        ("budget-2020", 40_000),
        ("uitgaven-2020", 0),
        ("overschrijding-2020", 0),
        ("overschrijding-uit-onderdelen-2020", -40_000),
        ("slachtoffers-2016-2020", 0),
        ("slachtoffers-2019-2023", 0),
        ("vormen-2020", 1049 - 984),
        ("vormen-2018", 0),
        ("melders-2018", 708 - 668),
        ("minderjarigen-vormen-2019-2023", 4),
        ("eu-vormen-2022", -390),
        ("vk-2023-q3-melders", 0),
        ("eokm-2021", 0),
    ],
)
def test_sums(results: dict[str, Reconciliation], check: str, difference: int) -> None:
    assert results[check].difference == difference


def test_the_missing_forty_thousand_would_be_mended_by_345_000(
    results: dict[str, Reconciliation],
) -> None:
    assert (
        results["budget-2020"].computed - 385_000 + 345_000
        == results["budget-2020"].printed
    )


def test_2016_to_2020_adds_up_with_one_vintage_of_2017(
    results: dict[str, Reconciliation], register: Register
) -> None:
    result = results["slachtoffers-2016-2020"]
    assert [register.find(part).value for _, part in result.parts] == [
        952,
        956,
        668,
        1334,
        984,
    ]
    assert result.printed == 4894
    # 2017 alone has two editions by the Rapporteur's rule; 1,372 and 1,013 are counted by another rule.
    assert "1 of 2" in result.verdict.en


@pytest.mark.parametrize(
    ("check", "computed", "holds"),
    [
        ("verdachten-daling", "-40.3509", True),
        ("aandeel-jong-2020", "22.3577", True),
        ("veroordeling-twee-noemers", "80.4348", False),
        ("eu-82-procent", "82.4900", True),
        ("eu-82-procent-van-alle", "79.3025", False),
        ("eu-groei-2023", "6.9355", True),
    ],
)
def test_shares_and_growth(
    results: dict[str, Reconciliation], check: str, computed: str, holds: bool
) -> None:
    assert results[check].computed == Decimal(computed)
    assert results[check].holds is holds


def test_every_verdict_speaks_both_languages_and_has_a_reason(
    results: dict[str, Reconciliation],
) -> None:
    for result in results.values():
        assert result.verdict.nl != result.verdict.en
        assert result.reason is not None


def test_cards_cover_every_figure_of_the_two_documents(
    netherlands: Path, register: Register
) -> None:
    cards = read_key_figures(netherlands)
    register.refuse_unknown(cards)
    shown = {figure for card in cards for figure in card.figures}
    missing = [
        figure.id
        for figure in register.cited
        if figure.checked == "document" and figure.id not in shown
    ]
    assert all(
        figure.endswith("-tabel") for figure in missing
    )  # the table repeats the text
    headings = list(dict.fromkeys(card.group or card.theme for card in cards))
    assert headings == [
        "sgtk-slachtoffers",
        "sgtk-daders",
        "slachtoffers",
        "daders",
        "organisatie",
        "financien",
    ]
