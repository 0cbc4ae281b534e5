"""Which declared comparisons hold: figures of one identity, the earlier one first, without a break between."""

from collections.abc import Iterator

from zicht.edition import comparing
from zicht.edition.edition import Edition
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import Comparison


def why_refused(edition: Edition, comparison: Comparison) -> str:
    """State why two figures may not be compared; empty if they may.

    Parameters
    ----------
    edition : a release, or what will be one, with its indicators and cited figures
    comparison : as it is declared
    """
    return next(_reasons_to_refuse(edition, comparison), "")


def _reasons_to_refuse(edition: Edition, comparison: Comparison) -> Iterator[str]:
    first, second = comparison.before, comparison.after
    identities = [
        comparing.identity_at(address, edition) for address in (first, second)
    ]
    before, after = identities
    if before is None or after is None:
        lacking = first if before is None else second
        yield f"{lacking} does not declare who counts what by which rule"
        return
    differing = before.differences(after)
    if differing:
        yield f"{first} and {second} differ in {', '.join(differing)}"
    first_period, last_period = (
        comparing.period_at(address, edition) for address in (first, second)
    )
    if not first_period or not last_period or first_period >= last_period:
        yield f"{first} is not of an earlier period than {second}"
    yield from _breaks_between(edition, comparison, first_period, last_period)


def _breaks_between(
    edition: Edition, comparison: Comparison, first: str, last: str
) -> Iterator[str]:
    """Yield why figures counted here do not compare over time."""
    indicator = _indicator_of(edition, comparison.after)
    reason = ""
    if indicator is not None:
        reason = comparing.why_not_comparable(indicator, first, last)
    if reason == "cohort":
        yield f"{comparison.after} follows people whose cases may still run"
    elif reason and comparison.across is None:
        yield f"a break of {reason} lies between, and 'across' does not state why it may be crossed"
    elif not reason and comparison.across is not None:
        yield "'across' is written, and no break lies between"


def _indicator_of(edition: Edition, address: str) -> Indicator | None:
    return edition.release.indicators.get(address.partition(":")[0])
