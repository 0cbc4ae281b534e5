"""Addresses of counted figures in a project's files: refused before anything is counted where they never will be."""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence

from zicht.project.rows import Row
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import FigureKey


def refuse_unknown_figure(
    row: Row,
    key: str,
    name: str,
    figures: Collection[str] | None,
    refuse_address: Callable[[str], None] | None,
) -> None:
    """Refuse a figure that is neither cited nor counted.

    Parameters
    ----------
    row, key : where the figure is named
    name : id of a cited figure, or the address of a counted one
    figures : ids of the register; None leaves that unchecked
    refuse_address : raises for the address of a figure that will not be counted; None leaves that unchecked

    Raises
    ------
    ProjectError : names file and line
    """
    is_address = ":" in name
    if is_address and refuse_address is not None:
        try:
            refuse_address(name)
        except ProjectError as error:
            raise row.wrong(key, f"{name}: {error.what}", error.now) from None
    if not is_address and figures is not None and name not in figures:
        raise row.wrong(
            key, f"{name!r} is not a figure of the register.", _near(name, figures)
        )


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
    Add it under [indicators] in zicht.toml, or refer to a figure of the register.
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
