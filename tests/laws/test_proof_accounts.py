"""Laws of proof: who is said to have counted a number is part of what a sentence says.

The sentence of every figure of the register that names its producer is put behind the account of every other source.
The truth is the register: a source has not counted a figure where no figure of its series names that source.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import cycle

import pytest
from tests.conftest import IS_NIGHT
from tests.laws.proof_sentences import Figures, of_one, sentences
from tests.laws.test_proof_laws import sentence_of
from tests.laws.test_proof_sentences import said

from zicht.proof import checking, documents
from zicht.proof.judging import SUPPORTED
from zicht.proof.topics import Knowledge
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Release

LANGUAGES = ("nl", "en")
ACCOUNTS = {
    "nl": (
        "{source} becijferde dat {sentence}",
        "{source} heeft berekend dat {sentence}",
        "Volgens {source}: {sentence}",
        "In een rapport schat {source} dat {sentence}",
        "{source} stelde vast dat {sentence}",
    ),
    "en": (
        "{source} has estimated that {sentence}",
        "{source} calculated that {sentence}",
        "According to {source}, {sentence}",
        "In a report, {source} found that {sentence}",
        "{source} counted that {sentence}",
    ),
}
IN_ENGLISH = {
    "CBS": "Statistics Netherlands",
    "OM": "the Public Prosecution Service",
    "Politie": "the police",
}
"""How English texts name sources; the others keep their names."""
EACH = 1 if IS_NIGHT else 3
"""One source of so many is put before a figure by day; which ones goes on from figure to figure."""
PUBLISHER = "Nationaal Rapporteur"
"""Repeats the figures of all the others, and is named in English texts as who says them."""


def other_sources(register: Release) -> Mapping[str, list[str]]:
    """Return, for each series, the sources that have counted none of its figures."""
    origins: dict[str, str] = defaultdict(str)
    for figure in register.cited:
        origins[figure.series] += f"/{figure.producer}/{figure.vintage}"
    producers = {figure.producer for figure in register.cited}
    sources = {name for name in producers if name and PUBLISHER not in name}
    return {
        series: sorted(source for source in sources if source not in named)
        for series, named in origins.items()
    }


def named(source: str, language: str) -> str:
    """Return the name of a source in a text."""
    return IN_ENGLISH.get(source, source) if language == "en" else source


def is_supported(text: str, language: str, known: Knowledge) -> bool:
    """Whether any number of a text is supported."""
    document = documents.read_text(text.encode(), ".txt", "text.txt")
    return any(
        one.verdict in SUPPORTED for one in checking.check(document, language, known)
    )


def said_of_figures(
    register: Release, figures: Figures, language: str
) -> Iterator[tuple[Cited, str]]:
    """Yield each figure that names its producer with sentences that say it: its title, and each construction."""
    for figure in register.cited:
        if figure.producer:
            yield figure, sentence_of(figure, language)
    words = sentences(language)
    groups = ((words.subjects, words.one), (words.shares, words.one_share))
    for subjects, constructions in groups:
        constructed = cycle(constructions)
        for subject in subjects:
            for figure in figures[subject.series]:
                yield figure, of_one(next(constructed), subject, said(figure, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_supported_by_the_account_of_another_source(
    register: Release,
    known: dict[str, Knowledge],
    figures: Figures,
    language: str,
) -> None:
    others = other_sources(register)
    accounts = cycle(ACCOUNTS[language])
    wrong: list[str] = []
    n_held = 0
    numbered = enumerate(said_of_figures(register, figures, language))
    for position, (figure, sentence) in numbered:
        if not figure.producer or not is_supported(sentence, language, known[language]):
            continue
        for source in others[figure.series][position % EACH :: EACH]:
            text = next(accounts).format(
                source=named(source, language), sentence=sentence
            )
            n_held += 1
            if is_supported(text, language, known[language]):
                wrong.append(text)
    assert wrong == []
    assert n_held >= 800
