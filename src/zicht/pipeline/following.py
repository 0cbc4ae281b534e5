"""Follow-up of recommendations: where they stand, and which somebody must look at again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zicht.edition.messages import Message
from zicht.knowledge import Overview, overdue, overview
from zicht.project.folder import Project
from zicht.vocabulary.content import Recommendation
from zicht.vocabulary.errors import UsageError


@dataclass(frozen=True)
class FollowUp:
    """Where recommendations stand on a day.

    Parameters
    ----------
    day : ISO date
    parts : the whole first, then one per addressee
    late : those somebody should have looked at again, longest overdue first
    """

    day: str
    parts: tuple[Overview, ...]
    late: tuple[Recommendation, ...]

    def rows(self) -> list[tuple[str, int, str, int, int]]:
        """Return a line per addressee."""
        return [
            (
                part.addressee or Message("value.all"),
                part.made,
                ", ".join(
                    f"{count} {status}"
                    for status, count in sorted(part.by_status.items())
                ),
                part.unchecked,
                part.overdue,
            )
            for part in self.parts
        ]

    def late_rows(self) -> list[tuple[str, str, str, str]]:
        """Return a line per recommendation that is overdue."""
        return [
            (
                recommendation.id,
                recommendation.title.en,
                recommendation.status,
                recommendation.next_look,
            )
            for recommendation in self.late
        ]

    def as_json(self) -> dict[str, object]:
        """Return the result as plain values."""
        names = ("addressee", "made", "by_status", "adopted_unchecked", "overdue")
        return {
            "day": self.day,
            "overview": [dict(zip(names, row, strict=True)) for row in self.rows()],
            "overdue": [
                dict(zip(("id", "title", "status", "next_look"), row, strict=True))
                for row in self.late_rows()
            ],
        }


def follow_up(project: Path, *, today: str = "") -> FollowUp:
    """Return the state of the recommendations of a project.

    Raises
    ------
    UsageError : the day is not a valid date
    """
    try:
        day = (
            date.fromisoformat(today).isoformat() if today else date.today().isoformat()
        )
    except ValueError:
        raise UsageError(
            f"{today!r} is not a valid date.", now="Write YYYY-MM-DD."
        ) from None
    recommendations = Project.open(project).content.recommendations
    return FollowUp(day, overview(recommendations, day), overdue(recommendations, day))
