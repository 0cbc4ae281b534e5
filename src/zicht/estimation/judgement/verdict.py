"""One judgement over a fixed body of evidence: may a number be a headline, and why."""

from collections.abc import Sequence

from zicht.edition.figures import quantity
from zicht.edition.numerals import written
from zicht.estimation.judgement.evidence import MEASURES, Evidence
from zicht.estimation.judgement.rule import StabilityRule, read_rule
from zicht.vocabulary.estimates import Criterion, PublishedMethod, Verdict
from zicht.vocabulary.sensitivity import StatedSensitivity
from zicht.vocabulary.text import LANGUAGES, Text

DISAGREEMENT = ("agreement", "within", "one_mode", "near_models")
"""Lines whose breach raises the flag that defensible answers differ."""
NO_VERDICT = Text(
    nl="Geen oordeel: dat rust op alle methoden, met ten minste 200 eigen hertrekkingen en de gewone instellingen.",
    en="No verdict: it rests on all methods, with 200 resamples of its own or more and the usual settings.",
)


def judge(evidence: Evidence, stated: Sequence[StatedSensitivity] = ()) -> Verdict:
    """Apply the rule.

    Parameters
    ----------
    evidence : estimates and what shakes them
    stated : what the headline would be if an untestable assumption failed

    Returns
    -------
    Verdict with every line of the rule; a line that is broken or could not be judged
    forbids a headline
    """
    rule = read_rule()
    criteria = tuple(
        line.judge(MEASURES[line.name](evidence, rule)) for line in rule.lines
    )
    unmet = [criterion for criterion in criteria if not criterion.met]
    broken = {criterion.name for criterion in criteria if criterion.met is False}
    disagreement = not broken.isdisjoint(DISAGREEMENT)
    headline = evidence.headline
    if headline is not None and not unmet:
        words = headline_words(headline, stated)
        return Verdict(
            may_publish=True,
            method=headline.name,
            disagreement=disagreement,
            criteria=criteria,
            words=words,
        )
    return Verdict(
        may_publish=False,
        method=None,
        disagreement=disagreement,
        criteria=criteria,
        words=_refusal(evidence, unmet, rule),
    )


def no_verdict() -> Verdict:
    """Return that fewer methods were asked for than a verdict takes."""
    return Verdict(
        may_publish=False,
        method=None,
        disagreement=False,
        criteria=(),
        words=NO_VERDICT,
    )


def headline_words(
    headline: PublishedMethod, stated: Sequence[StatedSensitivity] = ()
) -> Text:
    """Write the headline with its condition, and what follows where that fails."""
    return Text(*(_headline(headline, stated, language) for language in LANGUAGES))


def _headline(
    headline: PublishedMethod, stated: Sequence[StatedSensitivity], language: str
) -> str:
    middle, low, high = (
        written(coarse(value or 0.0), language)
        for value in (headline.estimate, headline.lower, headline.upper)
    )
    if language == "nl":
        words = (
            f"Kop: ten minste ongeveer {middle} ({low}–{high}), onder de voorwaarde dat elk"
            " record klopt, elke koppeling is gelegd en ieder op een lijst kon komen."
        )
    else:
        words = (
            f"Headline: at least about {middle} ({low}–{high}), provided that every record"
            " is right, every link was made and everybody could come on a list."
        )
    told = [_stated(each, language) for each in stated]
    return " ".join([words, *told])


_STATED = {
    "spurious_records": Text(
        nl="Is {share} van de records onterecht, dan zijn het er ongeveer {estimate}.",
        en="If {share} of the records are wrong, it is about {estimate}.",
    ),
    "missed_links": Text(
        nl="Is {share} van de koppelingen gemist, dan ongeveer {estimate}.",
        en="If {share} of the links were missed, about {estimate}.",
    ),
    "false_links": Text(
        nl="Is {share} van wie op één lijst staat onterecht gekoppeld, dan ongeveer {estimate}.",
        en="If {share} of persons on one list were linked wrongly, about {estimate}.",
    ),
    "unreachable": Text(
        nl="Kan {share} op geen enkele lijst komen, dan ongeveer {estimate}.",
        en="If {share} cannot come on any list, about {estimate}.",
    ),
}


def _stated(stated: StatedSensitivity, language: str) -> str:
    share = quantity(100 * stated.share, "percent", language)
    estimate = written(coarse(stated.estimate), language)
    template = _STATED[stated.name].in_language(language)
    return template.format(share=share, estimate=estimate)


def _refusal(
    evidence: Evidence, unmet: Sequence[Criterion], rule: StabilityRule
) -> Text:
    values = [m.estimate for m in evidence.defensible(rule) if m.estimate is not None]
    nl = ["Geen enkel getal mag als kop worden gepubliceerd."]
    en = ["No single number may be published as a headline."]
    if values:
        nl.append(f"Verdedigbare methoden geven {_span(values, 'nl')}.")
        en.append(f"Defensible methods give {_span(values, 'en')}.")
    reasons_nl = " ".join(criterion.words.nl for criterion in unmet)
    reasons_en = " ".join(criterion.words.en for criterion in unmet)
    nl.append(f"Niet gehaald: {reasons_nl or 'geen schatting.'}")
    en.append(f"Not met: {reasons_en or 'no estimate.'}")
    return Text(nl=" ".join(nl), en=" ".join(en))


def _span(values: Sequence[float], language: str) -> str:
    low, high = (
        written(coarse(min(values)), language),
        written(coarse(max(values)), language),
    )
    return f"{low}–{high}"


def coarse(value: float) -> float:
    """Round an estimate to three digits: more would claim what no interval bears."""
    return float(f"{value:.3g}")
