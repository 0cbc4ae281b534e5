"""One judgement over a fixed body of evidence: may a number be a headline, and why."""

from collections.abc import Sequence

from zicht.edition.figures import quantity
from zicht.edition.numerals import one_after_another, sentence
from zicht.edition.words import in_every_language
from zicht.estimation.judgement.evidence import MEASURES, Evidence
from zicht.estimation.judgement.rule import StabilityRule, read_rule
from zicht.vocabulary.estimates import Criterion, PublishedMethod, Verdict
from zicht.vocabulary.sensitivity import StatedSensitivity
from zicht.vocabulary.text import Text

DISAGREEMENT = ("agreement", "within", "one_mode", "near_models")
"""Lines whose breach raises the flag that defensible answers differ."""


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
        words=sentence("verdict.none"),
    )


def headline_words(
    headline: PublishedMethod, stated: Sequence[StatedSensitivity] = ()
) -> Text:
    """Write the headline with its condition, and what follows where that fails."""
    middle, low, high = (
        coarse(value or 0.0)
        for value in (headline.estimate, headline.lower, headline.upper)
    )
    parts = [sentence("verdict.headline", middle=middle, low=low, high=high)]
    parts += [_stated(each) for each in stated]
    return one_after_another(parts)


def _stated(stated: StatedSensitivity) -> Text:
    share = in_every_language(
        lambda language: quantity(100 * stated.share, "percent", language)
    )
    key = f"verdict_stated.{stated.name}"
    return sentence(key, share=share, estimate=coarse(stated.estimate))


def _refusal(
    evidence: Evidence, unmet: Sequence[Criterion], rule: StabilityRule
) -> Text:
    values = [m.estimate for m in evidence.defensible(rule) if m.estimate is not None]
    parts = [sentence("verdict.no_headline")]
    if values:
        low, high = coarse(min(values)), coarse(max(values))
        parts.append(sentence("verdict.defensible", low=low, high=high))
    reasons = sentence("verdict.no_estimate")
    if unmet:
        reasons = one_after_another([criterion.words for criterion in unmet])
    parts.append(sentence("verdict.not_met", reasons=reasons))
    return one_after_another(parts)


def coarse(value: float) -> float:
    """Round an estimate to three digits: more would claim what no interval bears."""
    return float(f"{value:.3g}")
