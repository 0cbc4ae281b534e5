"""States which delivery is missing, or no longer kept, for figures that are missing."""

from zicht.edition.edition import Edition


def missing_notes(edition: Edition, indicator: str) -> list[str]:
    """Write a sentence for each delivery that figures of an indicator lack."""
    return [
        edition.words(
            "forgotten_note" if awaited.is_forgotten else "missing_note",
            what=edition.say(awaited.title),
            days=_days(awaited.first, awaited.last),
        )
        for awaited in edition.release.awaited
        if indicator in awaited.periods
    ]


def _days(first: str, last: str) -> str:
    """Write a run of days: a year where it is one, else both days."""
    year = first[:4]
    if (first, last) == (f"{year}-01-01", f"{year}-12-31"):
        return year
    return f"{first} \N{EN DASH} {last}"
