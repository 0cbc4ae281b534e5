"""The register of the Netherlands: every line that joins figures and every comparison of two, by their identity."""

import re
from pathlib import Path

import pytest

from zicht.edition import comparing
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.edition.printed import group, join
from zicht.figures.register import Register
from zicht.project.cited import read_checks
from zicht.reports.references import resolve
from zicht.vocabulary.cited import Identity
from zicht.vocabulary.releases import Face, Release
from zicht.vocabulary.text import Text

_COMPARISON = re.compile(r"\[\[(?:trend|compare|difference|change|share) ([^\]]+)\]\]")


def facts(identity: Identity) -> tuple[object, ...]:
    """What must be the same at both ends, field by field."""
    rule = identity.rule
    return (
        rule.counted_by, rule.id, rule.law, rule.country, identity.population, identity.unit, identity.kind,
        identity.follow_up, identity.where, identity.about,
    )  # fmt: skip


@pytest.fixture(scope="module")
def edition(register: Register) -> Edition:
    words = Text("Proef", "Trial")
    face = Face(
        id="proef", country="NL", invented=False, languages=("nl", "en"), title=words, institute=words, about=words,
        contact="", base_address="", licence="", help_lines=(),
    )  # fmt: skip
    return Edition(Release("0" * 12, face, cited=register.cited), "en")


def test_every_figure_declares_an_identity(register: Register) -> None:
    for figure in register.cited:
        assert figure.identity is not None, figure.id
        assert figure.identity.rule.country, figure.id
        assert figure.identity.rule.counted_by or not figure.identity.rule.is_stated


def test_every_joined_line_is_of_one_identity(edition: Edition) -> None:
    n_lines = 0
    for series in group(edition.release):
        lines, _ = join(f for f in series.figures if re.fullmatch(r"\d{4}", f.period))
        for line in lines:
            n_lines += len(line.figures) > 1
            identities = [figure.identity for figure in line.figures]
            assert None not in identities
            ends = {facts(identity) for identity in identities if identity is not None}
            assert len(ends) == 1, series.id
    assert n_lines > 30


def test_1372_of_comensha_and_984_of_the_rapporteur_are_never_joined(
    edition: Edition,
) -> None:
    (victims,) = (s for s in group(edition.release) if s.id == "gemelde-slachtoffers")
    lines, _ = join(f for f in victims.figures if re.fullmatch(r"\d{4}", f.period))
    values = [{f.period: int(f.value) for f in line.figures} for line in lines]
    (comensha,) = (line for line in values if line.get("2019") == 1372)
    (rapporteur,) = (line for line in values if line.get("2019") == 1334)
    assert comensha["2020"] == 1013
    assert rapporteur["2020"] == 984


@pytest.mark.parametrize("verb", ["trend", "change", "difference", "compare", "share"])
def test_they_are_never_compared(edition: Edition, verb: str) -> None:
    mixed = f"{verb} gemelde-slachtoffers-2019-nieuws22 gemelde-slachtoffers-2020-kc22"
    with pytest.raises(NoSuchFigure, match="they differ in rule, counted_by"):
        resolve(mixed, edition)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("gemelde-slachtoffers-2019-nieuws22", "gemelde-slachtoffers-2020-nh21"),
        ("gemelde-slachtoffers-2019-nieuws21", "gemelde-slachtoffers-2020-hg21"),
    ],
)
def test_like_with_like_is_a_fall_of_26_per_cent(
    edition: Edition, before: str, after: str
) -> None:
    assert resolve(f"change {before} {after}", edition).shown == "26%"


def test_british_figures_are_compared_with_no_dutch_one(
    register: Register, edition: Edition
) -> None:
    def of(country: str) -> list[Figure]:
        chosen = [
            figure
            for figure in register.cited
            if figure.identity is not None
            and figure.identity.rule.country == country
            and figure.unit == "persons"
        ]
        return [edition.cited_figure(figure) for figure in chosen]

    british = of("GB")
    assert len({figure.cited.series for figure in british if figure.cited}) == 8
    for one in british:
        for other in of("NL"):
            differing = comparing.differences(one, other, edition, over_time=False)
            assert "country" in differing


def test_every_comparison_that_a_report_prints_is_of_one_identity(
    netherlands: Path, edition: Edition
) -> None:
    n_comparisons = 0
    for path in sorted(netherlands.glob("reports/*/*.md")):
        for words in _COMPARISON.findall(path.read_text("utf-8")):
            ids = [word for word in words.split() if word in edition.cited]
            ends = [edition.cited[id_].identity for id_ in ids]
            assert len(ends) == 2
            assert None not in ends
            first, second = (facts(end) for end in ends if end is not None)
            assert first == second, words
            n_comparisons += 1
    assert n_comparisons


def test_every_declared_growth_is_of_one_identity(
    netherlands: Path, register: Register
) -> None:
    growths = [check for check in read_checks(netherlands) if check.kind == "growth"]
    assert growths
    for check in growths:
        ends = [register.find(id_) for _, id_ in (*check.parts, *check.divisor)]
        identities = [end.identity for end in ends if end.identity is not None]
        assert len({facts(identity) for identity in identities}) == 1, check.id
