"""Reads which indicators, themes and texts fill the roles that pages ask for: [roles] of a pack and of a project."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.project.rows import Row, hint, together
from zicht.project.subjects import WHERE_THEMES_STAND
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.designs import Registers
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.plain import from_plain, to_plain
from zicht.vocabulary.roles import (
    DOCUMENT_ROLES,
    INDICATOR_ROLES,
    ROLES,
    THEME_ROLES,
    Roles,
)
from zicht.vocabulary.text import Text

ROLES_KEYS = " ".join(ROLES)
_STEPS = "chain"
"""The role that several indicators fill, in their order."""
_WORDS_OF_A_STEP = {
    "share": ("chain_of", "chain_on", "chain_says", "chain_off"),
    "duration": ("chain_of",),
}
"""Shapes that a step of the chain may have, each with the sections of names that its words stand in."""


@dataclass(frozen=True)
class Declared:
    """Roles as a pack and a project declare them.

    Parameters
    ----------
    roles : who fills them
    rows : the table that each role comes from
    """

    roles: Roles
    rows: Mapping[str, Row]


def roles_of(rows: Sequence[Row], registers: Registers | None) -> Declared:
    """Read the tables [roles].

    Parameters
    ----------
    rows : of a pack and of a project; a later one replaces a role of an earlier one
    registers : whose estimate and whose people in view fill the roles that nobody else is named for

    Raises
    ------
    ProjectError : a key is no role, or its value is no id
    """
    fillers: dict[str, str | tuple[str, ...]] = {}
    row_of: dict[str, Row] = {}
    if registers is not None:
        fillers = {"seen": registers.seen, "estimated": registers.indicator}
    for row in rows:
        row.only(ROLES_KEYS)
        for role in row.values:
            is_list = role == _STEPS
            fillers[role] = row.texts(role) if is_list else row.text(role, "")
            row_of[role] = row
    roles: Roles = from_plain(fillers, Roles)
    return Declared(roles, row_of)


@dataclass(frozen=True)
class Candidates:
    """What may fill a role.

    Parameters
    ----------
    measures : ids of indicators, and of measures that are only printed elsewhere
    themes : ids
    documents : kind and id of each text
    removed : entries of the pack that the project removed, as `kind/name`
    """

    measures: Collection[str]
    themes: Collection[str]
    documents: Collection[tuple[str, str]]
    removed: Collection[str] = ()


def filled(declared: Declared, candidates: Candidates) -> Roles:
    """Return the roles without those whose filler the project removed from its pack.

    Raises
    ------
    ProjectError : a role names what does not exist; every one of them
    """
    fillers = to_plain(declared.roles)
    mistakes = []
    for role, row in declared.rows.items():
        kind = _kind_of(role, candidates)
        ids = _ids(fillers[role])
        for id_ in ids:
            if id_ not in kind.ids and f"{kind.folder}/{id_}" not in candidates.removed:
                mistakes.append(_wrong(row, role, id_, kind))
        present = [id_ for id_ in ids if id_ in kind.ids]
        fillers[role] = present if role == _STEPS else "".join(present)
    if mistakes:
        raise together(mistakes)
    roles: Roles = from_plain(fillers, Roles)
    return roles


def _ids(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value)


@dataclass(frozen=True)
class _Kind:
    """Kind of what fills a role.

    Parameters
    ----------
    what : such a thing, in a sentence
    folder : of the pack, under which a project removes one
    ids : of those there are
    advice : where one is declared
    """

    what: str
    folder: str
    ids: Collection[str]
    advice: str = ""


def _kind_of(role: str, candidates: Candidates) -> _Kind:
    if role in INDICATOR_ROLES:
        what = "an indicator, nor a measure that is printed elsewhere"
        return _Kind(what, "indicators", candidates.measures)
    if role in THEME_ROLES:
        return _Kind("a theme", "themes", candidates.themes, WHERE_THEMES_STAND)
    kind = DOCUMENT_ROLES[role]
    ids = {id_ for of_kind, id_ in candidates.documents if of_kind == kind}
    return _Kind(f"a text of kind {kind}", f"{kind}s", ids)


def _wrong(row: Row, role: str, id_: str, kind: _Kind) -> ProjectError:
    what = f"{role!r} names {id_!r}, which is not {kind.what}."
    return row.wrong(role, what, f"{hint(id_, kind.ids)} {kind.advice}".rstrip())


def refuse_steps_without_words(
    declared: Declared,
    roles: Roles,
    indicators: Collection[Indicator],
    names: Mapping[str, Text],
) -> None:
    """Refuse steps of the chain that its page cannot show.

    Raises
    ------
    ProjectError : a step is neither a share nor a duration, or has no words; or the chain has no theme
    """
    mistakes = []
    if (roles.chain or roles.printed_chain) and not roles.theme_of_chain:
        role = _STEPS if roles.chain else "printed_chain"
        mistakes.append(
            declared.rows[role].wrong(
                role,
                "the chain has no theme, under which its page would stand.",
                'Write theme_of_chain = "..." beside it.',
            )
        )
    for indicator in indicators:
        if indicator.id in roles.chain:
            for what, now in _faults_of_a_step(indicator, names):
                mistakes.append(declared.rows[_STEPS].wrong(_STEPS, what, now))
    if mistakes:
        raise together(mistakes)


def is_followed_share(indicator: Indicator) -> bool:
    """Whether an indicator follows a cohort to its end: a chain without one has no page."""
    return indicator.shape == "share" and indicator.variant == "cohort"


@dataclass(frozen=True)
class WithFigures:
    """What there are figures of.

    Parameters
    ----------
    indicators : that are counted
    measures : that are printed elsewhere, or estimated
    themes : of these indicators and measures
    """

    indicators: Collection[Indicator]
    measures: Collection[str]
    themes: Collection[str]


def refuse_roles_without_figures(
    declared: Declared, roles: Roles, there_are: WithFigures, *, where: str
) -> None:
    """Refuse roles of which no page could show anything.

    Parameters
    ----------
    declared, roles : of the project and its pack
    there_are : figures of these
    where : file of the project's own roles. A pack names the roles of a country, and a project may count a few of them

    Raises
    ------
    ProjectError : the project names what is neither counted nor printed, or a chain of which no step follows a cohort;
        or the theme of the chain has no page, below which that of the chain would stand
    """
    mistakes = []
    for role, row in declared.rows.items():
        if row.file == where and role in INDICATOR_ROLES:
            for what, now in _faults_of_own_role(role, roles, there_are):
                mistakes.append(row.wrong(role, what, now))
    is_shown = bool(counted_steps(roles, there_are.indicators))
    if is_shown and roles.theme_of_chain not in there_are.themes:
        mistakes.append(
            declared.rows["theme_of_chain"].wrong(
                "theme_of_chain",
                f"the theme {roles.theme_of_chain!r} has no figures, and so neither a page nor the chain below it.",
                f"Name a theme with figures: {', '.join(sorted(there_are.themes))}.",
            )
        )
    if mistakes:
        raise together(mistakes)


def counted_steps(roles: Roles, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Return the steps of the chain that are counted."""
    return [indicator for indicator in indicators if indicator.id in roles.chain]


