"""Estimates of those nobody registered: from published capture tables of a project."""

from collections.abc import Callable, Mapping

from zicht.estimation import Settings, compare, read_capture_table
from zicht.figures.register import Register
from zicht.project.folder import Project
from zicht.vocabulary.content import CaptureSource
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.estimates import text_json

Tell = Callable[[str], None]
_DEFAULTS: Mapping[str, int] = {"replicates": 1000, "seed": 1, "threads": 2}


def estimate_published(project: Project, register: Register, *, tell: Tell) -> dict[str, dict[str, object]]:
    """Estimate from every published capture table of a project; the counts are public, so no gate is passed.

    Returns
    -------
    id of the capture table to the result as `zicht estimate --json` gives it, with what the table is about

    Raises
    ------
    ProjectError : a table does not add up to the figure that was published with it
    EstimationRefused : a table cannot be used
    """
    return {source.id: _estimate(project, source, register, tell=tell) for source in project.captures}


def settings_of(project: Project) -> Settings:
    """Read how the estimates of a project are made, from [estimate]."""
    section = project.section("estimate")
    strays = sorted(set(section) - set(_DEFAULTS))
    if strays or not all(isinstance(value, int) for value in section.values()):
        raise ProjectError(
            f"zicht.toml, [estimate]: {', '.join(strays) or 'a value'} does not fit.",
            now=f"Known, each a whole number: {', '.join(_DEFAULTS)}.",
        )
    return Settings(**{**_DEFAULTS, **section})


def _estimate(project: Project, source: CaptureSource, register: Register, *, tell: Tell) -> dict[str, object]:
    tell(f"Estimating from {source.file}")
    table = read_capture_table(project.folder / source.file, lists=tuple(source.lists))
    if source.observed and register.find(source.observed).value != table.n_observed:
        raise ProjectError(
            f"{source.file} counts {table.n_observed} persons, not those of the figure {source.observed}.",
            now="Check the table against its publication, or name another figure under [[capture]].",
        )
    found = compare(table, settings=settings_of(project))
    return {
        **found.to_json(),
        "indicator": source.indicator,
        "title": text_json(source.title),
        "population": text_json(source.population),
        "period": source.period,
        "years": source.years,
        "note": text_json(source.note),
        "source": text_json(source.source),
        "list_names": {name: text_json(words) for name, words in source.lists.items()},
        "published": [figure.id for figure in project.cited if figure.indicator == source.indicator],
    }
