"""Prevalence from a sample survey (P03): who is in a cell, and what they answered."""

from dataclasses import replace

import numpy as np
import pytest

from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.surveys import SurveyCell

ANSWERS = {
    "enquete": """
    record | gewicht | stratum | cluster | geslacht | leeftijd | item_fysiek    | item_online    | verteld
    r1     | 2       | 1       | 1       | v        | 16       | ooit           | nooit          | niemand
    r2     | 2       | 1       | 1       | m        | 17       | nooit          | afgelopen_jaar | leeftijdgenoot
    r3     | 2       | 1       | 2       | v        | 30       | onbekend       | nooit          | nvt
    r4     | 3       | 2       | 1       | v        | 20       | nooit          | onbekend       | onbekend
    r5     | 3       | 2       | 2       | m        | 16       | afgelopen_jaar | onbekend       | onbekend
    r6     | 3       | 2       | 2       | m        | 40       | onbekend       | onbekend       | onbekend
    r7     | 3       | 2       | 1       | m        | 41       | nooit          | nooit          | nvt
    """
}


def answers(counted, indicator: str, **where: str) -> dict[str, float]:
    """Who is in a cell of 2020, with the answer."""
    cell = cell_of(counted(ANSWERS, [indicator]), indicator, **where)
    names = cell.sample.respondents.tolist()
    pairs = zip(names, cell.answers.tolist(), strict=True)
    return {name: answer for name, answer in pairs if not np.isnan(answer)}


def cell_of(made, indicator: str, **where: str) -> SurveyCell:
    (table,) = (one for one in made.draft.surveys if one.indicator == indicator)
    codes = ("2020", *(where.get(name, TOTAL) for name in table.names[1:]))
    (cell,) = (cell for cell in table.cells if cell.codes == codes)
    return cell


def of_mask(cell: SurveyCell, mask: np.ndarray) -> list[str]:
    return cell.sample.respondents[mask].tolist()


def test_a_respondent_says_yes_where_one_kind_of_violence_is_a_yes(counted):
    """Beside an answer that is not known, a no leaves it open and a yes does not."""
    everybody = {"r1": 1, "r2": 1, "r5": 1, "r7": 0}
    assert answers(counted, "P03") == everybody


def test_whose_answer_is_not_known_is_asked_all_the_same(counted):
    """`any(FALSE, NA)` of R is NA: no is not counted for who skipped the other question."""
    cell = cell_of(counted(ANSWERS, ["P03"]), "P03")
    assert of_mask(cell, cell.is_asked & ~cell.is_known) == ["r3", "r4", "r6"]


def test_who_was_not_asked_is_not_unknown(counted):
    """Whom they told is asked of those who experienced it: r5 did not say, r3 may not have been asked."""
    cell = cell_of(counted(ANSWERS, ["P03-niemand"]), "P03-niemand")
    assert of_mask(cell, cell.is_asked) == ["r1", "r2", "r5"]
    assert of_mask(cell, cell.is_asked & ~cell.is_known) == ["r5"]


def test_a_kind_of_violence_counts_who_answered_its_question(counted):
    of_kind = answers(counted, "P03", ervaring="online")
    assert of_kind == {"r1": 0, "r2": 1, "r3": 0, "r7": 0}
    of_group = answers(counted, "P03", ervaring="online", geslacht="v")
    assert of_group == {"r1": 0, "r3": 0}
    assert answers(counted, "P03", leeftijdsgroep="minderjarig") == {
        "r1": 1,
        "r2": 1,
        "r5": 1,
    }


def test_the_past_year_leaves_out_what_was_longer_ago(counted):
    past_year = {"r1": 0, "r2": 1, "r5": 1, "r7": 0}
    assert answers(counted, "P03-jaar") == past_year


def test_told_nobody_is_of_those_who_experienced_it_and_say_whom_they_told(counted):
    assert answers(counted, "P03-niemand") == {"r1": 1, "r2": 0}


def test_respondents_at_risk_are_counted_for_the_gate(counted):
    made = counted(ANSWERS, ["P03", "P03-niemand"])
    assert made.cell("respondenten", 2020) == 6
    assert made.cell("respondenten", 2020, ervaring="online") == 4
    assert made.cell("slachtoffers_in_enquete", 2020) == 2


def test_everybody_stays_in_the_design(counted):
    """Also who gave no answer: they say how many clusters were drawn."""
    sample = cell_of(counted(ANSWERS, ["P03"]), "P03", geslacht="m").sample
    assert sample.respondents.tolist() == ["r1", "r2", "r3", "r4", "r5", "r6", "r7"]
    assert sample.weights.tolist() == [2, 2, 2, 3, 3, 3, 3]
    assert sample.strata.tolist() == ["2020/1"] * 3 + ["2020/2"] * 4


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("2       | 1       | 1       | v", "- | 1 | 1 | v", "gewicht is empty in 2"),
        ("2       | 1       | 1       | v", "0 | 1 | 1 | v", "1 weights are not above"),
        (
            "3       | 2       | 2       | m        | 16",
            "3 | 3 | 1 | m | 16",
            "1 stratum holds one cluster",
        ),
    ],
)
def test_a_design_that_cannot_be_stops_the_count(counted, before, after, words):
    table = ANSWERS["enquete"]
    assert before in table
    with pytest.raises(IndicatorError, match=words):
        counted({"enquete": table.replace(before, after, 1)}, ["P03"])


def test_rows_of_a_year_that_is_not_counted_stop_the_count(counted, catalogue):
    """They were dropped without a word where the form named no period_column."""
    indicator = catalogue["P03"]
    query = indicator.sql.replace(", year,", ", 1987 AS year,")
    with pytest.raises(IndicatorError, match=r"14 rows are of 1987"):
        counted(ANSWERS, [replace(indicator, sql=query)])


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("THEN 1", "THEN 2", "uitkomst is neither 0 nor 1 in"),
        ("gewicht,", "stratum || ' kg' AS gewicht,", "gewicht holds text"),
        (", stratum,", ",", "does not yield stratum"),
        ("gewicht,", "CASE WHEN ervaring = 'fysiek' THEN 1.0 ELSE 2.0 END AS gewicht,", "differ in gewicht"),
    ],
)  # fmt: skip
def test_a_query_that_does_not_fit_the_design_is_refused(
    counted, catalogue, before, after, words
):
    indicator = catalogue["P03"]
    query = indicator.sql.replace(before, after)
    assert query != indicator.sql
    with pytest.raises(IndicatorError, match=words):
        counted(ANSWERS, [replace(indicator, sql=query)])
