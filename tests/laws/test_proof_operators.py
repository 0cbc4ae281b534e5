"""Laws of proof: a small word that changes what a number says takes its confirmation back, in any language.

Each sentence of `proof_operators.toml` is true without its small word. With it, it says something else, or nothing that
is known: that the number came on top of others, is of each, counts from a year on, leaves some out.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.conftest import IS_NIGHT
from tests.laws.proof_sentences import Figures, Subject, of_one, sentences
from tests.laws.test_proof_sentences import LANGUAGES, SUPPORTED, judged, said

from zicht.proof.judging import Reason
from zicht.proof.topics import Knowledge

FILE = Path(__file__).with_name("proof_operators.toml")
EVERY = 1 if IS_NIGHT else 5
"""By day each sentence is said of every fifth subject, another fifth for the next sentence; at night of all."""
FRAMES: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text("utf-8"))
KINDS = [(language, kind) for language in LANGUAGES for kind in FRAMES[language]]
OF_SHARES = (
    "more on top",
    "from then on",
    "up to then",
    "not all of it",
    "denied",
    "perhaps",
    "too many, too few",
    "no year of its own",
)
"""Kinds that say something of shares as well: nobody writes `40% young of the cases`."""
TRUE = {
    "en": [
        "In {period}, {number} {noun} were {done}.",
        "In {period}, no fewer than {number} {noun} were {done}.",
        "In {period} alone, {number} {noun} were {done}.",
    ],
    "nl": [
        "In {period} werden {number} {noun} {done}.",
        "In {period} werden maar liefst {number} {noun} {done}.",
        "In {period} alleen al werden {number} {noun} {done}.",
    ],
}
"""Sentences that hold such words, or words like them, and still say what a figure says."""
CHANGED = {
    "en": {
        "rise": "The number of {noun} {done} had risen to {number} by {period}.",
        "fall": "The number of {noun} {done} had fallen to {number} by {period}.",
    },
    "nl": {
        "rise": "In {period} was het aantal {noun} {done} gestegen tot {number}.",
        "fall": "In {period} was het aantal {noun} {done} gedaald tot {number}.",
    },
}
"""The same number, said to lie above what it was, or below."""


def _confirmed(
    language: str,
    frames: list[str],
    known: dict[str, Knowledge],
    figures: Figures,
    subjects: Sequence[Subject],
) -> tuple[list[str], int]:
    """Say some subjects in each frame; return the sentences whose number is supported, and how many were said."""
    confirmed: list[str] = []
    n_said = 0
    for number, frame in enumerate(frames):
        for subject in subjects[number % EVERY :: EVERY]:
            one = said(figures[subject.series][-1], language)
            text = of_one(frame, subject, one)
            n_said += 1
            supported = {
                judgement.claim.quantity.words
                for judgement in judged(text, language, known)
                if judgement.verdict in SUPPORTED
            }
            if one.number in supported:
                confirmed.append(text)
    return confirmed, n_said


@pytest.mark.parametrize(("language", "kind"), KINDS)
def test_a_small_word_that_changes_a_number_takes_its_confirmation_back(
    known: dict[str, Knowledge], figures: Figures, language: str, kind: str
) -> None:
    subjects = sentences(language).subjects
    frames = FRAMES[language][kind]
    confirmed, n_said = _confirmed(language, frames, known, figures, subjects)
    assert n_said > 0
    assert confirmed == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OF_SHARES)
def test_a_small_word_that_changes_a_share_takes_its_confirmation_back(
    known: dict[str, Knowledge], figures: Figures, language: str, kind: str
) -> None:
    shares = sentences(language).shares
    frames = FRAMES[language][kind]
    confirmed, n_said = _confirmed(language, frames, known, figures, shares)
    assert n_said > 0
    assert confirmed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_change_nothing_leave_a_number_confirmed(
    known: dict[str, Knowledge], figures: Figures, language: str
) -> None:
    subjects = sentences(language).subjects
    frames = TRUE[language]
    confirmed, n_said = _confirmed(language, frames, known, figures, subjects)
    assert len(confirmed) == n_said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_is_confirmed_only_where_an_earlier_figure_lies_on_that_side(
    known: dict[str, Knowledge], figures: Figures, language: str
) -> None:
    n_confirmed = 0
    for subject in sentences(language).subjects:
        of_series = sorted(figures[subject.series], key=lambda figure: figure.period)
        latest = of_series[-1]
        earlier = [figure.value for figure in of_series[:-1]]
        happened = {
            "rise": any(value < latest.value for value in earlier),
            "fall": any(value > latest.value for value in earlier),
        }
        for change, has_happened in happened.items():
            text = of_one(CHANGED[language][change], subject, said(latest, language))
            (judgement,) = judged(text, language, known)
            if not has_happened:
                assert judgement.verdict not in SUPPORTED, text
            elif judgement.reason is not Reason.NOTHING_EARLIER:
                n_confirmed += judgement.verdict in SUPPORTED
    assert n_confirmed > len(sentences(language).subjects) / 2
