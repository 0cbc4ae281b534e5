"""The stability rule: which estimate may be published as a headline, or none, and why.

The rule itself is data (`stability.toml`): limits, words and reasons. This module measures.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from zicht.estimation.problem import Trace
from zicht.vocabulary.estimates import CaptureTable, Criterion, MethodEstimate, Verdict
from zicht.vocabulary.sensitivity import Consistency, WithoutList
from zicht.vocabulary.text import Text

NEAR_BIC = 6.0
UNSTABLE = 0.05
"""A method that fails on more than this share of the resamples is no defensible one here."""


class _Dutch(float):
    """A number that is written with a comma for its decimals and points between thousands."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True)
class RuleLine:
    """One line of the rule."""

    name: str
    limit: float
    at_least: bool
    words: Text
    why: str

    def judge(self, value: float | None) -> Criterion:
        """Apply the line to what was found."""
        if value is None:
            return Criterion(self.name, None, self.limit, UNJUDGED[self.name])
        met = value >= self.limit if self.at_least else value <= self.limit
        said = Text(
            nl=self.words.nl.format(limit=_Dutch(self.limit), value=_Dutch(value)),
            en=self.words.en.format(limit=self.limit, value=value),
        )
        return Criterion(self.name, bool(met), self.limit, said, float(value))


def _unjudged(nl: str, en: str) -> Text:
    return Text(nl=f"Niet te beoordelen: {nl}.", en=f"Not to be judged: {en}.")


UNJUDGED = {
    "interval": _unjudged("er is geen kop", "there is no headline"),
    "overlap": _unjudged("er zijn geen personen", "there are no persons"),
    "methods": _unjudged("er zijn geen methoden", "there are no methods"),
    "agreement": _unjudged(
        "minder dan twee methoden gaven een schatting",
        "fewer than two methods gave an estimate",
    ),
    "within": _unjudged("er zijn geen intervallen", "there are no intervals"),
    "one_mode": _unjudged("er zijn geen hertrekkingen", "there are no resamples"),
    "near_models": _unjudged(
        "methode bic is niet gevraagd", "method bic was not asked for"
    ),
    "width": _unjudged("er is geen interval", "there is no interval"),
    "fitted": _unjudged("er zijn geen hertrekkingen", "there are no resamples"),
    "without_list": _unjudged("geen lijst kan weg", "no list can be left out"),
    "consistency": _unjudged(
        "de lijsten overlappen te weinig", "the lists overlap too little"
    ),
}


@dataclass(frozen=True)
class StabilityRule:
    """The whole rule."""

    headline: tuple[str, ...]
    defensible: tuple[str, ...]
    lines: tuple[RuleLine, ...]


@lru_cache(maxsize=1)
def read_rule() -> StabilityRule:
    """Read the rule that ships with the package."""
    table = tomllib.loads(
        files("zicht.estimation").joinpath("stability.toml").read_text(encoding="utf-8")
    )
    lines = tuple(
        RuleLine(
            row["name"],
            float(row["limit"]),
            row["at_least"],
            Text(row["nl"], row["en"]),
            row["why"],
        )
        for row in table["criterion"]
    )
    return StabilityRule(tuple(table["headline"]), tuple(table["defensible"]), lines)


@dataclass(frozen=True)
class Evidence:
    """Everything that the rule looks at."""

    table: CaptureTable
    methods: Sequence[MethodEstimate]
    traces: Mapping[str, Trace]
    without: Sequence[WithoutList]
    consistency: Sequence[Consistency]

    def defensible(self, rule: StabilityRule) -> list[MethodEstimate]:
        """Keep the methods that must agree: on the list, with an estimate, and stable under resampling."""
        return [
            m
            for m in self.methods
            if m.name in rule.defensible
            and m.estimate is not None
            and m.failed <= UNSTABLE * max(m.replicates, 1)
        ]


Measure = Callable[[Evidence, StabilityRule, MethodEstimate | None], float | None]


def _interval(
    _evidence: Evidence, _rule: StabilityRule, headline: MethodEstimate | None
) -> float | None:
    return (
        0.0
        if headline is None or headline.lower is None or headline.upper is None
        else 1.0
    )


def _overlap(
    evidence: Evidence, _rule: StabilityRule, _headline: MethodEstimate | None
) -> float | None:
    return float(evidence.table.n_on_several)


def _methods(
    evidence: Evidence, rule: StabilityRule, _headline: MethodEstimate | None
) -> float | None:
    return float(len(evidence.defensible(rule)))


def _agreement(
    evidence: Evidence, rule: StabilityRule, _headline: MethodEstimate | None
) -> float | None:
    return spread_of(
        [m.estimate for m in evidence.defensible(rule) if m.estimate is not None]
    )


def spread_of(values: Sequence[float]) -> float | None:
    """Largest over smallest; None with fewer than two."""
    return max(values) / min(values) if len(values) > 1 else None


def _within(
    evidence: Evidence, rule: StabilityRule, headline: MethodEstimate | None
) -> float | None:
    if headline is None or headline.estimate is None:
        return None
    limits = [
        (m.lower, m.upper) for m in evidence.defensible(rule) if m.name != headline.name
    ]
    given = [
        (low, high) for low, high in limits if low is not None and high is not None
    ]
    return (
        float(sum(not low <= headline.estimate <= high for low, high in given))
        if given
        else None
    )


