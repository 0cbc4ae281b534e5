"""What a capture table is, and when it is refused."""

import pytest

from zicht.estimation.reading import read_capture_table
from zicht.estimation.tables import (
    capture_table_from_links,
    keep_lists,
    merge_lists,
    omit_list,
)
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import CaptureTable


def written(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_per_combination(tmp_path):
    table = read_capture_table(written(tmp_path, "A,B,count\n1,0,5\n0,1,3\n1,1,2\n"))
    assert table.lists == ("A", "B")
    assert table.n_observed == 10
    assert table.overlaps().tolist() == [[7, 2], [2, 5]]


def test_a_row_per_person(tmp_path):
    table = read_capture_table(written(tmp_path, "A;B\n1;0\n1;0\n0;1\n1;1\n"))
    assert table.n_observed == 4
    assert table.by_pattern.tolist() == [0, 2, 1, 1]


def test_columns_that_are_no_lists_are_covariates(tmp_path):
    text = "A,B,sex,count\n1,0,f,5\n1,0,m,4\n0,1,f,3\n1,1,m,2\n"
    table = read_capture_table(written(tmp_path, text))
    assert table.covariates == ("sex",)
    assert table.by_pattern.tolist() == [0, 9, 3, 2]


def test_a_covariate_of_zeros_and_ones_needs_the_lists_by_name(tmp_path):
    text = "A,B,minor,count\n1,0,0,5\n0,1,1,3\n1,1,0,2\n"
    assert read_capture_table(written(tmp_path, text), lists=["A", "B"]).covariates == (
        "minor",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A,B,count\n1,0,-5\n0,1,3\n1,1,2\n", "not whole numbers"),
        ("A,B,count\n1,0,5.5\n0,1,3\n1,1,2\n", "not whole numbers"),
        ("A,B,count\n1,0,many\n0,1,3\n1,1,2\n", "not whole numbers"),
        ("A,B,count\n1,0\n0,1,3\n", "columns"),
        ("A,B,count\n", "no rows"),
        ("", "no rows"),
    ],
)
def test_a_file_that_is_no_capture_table_is_wrong_use(tmp_path, text, reason):
    with pytest.raises(UsageError, match=reason) as refused:
        read_capture_table(written(tmp_path, text))
    assert refused.value.now


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A,count\n1,5\n", "without overlap"),
        ("A,B,count\n1,0,0\n0,1,0\n1,1,0\n", "counts nobody"),
        ("A,B,count\n0,0,50\n1,0,6\n0,1,3\n1,1,2\n", "on no list"),
        ("A,B,count\n1,0,5000000000000\n0,1,3\n1,1,2\n", "more than"),
    ],
)
def test_a_table_from_which_nothing_follows_is_refused_in_words(tmp_path, text, reason):
    with pytest.raises(EstimationRefused, match=reason):
        read_capture_table(written(tmp_path, text))


def test_an_error_counts_rows_and_quotes_none(tmp_path):
    with pytest.raises(UsageError) as refusal:
        read_capture_table(written(tmp_path, "A,B,count\n1,0,secret\n0,1,3\n1,1,2\n"))
    assert "secret" not in str(refusal.value)
    assert "1 of 3" in str(refusal.value)


def test_linked_registrations():
    table = capture_table_from_links(["p", "p", "q", "r"], ["A", "B", "A", "B"])
    assert table.by_pattern.tolist() == [0, 1, 1, 1]


def test_a_person_has_one_value_of_a_covariate():
    with pytest.raises(EstimationRefused, match="1 person"):
        capture_table_from_links(
            ["p", "p", "q"], ["A", "B", "B"], covariates={"year": [2019, 2020, 2020]}
        )


def three():
    return CaptureTable(("A", "B", "C"), (1, 2, 3, 4, 5), (10, 20, 3, 7, 2))


def test_merging_keeps_everyone_and_is_on_record():
    merged = merge_lists(three(), ["A", "C"], into="AC")
    assert merged.lists == ("AC", "B")
    assert merged.n_observed == 42
    assert merged.by_pattern.tolist() == [0, 19, 20, 3]
    assert "A, C merged into AC" in merged.record[0].en


@pytest.mark.parametrize("names", [["A", "B"], ["B", "A"]])
def test_a_merged_list_takes_no_name_of_another_column(names):
    with pytest.raises(UsageError, match="another column C") as refused:
        merge_lists(three(), names, into="C")
    assert f"{'+'.join(names)}=NAME" in refused.value.now
    assert merge_lists(three(), names, into="A").lists == ("A", "C")


def test_omitting_loses_those_seen_nowhere_else_and_says_how_many():
    smaller = omit_list(three(), "C")
    assert smaller.n_observed == 35
    assert "7 persons" in smaller.record[0].en
    assert (
        keep_lists(three(), ["A", "B"]).by_pattern.tolist()
        == smaller.by_pattern.tolist()
    )


def test_a_list_that_does_not_exist():
    with pytest.raises(UsageError, match="no column X"):
        omit_list(three(), "X")
