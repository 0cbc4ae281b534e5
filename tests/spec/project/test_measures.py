"""What is told of spans of time: a code list says which quantile a code is, and no name of a code does."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.dutch import read_codes, read_indicators

from zicht.project.codes import read_codes as read_lists
from zicht.project.dimensions import dimensions
from zicht.project.measures import refuse_unmeasured
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.errors import ProjectError

(DURATION,) = read_indicators(chosen=("K08-om",))
(CURVE,) = read_indicators(chosen=("V08",))
MEASURES = read_codes()


def place_of(indicator: Indicator) -> str:
    return f"indicators/{indicator.id}.toml:7"


def test_every_statistic_of_the_netherlands_is_in_its_list() -> None:
    indicators = read_indicators()
    refuse_unmeasured(indicators, MEASURES, place_of)
    told = [item.statistics for item in indicators if item.statistics is not None]
    assert told
    for statistics in told:
        assert statistics.steps.keys() <= MEASURES[statistics.dimension].labels.keys()


def test_a_duration_of_which_no_list_says_the_quantile_is_refused() -> None:
    assert DURATION.statistics is not None
    name = DURATION.statistics.dimension
    lists = {name: replace(MEASURES[name], quantiles={"mediaan": 0.5, "p90": 0.95})}
    with pytest.raises(ProjectError) as caught:
        refuse_unmeasured([DURATION], lists, place_of)
    assert caught.value.details == (
        f"indicators/K08-om.toml:7: 'p90' of the list {name} has no quantile = 0.5 or 0.9.",
    )


def test_a_horizon_that_is_no_code_of_its_list_is_refused() -> None:
    assert CURVE.statistics is not None
    statistics = replace(CURVE.statistics, steps={"m99": 99})
    with pytest.raises(ProjectError, match="1 statistics"):
        refuse_unmeasured([replace(CURVE, statistics=statistics)], MEASURES, place_of)


def test_a_code_is_a_quantile_whatever_it_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "codes"
    folder.mkdir()
    head = 'name = "told"\nadds_up = false\nrelation = "measures"\n'
    words = head + '[[code]]\ncode = "half"\nquantile = 0.5\nen = "Half"\n'
    (folder / "told.toml").write_text(words, "utf-8")
    assert dimensions(read_lists(folder))["told"].quantiles == {"half": 0.5}
    (folder / "told.toml").write_text(words.replace("0.5", "1"), "utf-8")
    with pytest.raises(ProjectError, match="between 0 and 1"):
        read_lists(folder)


def test_a_list_of_quantiles_is_refused_where_nothing_has_a_duration() -> None:
    assert DURATION.statistics is not None
    name = DURATION.statistics.dimension
    count = replace(CURVE, shape="count", statistics=None, breakdowns=((name,),))
    with pytest.raises(ProjectError) as caught:
        refuse_unmeasured([count], MEASURES, place_of)
    assert caught.value.details == (
        f"indicators/V08.toml:7: the list {name} asks for quantiles, and V08, a count, has no durations by it.",
    )
