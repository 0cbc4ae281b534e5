"""The register: figures by id, by series, and the conflicts between their vintages."""

from decimal import Decimal

import pytest

from zicht.edition.figures import printed_number
from zicht.figures.register import Register
from zicht.vocabulary.cited import Citation, Cited, CountingRule, FigureKind, Identity
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import KeyFigure
from zicht.vocabulary.text import Text


def identity(rule: str = "bestand", **other: object) -> Identity:
    words = Text("iets", "something")
    settings: dict[str, object] = {
        "series": "gemeld",
        "rule": CountingRule(rule, words, f"Wie {rule}", "NL"),
        "population": words,
        "about": (),
        "unit": "persons",
        "kind": FigureKind.COUNT,
    }
    return Identity(**{**settings, **other})  # type: ignore[arg-type]


def cited(figure_id: str, value: str, **other: object) -> Cited:
    words = Text("iets", "something")
    settings: dict[str, object] = {
        "id": figure_id,
        "theme": "slachtoffers",
        "title": words,
        "value": Decimal(value),
        "unit": "persons",
        "population": words,
        "period": "2020",
        "producer": "",
        "vintage": figure_id,
        "citation": Citation("Titel", "Uitgever", "2021"),
        "series": "gemeld",
        "identity": identity(),
    }
    return Cited(**{**settings, **other})  # type: ignore[arg-type]


def test_two_numbers_for_one_thing_are_a_conflict_and_both_are_kept() -> None:
    register = Register((cited("a", "984"), cited("b", "1013"), cited("c", "984")))
    (conflict,) = register.conflicts()
    assert conflict.figures == ("a", "b", "c")
    assert conflict.words.nl == "984 (a, c); 1.013 (b)"
    assert conflict.words.en == "984 (a, c); 1,013 (b)"


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (("413000", None), ("413262", None), True),  # rounded to thousands
        (("413000", None), ("413700", None), False),
        (("413000", "more than"), ("413700", None), True),
        (("140", "more than"), ("144", None), True),
        (("140", None), ("144", None), False),
        (("958", None), ("956", None), False),
        (("22", "about"), ("22.4", None), False),
    ],
)
def test_a_rounded_number_is_no_conflict(
    one: tuple[str, str | None], other: tuple[str, str | None], agree: bool
) -> None:
    figures = [
        cited(name, value, qualifier=Text(words, words) if words else None)
        for name, (value, words) in (("a", one), ("b", other))
    ]
    assert (not Register(tuple(figures)).conflicts()) is agree


def test_another_year_or_an_unknown_one_is_no_conflict() -> None:
    register = Register(
        (
            cited("a", "984"),
            cited("b", "1334", period="2019"),
            cited("c", "5000", period=""),
        )
    )
    assert register.conflicts() == ()


def test_a_series_is_in_order_of_its_periods_and_vintages() -> None:
    late = cited("b", "2", citation=Citation("Titel", "Uitgever", "2022"))
    register = Register((late, cited("a", "1"), cited("z", "3", period="2019")))
    assert [figure.id for figure in register.series("gemeld")] == ["z", "a", "b"]
    assert [figure.id for figure in register.same_as(late)] == ["a", "b"]


def test_an_id_stands_once() -> None:
    with pytest.raises(ProjectError, match="the id a"):
        Register((cited("a", "1"), cited("a", "2")))


def test_a_series_has_one_unit() -> None:
    with pytest.raises(ProjectError, match="make two series"):
        Register((cited("a", "1"), cited("b", "2", unit="percent")))


def test_an_unknown_figure_is_refused_with_its_place() -> None:
    with pytest.raises(ProjectError, match=r"cards\.toml:3: 'x' is not a figure"):
        Register(()).find("x", place="cards.toml:3")


def test_a_card_refers_and_never_types_a_number() -> None:
    register = Register((cited("a", "984"),))
    good = KeyFigure(
        "slachtoffers",
        ("a", "V01:2020"),
        Text("In 2020 {0} en {1}.", "In 2020 {0} and {1}."),
    )
    register.refuse_unknown((good,))
    typed = KeyFigure(
        "slachtoffers", ("a",), Text("Het waren er 984 : {0}.", "{0} people.")
    )
    unknown = KeyFigure("daders", ("b",), Text("{0} mensen.", "{0} people."))
    with pytest.raises(ProjectError) as refusal:
        register.refuse_unknown((typed, unknown))
    assert len(refusal.value.details) == 2


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        ("16500", "incidents", "16.500", "16,500"),
        ("25.6", "percent", "25,6%", "25.6%"),
        ("-42775", "euro", "€\u00a0\u221242.775", "\u2212€42,775"),
        ("984", "persons", "984", "984"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(
    value: str, unit: str, nl: str, en: str
) -> None:
    figure = cited("a", value, unit=unit)
    assert (printed_number(figure, "nl"), printed_number(figure, "en")) == (nl, en)


def test_a_number_printed_as_a_word_stays_a_word() -> None:
    figure = cited("a", "0.3333", unit="ratio", printed=Text("een derde", "a third"))
    assert (printed_number(figure, "nl"), printed_number(figure, "en")) == (
        "een derde",
        "a third",
    )
