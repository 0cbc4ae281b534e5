"""The chain as others published it: of every thousand reports, how many came to each next step."""

from zicht.edition.charts import fluid
from zicht.edition.printed import Group
from zicht.site.library import Content, Library, SiteEdition
from zicht.site.pages import references
from zicht.vocabulary.figures import Cited

FUNNEL = "K09"
_WHOLE = {"per_1000": 1000, "percent": 100}
_FEWEST_STEPS = 3


def found(library: Library) -> list[tuple[Group, Cited]]:
    """Find the steps of the newest chain that one edition printed, largest first; none where there are too few."""
    editions: dict[tuple[str, str, str], list[tuple[Group, Cited]]] = {}
    for group in library.groups:
        for figure in group.figures:
            if (
                figure.indicator == FUNNEL
                and figure.unit in _WHOLE
                and not figure.where
            ):
                key = (figure.citation.date, figure.vintage, figure.period)
                editions.setdefault(key, []).append((group, figure))
    whole = [key for key, steps in editions.items() if len(steps) >= _FEWEST_STEPS]
    return (
        sorted(editions[max(whole)], key=lambda step: -step[1].value) if whole else []
    )


def themes(library: Library) -> set[str]:
    """Themes that the printed chain is about."""
    return {figure.theme for _, figure in found(library)}


def part(edition: SiteEdition, here: str) -> Content | None:
    """Give the printed chain as bars, and each step as a line that leads to its source."""
    steps = found(edition.library)
    if not steps:
        return None
    titles = [edition.say(figure.title) for _, figure in steps]
    shared = {title.rpartition(": ")[0] for title in titles}
    names = (
        [title.rpartition(": ")[2] for title in titles] if len(shared) == 1 else titles
    )
    first = steps[0][1]
    bars = [
        fluid.Bar(
            name[0].upper() + name[1:],
            edition.printed(figure),
            round(100 * float(figure.value) / _WHOLE[figure.unit], 1),
        )
        for name, (_, figure) in zip(names, steps, strict=True)
    ]
    title = (shared.pop() if len(shared) == 1 else "") or edition.words("chain_printed")
    return {
        "title": title,
        "about": ", ".join(
            (
                edition.theme(first.theme),
                edition.say(first.population),
                edition.cited_period(first),
            )
        ),
        "said_by": f"{first.vintage}, {references.cited_in(edition, first)}",
        "bars": bars,
        "label": edition.words(
            "bar_alternative",
            title=title,
            values="; ".join(f"{bar.name}: {bar.words}" for bar in bars),
        ),
        "lines": [references.group_line(edition, here, group) for group, _ in steps],
    }
