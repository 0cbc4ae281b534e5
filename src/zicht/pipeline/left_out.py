"""What a project declares and its run leaves out: nothing is wrong with it, and no page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zicht.edition.comparing import SETTLED_AFTER_YEARS
from zicht.edition.printed_chain import FEWEST_STEPS, WHOLE, newest_steps
from zicht.project.folder import Project
from zicht.project.forms import TABLES_OF_FORMS
from zicht.project.roles import counted_steps, is_followed_share
from zicht.project.rows import Row, read_sheet
from zicht.project.settings import SETTINGS
from zicht.vocabulary.dimensions import PERIOD


@dataclass(frozen=True)
class LeftOut:
    """One thing that is left out.

    Parameters
    ----------
    place : file and line where it is declared
    why : why nothing comes of it
    now : what to do
    """

    place: str
    why: str
    now: str

    @property
    def row(self) -> tuple[str, str, str]:
        """Line of a table."""
        return self.place, self.why, self.now


def what_is_left_out(project: Project) -> Iterator[LeftOut]:
    """Yield themes, indicators, forms, code lists and a chain of the project of which nothing comes."""
    yield from _themes(project)
    yield from _indicators(project)
    yield from _forms(project)
    yield from _code_lists(project)
    yield from _chain(project)
    yield from _printed_chain(project)


def _themes(project: Project) -> Iterator[LeftOut]:
    in_use = project.themes_in_use
    for row in _rows_of_themes(project):
        theme = row.text("id")
        if theme not in in_use:
            yield LeftOut(
                row.at("id"),
                f"theme {theme} has no figures, so that it has no page",
                "Name it as the theme of an indicator or a cited figure, or remove it.",
            )


def _rows_of_themes(project: Project) -> tuple[Row, ...]:
    folder = str(project.section("content").get("folder", "content"))
    path = project.folder / folder / "themes.toml"
    if not path.is_file():
        return ()
    return read_sheet(path, project.folder, known=("theme",)).rows("theme")


def _indicators(project: Project) -> Iterator[LeftOut]:
    counted = {indicator.id for indicator in project.indicators}
    for path in _own_files(project, "indicators"):
        if path.stem not in counted:
            yield LeftOut(
                _first_line(project, path),
                f"indicator {path.stem} is not counted",
                f"Name it in {SETTINGS} under [indicators] use, or remove it.",
            )


def _forms(project: Project) -> Iterator[LeftOut]:
    chosen = set(project.forms)
    for path in _own_files(project, "forms"):
        source = read_sheet(path, project.folder, known=TABLES_OF_FORMS).top
        name = source.text("source")
        if name not in chosen:
            yield LeftOut(
                source.at("source"),
                f"the project does not use source {name}, and receives none of its deliveries",
                f"Name it in {SETTINGS} under [sources] use, or remove the form.",
            )


def _code_lists(project: Project) -> Iterator[LeftOut]:
    used = {
        column.codes
        for forms in project.forms.values()
        for form in forms
        for column in form.columns
    }
    # The list of years is used by every indicator, and named by none.
    used |= {PERIOD, *(project.lists if project.indicators else ())}
    for path in _own_files(project, "codes"):
        if path.stem not in used:
            yield LeftOut(
                _first_line(project, path),
                f"neither a form nor an indicator uses the code list {path.stem}",
                "Name it as `codes` of a column or as a breakdown, or remove it.",
            )


def _chain(project: Project) -> Iterator[LeftOut]:
    """Yield a chain without a cohort, which only a pack may declare, and one of which no cohort is done."""
    steps = counted_steps(project.roles, project.indicators)
    if not steps:
        return
    place = project.place_of_role("chain")
    if not any(is_followed_share(step) for step in steps):
        yield LeftOut(
            place,
            f"the counted steps of the chain follow no cohort ({', '.join(step.id for step in steps)}): it has no page",
            f"Count a share that follows a cohort, or write chain = [] in {SETTINGS} under [roles].",
        )
    # Nothing is wrong yet: the page comes by itself when enough years are counted.
    elif project.years[-1] - project.years[0] < SETTLED_AFTER_YEARS:
        first = project.years[0] + SETTLED_AFTER_YEARS
        yield LeftOut(
            place,
            f"a cohort is done after {SETTLED_AFTER_YEARS} years: the chain has no page before {first} is counted",
            f"Begin [sources] years in {SETTINGS} earlier, or wait.",
        )


def _printed_chain(project: Project) -> Iterator[LeftOut]:
    """Yield a chain that others printed, of which no edition has so many steps that it is drawn."""
    measure = project.roles.printed_chain
    n_printed = sum(figure.indicator == measure for figure in project.cited)
    if not measure or not n_printed or newest_steps(project.cited, measure):
        return
    units = " or ".join(WHOLE)
    yield LeftOut(
        project.place_of_role("printed_chain"),
        f"of the {n_printed} printed figures of the chain {measure}, no {FEWEST_STEPS} are of one edition and period"
        f" and in {units}: it is not drawn",
        f'Cite the figures of its other steps, or write printed_chain = "" in {SETTINGS} under [roles].',
    )


def _own_files(project: Project, kind: str) -> list[Path]:
    return sorted((project.folder / kind).glob("*.toml"))


def _first_line(project: Project, path: Path) -> str:
    return f"{path.relative_to(project.folder).as_posix()}:1"
