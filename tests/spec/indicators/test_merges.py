"""Categories that a policy publishes together are merged before units are told apart."""

import pytest
from tests.dutch import read_codes, read_indicators

from zicht.project.merging import merged_lists, refuse_lost
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

V = "slachtofferjaren"
WHERE = "zicht.toml"


def test_a_person_with_both_forms_counts_once(counted):
    """Two forms that become one: adding their cells up would count the person twice."""
    found = counted(
        {
            "comensha_meldingen": """
            person  | meld_datum | uitbuitingsvorm
            p1      | 2020-01-05 | CU
            p1      | 2020-06-01 | overig
            p2      | 2020-03-01 | CU
            p3      | 2020-03-01 | BSU
        """
        },
        ["V01"],
        merges={"vorm": {"CU": "overig"}},
    )
    assert found.cell(V, 2020, vorm="overig") == 2
    assert found.cell(V, 2020, vorm="BSU") == 1
    assert found.cell(V, 2020) == 3
    assert not any(("vorm", "CU") in predicate for _, predicate in found.cells)


def test_a_list_that_adds_up_still_does(counted):
    found = counted(
        {
            "comensha_meldingen": """
            person  | meld_datum | geslacht
            p1      | 2020-01-05 | v
            p2      | 2020-06-01 | m
            p3      | 2020-03-01 | onbekend
        """
        },
        ["V01"],
        merges={"geslacht": {"m": "onbekend"}},
    )
    assert {code: found.cell(V, 2020, geslacht=code) for code in ("v", "onbekend")} == {
        "v": 1,
        "onbekend": 2,
    }


def test_the_label_names_what_was_merged():
    lists = merged_lists(read_codes(), {"vorm": {"CU": "overig"}}, where=WHERE)
    assert "CU" not in lists["vorm"].labels
    assert lists["vorm"].labels["overig"] == Text(
        "Andere vorm (samengevoegd met: Criminele uitbuiting)",
        "Other form (merged with: Criminal exploitation)",
    )


TREE = CodeList(
    "sector",
    {code: Text(code, code) for code in ("a", "b", "c", "P", "Q")},
    {"tak": {"a": "P", "b": "P", "c": "Q"}},
)


def test_a_merge_stays_under_one_code_of_every_level():
    lists = merged_lists({"sector": TREE}, {"sector": {"b": "a"}}, where=WHERE)
    assert lists["sector"].parents == {"tak": {"a": "P", "c": "Q"}}
    with pytest.raises(ProjectError, match="cannot be done"):
        merged_lists({"sector": TREE}, {"sector": {"c": "a"}}, where=WHERE)


@pytest.mark.parametrize(
    "merges",
    [
        {"vorm": {"orgaanhandel": "overig"}},
        {"vorm": {"CU": "anders"}},
        {"vorm": {"CU": "AU", "AU": "overig"}},
        {"vormen": {"CU": "overig"}},
        {"year": {"2019": "2020"}},
        {"gemeente": {"GM0001": "GM0002"}},
    ],
)
def test_merges_that_cannot_be_done_are_refused_with_the_file(merges):
    lists = {**read_codes(), "year": TREE, "gemeente": TREE}
    with pytest.raises(ProjectError, match=r"^zicht\.toml, \[policy\.merges\."):
        merged_lists(lists, merges, where=WHERE, areas="gemeente")


def test_an_indicator_that_needs_a_merged_category_is_refused():
    indicators = read_indicators()
    selected = next(
        (name, code)
        for indicator in indicators
        for selection in (indicator.numerator, indicator.denominator)
        for name, code in (selection.where if selection else {}).items()
        if code != "_T"
    )
    with pytest.raises(ProjectError, match="do not fit"):
        refuse_lost(indicators, {selected[0]: {selected[1]: "onbekend"}}, where=WHERE)


def test_a_merge_that_no_indicator_shows_is_refused():
    with pytest.raises(ProjectError, match="do not fit"):
        refuse_lost(read_indicators(), {"straf": {"a": "b"}}, where=WHERE)


def test_every_table_of_a_project_names_its_period(counted):
    """A total over all years would cover more with every year: such a table needs an extent, and there is none."""
    found = counted({"comensha_meldingen": "person\np1"}, ["V01", "L01"])
    for table in found.draft.tables:
        assert "_T" not in table.codes[table.names.index("year")]
