"""Addresses of counted figures in a project's files: refused before anything is counted where they never will be."""

import difflib
from collections.abc import Collection, Mapping, Sequence

from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import FigureKey


def refuse_uncounted(
    words: str, indicators: Sequence[Indicator], lists: Mapping[str, CodeList]
) -> None:
    """Refuse the address of a figure that the project will not count, whatever its deliveries hold.

    Parameters
    ----------
    words : as `ID:2024:dimension=code`
    indicators : those the project uses
    lists : code list of every dimension they use, `year` among them

    Raises
    ------
    ProjectError : it is no address, or its indicator, period, breakdown or code does not exist; says what does

    Examples
    --------
    >>> refuse_uncounted("ID:2024", (), {})
    Traceback (most recent call last):
    ...
    zicht.vocabulary.errors.ProjectError: 'ID' is not an indicator of this project.
    What now: Add it under [indicators] in zicht.toml, or refer to a figure of the register.
    """
    key = FigureKey.read(words)
    indicator = next((one for one in indicators if one.id == key.indicator), None)
    if indicator is None:
        near = _near(key.indicator, [one.id for one in indicators])
        now = (
            near
            or "Add it under [indicators] in zicht.toml, or refer to a figure of the register."
        )
        raise ProjectError(
            f"{key.indicator!r} is not an indicator of this project.", now=now
        )
    _refuse_period(indicator, key.period, lists[PERIOD])
    names = [name for name, _ in categories(key.where)]
    if not any(set(names) <= set(breakdown) for breakdown in indicator.breakdowns):
        known = "; ".join(
            ", ".join(breakdown) for breakdown in indicator.breakdowns if breakdown
        )
        raise ProjectError(
            f"{indicator.id} is not broken down by {' and '.join(names)}.",
            now=f"It is broken down by {known or 'nothing'}.",
        )
    for name, code in categories(key.where):
        if name in lists and code not in lists[name].labels:
            now = (
                _near(code, lists[name].labels)
                or f"Its codes are {_some(lists[name].labels)}."
            )
            raise ProjectError(f"{name} has no code {code!r}.", now=now)


def _refuse_period(indicator: Indicator, period: str, years: CodeList) -> None:
    blocks = years.parents.get(indicator.periods, {}).values()
    known = (
        years.leaves if indicator.periods == PERIOD else tuple(dict.fromkeys(blocks))
    )
    if period not in known:
        raise ProjectError(
            f"{indicator.id} has no period {period!r}.",
            now=f"Its periods are {_some(known)}.",
        )


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else ""


def _some(words: Collection[str], most: int = 12) -> str:
    shown = list(words)[:most]
    return ", ".join(shown) + (" and others" if len(words) > most else "")
