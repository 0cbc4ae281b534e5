"""What may be compared over time: the one rule of pages, reports and briefs."""

from zicht.vocabulary.definitions import Indicator

SETTLED_AFTER_YEARS = 4
"""Years after which those who came in are taken to be done; what still runs then counts as not (yet) arrived.

Our choice, not a measurement: published series do not say how many still run.
"""


def why_not_comparable(indicator: Indicator, first: str, last: str) -> str:
    """Say why a change between two periods would mislead: `cohort`, the year of a break, or nothing.

    People followed from the year they came in are not all done in recent years; across an event that moved a series
    its figures mean something else.

    Parameters
    ----------
    indicator : of both figures
    first, last : years or runs of years, in any order
    """
    if first == last:
        return ""
    if _runs_on(indicator):
        return "cohort"
    first, last = sorted((first[:4], last[:4]))
    return next(
        (
            str(event.year)
            for event in indicator.breaks
            if first < str(event.year) <= last
        ),
        "",
    )


def is_settled(indicator: Indicator, period: str, newest: str) -> bool:
    """Whether a figure will hardly move any more because those whom it follows are done.

    Parameters
    ----------
    indicator : what was counted; only a cohort is ever unsettled
    period : of the figure
    newest : newest period of its series

    Examples
    --------
    A cohort of 2020 is settled in a series that runs to 2024, one of 2021 is not.
    """
    return (
        not _runs_on(indicator)
        or int(newest[:4]) - int(period[-4:]) >= SETTLED_AFTER_YEARS
    )


def _runs_on(indicator: Indicator) -> bool:
    """Whether recent cohorts are not done; survival counts those for as long as they were followed."""
    return indicator.variant == "cohort" and indicator.shape != "survival"
