"""Checks on printed figures: a small register in, a verdict out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.vocabulary.cited import Citation, Cited, CountingRule, FigureKind, Identity
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Check, Reconciliation
from zicht.vocabulary.text import Text

WORDS = Text("iets", "something")


RULE = CountingRule("bestand", WORDS, "Bureau", "NL")


def register(rule: CountingRule = RULE, **values: str) -> Register:
    """Figures by name, all of one identity; of `a_2` the series is `a`."""
    identity = Identity("iets", rule, WORDS, (), "persons", FigureKind.COUNT)
    return Register(
        tuple(
            Cited(
                id=name,
                theme="slachtoffers",
                title=WORDS,
                value=Decimal(value),
                unit="persons",
                population=WORDS,
                period="2020",
                producer="",
                vintage=name,
                citation=Citation("Titel", "Uitgever", "2021"),
                series=name.partition("_")[0],
                identity=identity,
            )
            for name, value in values.items()
        )
    )


def check(
    kind: str,
    parts: str,
    whole: str,
    *,
    holds: bool,
    divisor: str = "",
    tolerance: str = "0",
) -> Check:
    signed = [
        tuple((-1, word[1:]) if word[0] == "-" else (1, word) for word in words.split())
        for words in (parts, divisor)
    ]
    return Check(
        id="proef",
        title=WORDS,
        kind=kind,
        parts=signed[0],
        divisor=signed[1],
        whole=whole,
        holds=holds,
        reason=Text("omdat", "because"),
        tolerance=Decimal(tolerance),
        place="reconciliations.toml:7",
    )


def one(figures: Register, question: Check) -> Reconciliation:
    (result,) = reconcile(figures, (question,))
    return result


def test_a_sum_that_adds_up() -> None:
    result = one(
        register(a="70", b="-30", whole="100"),
        check("sum", "a -b", "whole", holds=True),
    )
    assert result.holds
    assert result.verdict.nl == "Klopt: 100."
    assert result.verdict.en == "Agrees: 100."


def test_a_sum_that_fails_is_shown_and_not_mended() -> None:
    figures = register(a="1532000", b="385000", c="20847", whole="1897847")
    result = one(figures, check("sum", "a b c", "whole", holds=False))
    assert result.difference == 40_000
    assert result.printed == 1_897_847
    assert (
        result.verdict.nl
        == "Klopt niet: 1.937.847 tegen 1.897.847 in druk, 40.000 meer."
    )
    assert result.reason == Text("omdat", "because")


def test_amounts_say_that_they_are_euros() -> None:
    figures = Register(
        tuple(
            replace(figure, unit="euro")
            for figure in register(a="6500", b="-10050", whole="-3550").cited
        )
    )
    verdict = one(figures, check("sum", "a b", "whole", holds=True)).verdict
    assert verdict.nl == "Klopt: €\u00a0\u22123.550."
    assert verdict.en == "Agrees: \u2212€3,550."
    assert verdict.in_language("fr").endswith("\u22123\u202f550\u00a0€.")


def test_tenths_are_exact() -> None:
    assert (
        one(
            register(a="0.1", b="0.2", whole="0.3"),
            check("sum", "a b", "whole", holds=True),
        ).difference
        == 0
    )


def test_growth_may_differ_by_rounding() -> None:
    figures = register(a="170", b="285", whole="-40")
    result = one(
        figures, check("growth", "a", "whole", divisor="b", holds=True, tolerance="0.5")
    )
    assert result.computed == Decimal("-40.3509")
    assert result.verdict.en == "Agrees: \u221240.4%, rounded \u221240%."


def test_a_share_with_another_denominator_does_not_agree() -> None:
    figures = register(a="111", b="138", whole="41")
    result = one(
        figures, check("share", "a", "whole", divisor="b", holds=False, tolerance="0.5")
    )
    assert (
        result.verdict.nl
        == "Klopt niet: 80,4% tegen 41% in druk, 39,4 procentpunt meer."
    )


def test_a_ratio() -> None:
    figures = register(a="984", b="5000", whole="0.2")
    assert one(
        figures, check("ratio", "a", "whole", divisor="b", holds=True, tolerance="0.01")
    ).holds


def test_a_search_finds_the_vintages_that_add_up() -> None:
    figures = register(a_1="958", a_2="956", b_1="668", whole="1624")
    result = one(figures, check("vintages", "a_1 b_1", "whole", holds=True))
    assert [part for _, part in result.parts] == ["a_2", "b_1"]
    assert result.verdict.en == "Combinations of vintages that add up to 1,624: 1 of 2."


def test_a_search_that_finds_nothing_shows_the_nearest() -> None:
    figures = register(a_1="958", a_2="956", b_1="668", whole="1630")
    result = one(figures, check("vintages", "a_1 b_1", "whole", holds=False))
    assert result.computed == 1626


def test_an_editor_who_was_wrong_is_told_so() -> None:
    with pytest.raises(
        ProjectError, match=r"reconciliations\.toml:7: proef does not agree"
    ):
        one(register(a="1", whole="2"), check("sum", "a", "whole", holds=True))


def test_an_unknown_figure_is_refused_with_file_and_line() -> None:
    with pytest.raises(
        ProjectError, match=r"reconciliations\.toml:7: 'b' is not a figure"
    ):
        one(register(a="1", whole="2"), check("sum", "a b", "whole", holds=True))


def test_a_division_by_zero_is_refused() -> None:
    with pytest.raises(ProjectError, match="divides by zero"):
        one(
            register(a="1", b="0", whole="2"),
            check("ratio", "a", "whole", divisor="b", holds=True),
        )


def test_several_mistakes_are_reported_together() -> None:
    wrong = check("sum", "a", "whole", holds=True)
    with pytest.raises(ProjectError, match="2 reconciliations"):
        reconcile(register(a="1", whole="2"), (wrong, wrong))