def _one_mode(
    evidence: Evidence, rule: StabilityRule, _headline: MethodEstimate | None
) -> float | None:
    drawn = [m for m in evidence.defensible(rule) if m.replicates]
    spreads = [spread_of(m.modes) or 1.0 for m in drawn]
    return max(spreads, default=None)


def _near_models(
    evidence: Evidence, _rule: StabilityRule, _headline: MethodEstimate | None
) -> float | None:
    path = evidence.traces["bic"].path if "bic" in evidence.traces else ()
    near = [estimate for _name, estimate, away in path if away <= NEAR_BIC]
    return (spread_of(near) or 1.0) if near else None


def _width(
    _evidence: Evidence, _rule: StabilityRule, headline: MethodEstimate | None
) -> float | None:
    if headline is None or headline.lower is None or headline.upper is None:
        return None
    return headline.upper / headline.lower


def _fitted(
    _evidence: Evidence, _rule: StabilityRule, headline: MethodEstimate | None
) -> float | None:
    return (
        headline.failed / headline.replicates
        if headline is not None and headline.replicates
        else None
    )


def _without_list(
    evidence: Evidence, _rule: StabilityRule, headline: MethodEstimate | None
) -> float | None:
    if headline is None or headline.estimate is None:
        return None
    others = [
        w.estimate
        for w in evidence.without
        if w.method == headline.name and w.estimate is not None
    ]
    return max(
        (max(o / headline.estimate, headline.estimate / o) for o in others),
        default=None,
    )


def _consistency(
    evidence: Evidence, _rule: StabilityRule, headline: MethodEstimate | None
) -> float | None:
    if headline is None:
        return None
    ratios = [
        c.ratio for c in evidence.consistency if c.method == headline.name and c.ratio
    ]
    return max((max(ratio, 1 / ratio) for ratio in ratios), default=None)


MEASURES: dict[str, Measure] = {
    "interval": _interval,
    "overlap": _overlap,
    "methods": _methods,
    "agreement": _agreement,
    "within": _within,
    "one_mode": _one_mode,
    "near_models": _near_models,
    "width": _width,
    "fitted": _fitted,
    "without_list": _without_list,
    "consistency": _consistency,
}
DISAGREEMENT = ("agreement", "within", "one_mode", "near_models")
"""Lines whose breach raises the flag that defensible answers differ."""


def judge(evidence: Evidence) -> Verdict:
    """Apply the stability rule.

    Parameters
    ----------
    evidence : estimates and what shakes them

    Returns
    -------
    Verdict with every line of the rule, met or not
    """
    rule = read_rule()
    headline = choose_headline(evidence, rule)
    criteria = tuple(
        line.judge(MEASURES[line.name](evidence, rule, headline)) for line in rule.lines
    )
    broken = [criterion for criterion in criteria if criterion.met is False]
    disagreement = any(criterion.name in DISAGREEMENT for criterion in broken)
    passes = headline is not None and not broken
    words = _words(evidence, headline if passes else None, broken, rule)
    return Verdict(
        passes,
        headline.name if passes and headline else None,
        disagreement,
        criteria,
        words,
    )


def choose_headline(evidence: Evidence, rule: StabilityRule) -> MethodEstimate | None:
    """Take the first method in the order of preference that gives an estimate."""
    given = {m.name: m for m in evidence.methods if m.estimate is not None}
    return next((given[name] for name in rule.headline if name in given), None)


def _words(
    evidence: Evidence,
    headline: MethodEstimate | None,
    broken: Sequence[Criterion],
    rule: StabilityRule,
) -> Text:
    if headline is not None and headline.estimate is not None:
        return Text(
            nl=_headline(headline, _Dutch, "Kop", "methode"),
            en=_headline(headline, float, "Headline", "method"),
        )
    values = [m.estimate for m in evidence.defensible(rule) if m.estimate is not None]
    told_nl = " ".join(criterion.words.nl for criterion in broken)
    told_en = " ".join(criterion.words.en for criterion in broken)
    range_nl = (
        f" Verdedigbare methoden geven {_span(values, _Dutch)}." if values else ""
    )
    range_en = f" Defensible methods give {_span(values, float)}." if values else ""
    return Text(
        nl=f"Geen enkel getal mag als kop worden gepubliceerd.{range_nl} Niet gehaald: {told_nl or 'geen schatting.'}",
        en=f"No single number may be published as a headline.{range_en} Not met: {told_en or 'no estimate.'}",
    )


def _span(values: Sequence[float], number: type[float]) -> str:
    return f"{number(coarse(min(values))):,.0f}–{number(coarse(max(values))):,.0f}"


def coarse(value: float) -> float:
    """Write an estimate in three digits: more would claim what no interval bears."""
    return float(f"{value:.3g}")


def _headline(method: MethodEstimate, number: type[float], title: str, by: str) -> str:
    middle, ends = (
        number(coarse(method.estimate or 0.0)),
        [method.lower or 0.0, method.upper or 0.0],
    )
    return f"{title}: {middle:,.0f} ({_span(ends, number)}), {by} {method.name}."
