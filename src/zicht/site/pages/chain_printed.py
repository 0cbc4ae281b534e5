"""The chain as others published it: of every thousand reports, how many came to each next step."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.charts import fluid
from zicht.edition.labels import with_capital
from zicht.edition.printed import Group
from zicht.edition.printed_chain import WHOLE, newest_steps
from zicht.site.library import Library, SiteEdition
from zicht.site.pages import references
from zicht.site.pages.alternatives import bars_in_words
from zicht.site.parts import FigureLine
from zicht.vocabulary.cited import Cited


@dataclass(frozen=True)
class PrintedStep:
    """One step of a printed chain, and the series it belongs to."""

    group: Group
    figure: Cited


def steps_of(library: Library) -> list[PrintedStep]:
    """Find the steps of the newest chain that one edition printed, largest first; empty if there are too few."""
    measure = library.release.roles.printed_chain
    if not measure:
        return []
    group_of = {
        figure.id: group for group in library.groups for figure in group.figures
    }
    figures = [figure for group in library.groups for figure in group.figures]
    return [
        PrintedStep(group_of[figure.id], figure)
        for figure in newest_steps(figures, measure)
    ]


def themes(library: Library) -> set[str]:
    """Themes that the printed chain is about."""
    return {step.figure.theme for step in steps_of(library)}


@dataclass(frozen=True)
class PrintedPart:
    """The printed chain: bars, their written alternative, and each step as a line that leads to its source."""

    title: str
    about: str
    said_by: str
    bars: Sequence[fluid.Bar]
    label: str
    lines: Sequence[FigureLine]


def part(edition: SiteEdition) -> PrintedPart | None:
    """Return the printed chain; None if no edition printed one."""
    steps = steps_of(edition.library)
    if not steps:
        return None
    title, names = _title_and_names(edition, steps)
    bars = [
        _bar(edition, name, step.figure)
        for name, step in zip(names, steps, strict=True)
    ]
    first = steps[0].figure
    return PrintedPart(
        title=title,
        about=_whom(edition, first),
        said_by=f"{first.vintage}, {references.cited_in(edition, first)}",
        bars=bars,
        label=bars_in_words(edition, title, bars),
        lines=references.group_lines(edition, [step.group for step in steps]),
    )


def _bar(edition: SiteEdition, name: str, figure: Cited) -> fluid.Bar:
    percent = round(100 * float(figure.value) / WHOLE[figure.unit], 1)
    return fluid.Bar(with_capital(name), edition.printed(figure), percent)


def _whom(edition: SiteEdition, figure: Cited) -> str:
    """State what the chain is about, who is counted, and when."""
    theme, population = edition.theme(figure.theme), edition.say(figure.population)
    return ", ".join([theme, population, edition.cited_period(figure)])


def _title_and_names(
    edition: SiteEdition, steps: Sequence[PrintedStep]
) -> tuple[str, list[str]]:
    """Split titles such as `Of each thousand: arrested`: what all share is the title, the rest names a bar."""
    default_title = edition.words("chain_printed")
    titles = [edition.say(step.figure.title) for step in steps]
    shared = {title.rpartition(": ")[0] for title in titles}
    if len(shared) > 1:
        return default_title, titles
    names = [title.rpartition(": ")[2] for title in titles]
    return shared.pop() or default_title, names
