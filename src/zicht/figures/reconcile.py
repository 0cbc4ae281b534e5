"""Whether printed figures agree with each other. A sum that fails is shown, not mended."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from zicht.edition import numerals
from zicht.edition.figures import signed_unit
from zicht.edition.words import Words, in_every_language
from zicht.figures.register import Register
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Check, Reconciliation

_HUNDRED = Decimal(100)
_DIGITS = Decimal("0.0001")
"""Shares and ratios are compared to four decimals; sums exactly."""
_PERCENTAGE_KINDS = ("share", "growth")
"""Checks of which both sides are percentages."""
_RATIO_DECIMALS = 3


def reconcile(
    register: Register, checks: Iterable[Check]
) -> tuple[Reconciliation, ...]:
    """Compute every declared check on printed figures.

    Parameters
    ----------
    register : of the cited figures
    checks : as declared in a project, in the order in which they are shown

    Returns
    -------
    one Reconciliation per check, with the words of its verdict; sums are exact decimals, shares, growth and ratios
    have four decimals

    Raises
    ------
    ProjectError : a check refers to a figure that is not there, divides by zero, or turns out otherwise than its editor
        wrote (`holds`), so that its printed reason would be stale; names file and line, all mistakes together

    References
    ----------
    docs/register.md

    Examples
    --------
    >>> reconcile(Register(()), ())
    ()
    """
    reconciliations, mistakes = [], []
    for check in checks:
        try:
            reconciliations.append(_reconciled(register, check))
        except ProjectError as error:
            # Go on: whoever mends a file wants all its mistakes at once (ADR 0126).
            mistakes.append(error)
    if len(mistakes) == 1:
        raise mistakes[0]
    if mistakes:
        raise ProjectError(
            f"{len(mistakes)} reconciliations do not hold.",
            details=[f"{error.what} {error.now}" for error in mistakes],
        )
    return tuple(reconciliations)


def _refuse_unlike(register: Register, check: Check, whole: Cited) -> None:
    """Refuse arithmetic on figures of several countries, and growth between figures of two identities.

    A ratio may divide figures of two rules, as reported victims by an estimate; nothing else may mix rules.
    """
    terms = [
        register.find(id_, place=check.place)
        for _, id_ in (*check.parts, *check.divisor)
    ]
    identities = [
        figure.identity for figure in (*terms, whole) if figure.identity is not None
    ]
    countries = {identity.rule.country for identity in identities}
    if len(countries) > 1:
        raise ProjectError(
            f"{check.place}: {check.id} computes with figures of several countries: {', '.join(sorted(countries))}.",
            now="Name figures of one country.",
        )
    # The whole may follow from another rule than its parts: it is compared, not
    # computed with.
    rules = {identity.rule.id for identity in identities[: len(terms)]}
    if check.kind != "ratio" and len(rules) > 1:
        raise ProjectError(
            f"{check.place}: {check.id} computes with figures of several rules: {', '.join(sorted(rules))}.",
            now="Name figures that one rule counts.",
        )
    unlike = [figure for figure in terms[1:] if not figure.is_of_the_same(terms[0])]
    if check.kind == "growth" and unlike:
        raise ProjectError(
            f"{check.place}: {check.id} compares {terms[0].id} with {unlike[0].id}, a figure of something else.",
            now="Compare two figures of one identity.",
        )


def _reconciled(register: Register, check: Check) -> Reconciliation:
    whole = register.find(check.whole, place=check.place)
    _refuse_unlike(register, check, whole)
    parts, fits, tried = _parts(register, check, whole)
    computed = _computed(
        check, _sum(register, check, parts), _sum(register, check, check.divisor)
    )
    result = Reconciliation(
        id=check.id,
        title=check.title,
        parts=parts,
        whole=whole.id,
        computed=computed,
        printed=whole.value,
        verdict=check.reason,
        kind=check.kind,
        divisor=check.divisor,
        tolerance=check.tolerance,
        reason=check.reason,
    )
    # The reason beside a check was written for one outcome; under another it would
    # mislead.
    if result.holds != check.holds:
        raise ProjectError(
            f"{check.place}: {check.id} {'agrees' if result.holds else 'does not agree'}, but its file says otherwise.",
            now="Look at the figures again, then change `holds` and `reason`.",
        )
    verdict = in_every_language(
        lambda language: _verdict(result, language, whole.unit, fits=fits, tried=tried)
    )
    return replace(result, verdict=verdict)


def _parts(
    register: Register, check: Check, whole: Cited
) -> tuple[tuple[tuple[int, str], ...], int, int]:
    """Signed ids of the parts. Of a search over vintages: the nearest ones, how many fit, how many there are."""
    if check.kind != "vintages":
        return check.parts, 0, 0
    # A sum may be of an earlier printing of its parts, so every printing is tried.
    choices = [_printings(register, check, sign, part) for sign, part in check.parts]
    combinations = list(product(*choices))
    gaps = [abs(_sum_of(terms) - whole.value) for terms in combinations]
    nearest = combinations[gaps.index(min(gaps))]
    fits = sum(gap <= check.tolerance for gap in gaps)
    return tuple((sign, figure.id) for sign, figure in nearest), fits, len(combinations)


def _printings(
    register: Register, check: Check, sign: int, part: str
) -> list[tuple[int, Cited]]:
    """Return every printed value of a part, with its sign."""
    figure = register.find(part, place=check.place)
    return [(sign, printing) for printing in _distinct(register.same_as(figure))]


def _sum_of(terms: Iterable[tuple[int, Cited]]) -> Decimal:
    return sum((sign * figure.value for sign, figure in terms), Decimal())


def _distinct(figures: Sequence[Cited]) -> list[Cited]:
    """Return one figure per printed value, the first that has it."""
    # Reversed, because the last one that is put into a dictionary stays.
    return list({figure.value: figure for figure in reversed(figures)}.values())


def _sum(register: Register, check: Check, parts: Iterable[tuple[int, str]]) -> Decimal:
    return sum(
        (sign * register.find(part, place=check.place).value for sign, part in parts),
        Decimal(),
    )


def _computed(check: Check, parts: Decimal, divisor: Decimal) -> Decimal:
    if check.kind in ("sum", "vintages"):
        return parts
    if not divisor:
        raise ProjectError(
            f"{check.place}: {check.id} divides by zero.",
            now="Name other figures as divisor.",
        )
    ratio = parts / divisor
    values = {
        "share": ratio * _HUNDRED,
        "growth": (ratio - 1) * _HUNDRED,
        "ratio": ratio,
    }
    return values[check.kind].quantize(_DIGITS)


def _verdict(
    result: Reconciliation, language: str, unit: str, *, fits: int, tried: int
) -> str:
    """State the outcome in words; the reason follows on the page."""
    words = Words(language)
    numbers = (result.computed, result.printed)
    computed, printed = (
        _shown(number, result.kind, language, unit) for number in numbers
    )
    if result.kind == "vintages" and result.holds:
        return words("sums.combinations", printed=printed, fits=fits, tried=tried)
    if result.holds:
        key = "sums.agrees_rounded" if result.difference else "sums.agrees"
        return words(key, computed=computed, printed=printed)
    key = "sums.more" if result.difference > 0 else "sums.less"
    return words(
        key, computed=computed, printed=printed, gap=_gap(result, language, unit)
    )


def _gap(result: Reconciliation, language: str, unit: str) -> str:
    gap = abs(result.difference)
    if result.kind in _PERCENTAGE_KINDS:
        points = numerals.rounded(gap, 1).normalize()
        return Words(language).count("shown.points", points)
    return _shown(gap, result.kind, language, unit)


def _shown(number: Decimal, kind: str, language: str, unit: str) -> str:
    is_ratio = kind == "ratio"
    decimals = _RATIO_DECIMALS if is_ratio else 1
    written = numerals.as_printed(numerals.rounded(number, decimals), language)
    if kind in _PERCENTAGE_KINDS:
        unit = "percent"
    return signed_unit(written, "" if is_ratio else unit, language)
