"""What stands behind the options of `zicht estimate`."""

import pytest

from zicht.cli.estimates import parse_covariates, parse_merges
from zicht.estimation.verb import Merge
from zicht.vocabulary.errors import UsageError


def test_lists_to_merge_are_named_with_or_without_the_name_of_the_new_list() -> None:
    assert parse_merges(["A+B", "C + D=ngo"]) == (
        Merge(("A", "B")),
        Merge(("C", "D"), "ngo"),
    )


@pytest.mark.parametrize("text", ["A", "", "A+", "+B", "A=AB", "A+B="])
def test_a_merge_names_two_lists(text: str) -> None:
    with pytest.raises(UsageError, match="--merge"):
        parse_merges([text])


def test_no_covariate_is_said_and_nothing_said_is_not_the_same() -> None:
    assert parse_covariates([]) is None
    assert parse_covariates(["none"]) == ()
    assert parse_covariates(["sex", "year"]) == ("sex", "year")
