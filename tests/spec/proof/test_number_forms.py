"""Every form in which a part, a multiple or a dozen is written comes back as the same quantity."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from zicht.proof.agreement import holds
from zicht.proof.quantities import find_quantities
from zicht.proof.quantity import Qualifier, QuantityKind

UNITS = {
    "nl": ["één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"],
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
}  # fmt: skip
RATIOS = {
    "nl": ["{n} op de {m} kinderen", "{n} van de {m} kinderen", "{n} op {m} kinderen"],
    "en": ["{n} in {m} children", "{n} out of {m} children", "{n} in every {m} children"],
}  # fmt: skip
PARTS = {
    "nl": {3: "derde", 4: "kwart", 5: "vijfde", 10: "tiende"},
    "en": {3: "third", 4: "quarter", 5: "fifth", 10: "tenth"},
}
EVERY = {
    "nl": ["elk {} meisje", "elke {} jongen", "ieder {} kind"],
    "en": ["every {} girl", "every {} boy", "every {} victim"],
}
ORDINALS = {
    "nl": {2: "tweede", 3: "derde", 4: "vierde", 5: "vijfde", 10: "tiende"},
    "en": {2: "second", 3: "third", 4: "fourth", 5: "fifth", 10: "tenth"},
}
MULTIPLES = {
    "nl": {
        "Het aantal is verdubbeld.": 2, "Het aantal verdrievoudigde.": 3, "Er is sprake van een vervijfvoudiging.": 5,
        "Het aantal werd gehalveerd.": 0.5, "Er waren twee keer zo veel meldingen.": 2,
        "Er waren anderhalf keer zo veel meldingen.": 1.5, "Er waren tweeënhalf keer zo veel meldingen.": 2.5,
        "Er waren 2,5 keer zo veel meldingen.": 2.5,
    },
    "en": {
        "The number doubled.": 2, "The number tripled.": 3, "A fivefold increase was seen.": 5,
        "The number was halved.": 0.5, "There were three times as many reports.": 3,
        "There were two and a half times as many reports.": 2.5, "There were 2.5 times as many reports.": 2.5,
        "There were twice as many reports.": 2,
    },
}  # fmt: skip
QUALIFIED = {
    "nl": {
        "ruim de helft van de kinderen": Qualifier.JUST_ABOVE,
        "bijna de helft van de kinderen": Qualifier.JUST_BELOW,
        "meer dan de helft van de kinderen": Qualifier.MORE_THAN,
        "ongeveer de helft van de kinderen": Qualifier.ABOUT,
        "minstens de helft van de kinderen": Qualifier.AT_LEAST,
    },
    "en": {
        "just over half of the children": Qualifier.JUST_ABOVE,
        "nearly half of the children": Qualifier.JUST_BELOW,
        "nearly half are children": Qualifier.JUST_BELOW,
        "more than half of the children": Qualifier.MORE_THAN,
        "about half of the children": Qualifier.ABOUT,
        "at least half of the children": Qualifier.AT_LEAST,
    },
}
NO_QUANTITY = {
    "nl": [
        "Ik ga in op uw vragen 3 en 4.", "Zaal 4.12", "nr. 2024/118", "Actiepunten 3 en 5 blijven staan.",
        "5.1 Personeel en middelen", "2/8 Laten we beginnen.", "Elk derde jaar wordt er geteld.",
        "Er waren tientallen kinderen.", "Toestel 4514",
    ],
    "en": [
        "See questions 3 and 4.", "Room 2.14, extension 4514", "Item 4: any other business", "2/8 Let us begin.",
        "Every second year it is counted.", "Dozens of children were seen.",
    ],
}  # fmt: skip
CLOSE = Decimal("0.001")


def _shares(language: str) -> Iterator[tuple[str, Decimal]]:
    """Yield every way to write a part of ten or fewer, with what it is per hundred."""
    words = UNITS[language]
    for whole in range(2, 11):
        for part in range(1, whole):
            share = Decimal(100 * part) / whole
            for form in RATIOS[language]:
                yield form.format(n=words[part - 1], m=words[whole - 1]), share
                yield form.format(n=part, m=whole), share
                yield form.format(n=words[part - 1].capitalize(), m=whole), share
            if part < 10:
                of = "van" if language == "nl" else "of"
                yield f"Ruim {part}/{whole} {of} de kinderen", share
    for whole, name in PARTS[language].items():
        one = "een" if language == "nl" else "a"
        of = "van de" if language == "nl" else "of the"
        yield f"{one} {name} {of} kinderen", Decimal(100) / whole
    for whole, name in ORDINALS[language].items():
        for form in EVERY[language]:
            yield form.format(name), Decimal(100) / whole


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_part_is_the_same_share_in_every_form(language: str) -> None:
    wrong = []
    for text, share in _shares(language):
        found = find_quantities(text, language)
        is_right = (
            len(found) == 1
            and found[0].kind is QuantityKind.SHARE
            and abs(found[0].value - share) < CLOSE
        )
        if not is_right:
            wrong.append((text, [(one.words, one.value) for one in found]))
    assert wrong == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_multiple_is_the_same_in_every_form(language: str) -> None:
    found = {
        text: [(one.kind, float(one.value)) for one in find_quantities(text, language)]
        for text in MULTIPLES[language]
    }
    assert found == {
        text: [(QuantityKind.MULTIPLE, value)]
        for text, value in MULTIPLES[language].items()
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_half_keeps_its_qualifier(language: str) -> None:
    for text, qualifier in QUALIFIED[language].items():
        (half,) = find_quantities(text, language)
        assert (half.value, half.qualifier) == (50, qualifier), text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_numbers_a_place_or_recurs_is_no_quantity(language: str) -> None:
    found = {text: find_quantities(text, language) for text in NO_QUANTITY[language]}
    assert {text: one for text, one in found.items() if one} == {}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("nl", "Er waren een dozijn slachtoffers.", 12),
        ("nl", "Er waren twee dozijn slachtoffers.", 24),
        ("en", "There were a dozen victims.", 12),
        ("en", "There were two dozen victims.", 24),
    ],
)
def test_a_dozen_is_twelve(language: str, text: str, value: int) -> None:
    (dozen,) = find_quantities(text, language)
    assert (dozen.kind, dozen.value) == (QuantityKind.COUNT, value)


@pytest.mark.parametrize(
    ("said", "qualifier_words", "is_true"),
    [
        ("halveerde", "ruimschoots", True),
        ("halveerde", "bijna", False),
    ],
)
def test_more_than_halved_goes_further_than_a_half(
    said: str, qualifier_words: str, *, is_true: bool
) -> None:
    """To 0.40 of what it was: more than halved, and not almost."""
    (halved,) = find_quantities(f"Het aantal {said} {qualifier_words}.", "nl")
    assert halved.value == Decimal("0.5")
    assert bool(holds(halved, Decimal("0.40"), slack=Decimal(0))) is is_true