def _faults_of_own_role(
    role: str, roles: Roles, there_are: WithFigures
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with those that fill a role, each with what to do."""
    with_figures = {indicator.id for indicator in there_are.indicators}
    if role != _STEPS:
        with_figures.update(there_are.measures)
    for id_ in _ids(getattr(roles, role)):
        if id_ not in with_figures:
            yield (
                f"{role!r} names {id_!r}, of which this project has no figures.",
                "Name it under [indicators] use, or take it out. A chain that others printed is printed_chain.",
            )
    steps = counted_steps(roles, there_are.indicators)
    if role == _STEPS and steps and not any(map(is_followed_share, steps)):
        yield (
            f"no step of the chain follows a cohort ({', '.join(step.id for step in steps)}), so that it has no page.",
            'Name a share with variant = "cohort" among them: the same cases, followed until they are done.',
        )


def _faults_of_a_step(
    indicator: Indicator, names: Mapping[str, Text]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a step, each with what to do."""
    sections = _WORDS_OF_A_STEP.get(indicator.shape)
    if sections is None:
        yield (
            f"{indicator.id} is a {indicator.shape}, and not a valid step of the chain.",
            f"Steps are of shape {' or '.join(_WORDS_OF_A_STEP)}.",
        )
        return
    keys = [f"{section}.{indicator.id}" for section in sections]
    if indicator.statistics is not None:
        keys += [f"chain_told.{code}" for code in indicator.statistics.steps]
    missing = [key for key in keys if key not in names]
    if missing:
        section, _, id_ = missing[0].partition(".")
        yield (
            f"the step {indicator.id} lacks {', '.join(missing)}.",
            f'Write them in names/CODE.toml: {missing[0]} is {id_} = "..." under [{section}].',
        )
