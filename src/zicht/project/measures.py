"""Compares the statistics that indicators state of durations with the code lists that define them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator, Statistics
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.spans import QUANTILES


def refuse_unmeasured(
    indicators: Sequence[Indicator],
    lists: Mapping[str, CodeList],
    place_of: Callable[[Indicator], str],
) -> None:
    """Refuse statistics that no code list defines.

    Parameters
    ----------
    indicators : of the project
    lists : by name; every dimension of an indicator has one
    place_of : file and line of what an indicator is counted by

    Raises
    ------
    ProjectError : with every mistake
    """
    faults = []
    for indicator in indicators:
        for fault in _idle_quantiles(indicator, lists):
            faults.append(f"{place_of(indicator)}: {fault}")
        statistics = indicator.statistics
        if statistics is not None and statistics.dimension in lists:
            code_list = lists[statistics.dimension]
            for fault in _faults(indicator.shape, statistics, code_list):
                faults.append(f"{place_of(indicator)}: {fault}")
    if faults:
        raise ProjectError(
            f"{len(faults)} statistics of indicators are not in their code list.",
            details=faults,
            now="Write them in codes/NAME.toml, or correct [statistics].",
        )


def _faults(shape: str, statistics: Statistics, code_list: CodeList) -> Iterator[str]:
    """Yield what is wrong with the code of each statistic."""
    allowed = " or ".join(map(str, QUANTILES))
    for code in statistics.steps:
        if code not in code_list.leaves:
            yield f"{code!r} is not a code of the list {code_list.name}."
        elif shape == "duration" and code_list.quantiles.get(code) not in QUANTILES:
            yield f"{code!r} of the list {code_list.name} has no quantile = {allowed}."


def _idle_quantiles(
    indicator: Indicator, lists: Mapping[str, CodeList]
) -> Iterator[str]:
    """Yield which lists ask for quantiles of an indicator that has no durations by them."""
    statistics = indicator.statistics
    by_quantile = ""
    if statistics is not None and indicator.shape == "duration":
        by_quantile = statistics.dimension
    for name in indicator.dimensions:
        asks = name in lists and bool(lists[name].quantiles)
        if asks and name != by_quantile:
            yield (
                f"the list {name} asks for quantiles, and {indicator.id}, a {indicator.shape}, has no durations by it."
            )
