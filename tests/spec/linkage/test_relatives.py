"""Twins, and parent and child of one name: how likely it is that such records are one person."""

import numpy as np
import pytest

from zicht.linkage.levels import SAME_DATE
from zicht.linkage.relatives import Relatives, kinds_of_relatives, odds_of_relatives

SAME_GIVEN, SAME_FAMILY, SAME_PLACE = 8, 4, 2
OTHER = 0
ONE_DIGIT = 5


def levels(*pairs: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    """Write levels of given names, family name, birth date and municipality of some pairs."""
    columns = np.array(pairs, dtype=np.int64).T
    names = ("given", "family", "birth", "municipality")
    return {
        **dict(zip(names, columns, strict=True)),
        "number": np.full(len(pairs), -1),
    }


@pytest.mark.parametrize(
    ("dates", "agreement", "kind"),
    [
        (("1999-04-05",) * 2, (OTHER, SAME_FAMILY, SAME_DATE, 0), Relatives.TWINS),
        (("1999-04-05",) * 2, (SAME_GIVEN, SAME_FAMILY, SAME_DATE, 2), Relatives.NOBODY),
        (("1999-04-05", "1966-11-20"), (SAME_GIVEN, SAME_FAMILY, 0, 2), Relatives.NAMESAKES),
        (("1999-04-05", "1991-11-20"), (SAME_GIVEN, SAME_FAMILY, 0, 2), Relatives.OTHER_DATE),
        (("1999-04-05", "1966-11-20"), (SAME_GIVEN, SAME_FAMILY, 0, 0), Relatives.NOBODY),
        (("1999-04-05", "1966-11-20"), (OTHER, SAME_FAMILY, 0, 2), Relatives.SIBLINGS),
        (("1999-04-05", ""), (OTHER, SAME_FAMILY, -1, 2), Relatives.SIBLINGS),
        (("1999-04-05", "1999-04-07"), (OTHER, SAME_FAMILY, 3, -1), Relatives.SIBLINGS),
        (("1999-04-05", "1966-11-20"), (OTHER, SAME_FAMILY, 0, 0), Relatives.NOBODY),
        (("1999-04-05", "1966-00-00"), (SAME_GIVEN, SAME_FAMILY, 0, 2), Relatives.NOBODY),
    ],
)  # fmt: skip
def test_whom_a_pair_could_be_of(dates, agreement, kind):
    births = np.array(dates)
    kinds = kinds_of_relatives(births, np.array([0]), np.array([1]), levels(agreement))
    assert kinds.tolist() == [kind]


def odds_in_a_register(
    *, share_of_other_names: float, n_twin_pairs: int, n_near: int, n_far: int
) -> dict[Relatives, float]:
    """Estimate odds in a register of 2,000 pairs of one person, of which one in ten moved and has a slip in the date.

    Parameters
    ----------
    share_of_other_names : of the pairs of one person, those whose given names have nothing in common
    n_twin_pairs, n_far : pairs that could be of twins, and of parent and child of one name
    n_near : pairs of one person that are like those of parent and child, less than a generation apart
    """
    n_slips = round(200 * share_of_other_names)
    agreements = [
        *[(SAME_GIVEN, SAME_FAMILY, SAME_DATE, 2)] * 1800,
        *[(SAME_GIVEN, SAME_FAMILY, ONE_DIGIT, 0)] * (200 - n_slips),
        *[(OTHER, SAME_FAMILY, ONE_DIGIT, 0)] * n_slips,
        *[(OTHER, SAME_FAMILY, SAME_DATE, 2)] * n_twin_pairs,
        *[(SAME_GIVEN, SAME_FAMILY, 0, 2)] * (n_near + n_far),
    ]
    relatives = np.array(
        [Relatives.NOBODY] * 2000
        + [Relatives.TWINS] * n_twin_pairs
        + [Relatives.OTHER_DATE] * n_near
        + [Relatives.NAMESAKES] * n_far
    )
    n = len(agreements)
    is_far = relatives == Relatives.NAMESAKES
    one_person = np.where(is_far, 0.0, 1.0)
    return dict(
        odds_of_relatives(relatives, levels(*agreements), one_person, np.ones(n))
    )


def test_twins_are_two_persons_where_nobody_slips_in_given_names():
    odds = odds_in_a_register(
        share_of_other_names=0, n_twin_pairs=20, n_near=0, n_far=0
    )
    assert odds[Relatives.TWINS] < -2


def test_twins_are_rarer_than_slips_where_one_given_name_in_ten_is_another():
    """Some 200 of the 1,800 pairs with one birth date have another name: as many as look like twins."""
    odds = odds_in_a_register(
        share_of_other_names=0.1, n_twin_pairs=200, n_near=0, n_far=0
    )
    assert odds[Relatives.TWINS] > 2


def test_parent_and_child_are_two_persons_where_no_birth_date_is_another():
    odds = odds_in_a_register(
        share_of_other_names=0, n_twin_pairs=0, n_near=0, n_far=20
    )
    assert odds[Relatives.NAMESAKES] < -6


def test_dates_a_generation_apart_are_slips_where_others_are_too():
    odds = odds_in_a_register(
        share_of_other_names=0, n_twin_pairs=0, n_near=50, n_far=100
    )
    assert odds[Relatives.NAMESAKES] > 2


def test_a_few_records_keep_relatives_apart():
    odds = odds_of_relatives(
        np.array([Relatives.TWINS, Relatives.NAMESAKES]),
        levels((OTHER, SAME_FAMILY, SAME_DATE, 2), (SAME_GIVEN, SAME_FAMILY, 0, 2)),
        np.zeros(2),
        np.ones(2),
    )
    assert odds[Relatives.TWINS] < 0
    assert odds[Relatives.NAMESAKES] < -4


def test_twins_and_parent_and_child_stay_two_persons_each(linked):
    found = linked("""
        record | given | family | birth      | sex | place
        a      | Mina  | Osei   | 1999-04-05 | v   | Assen
        b      | Efua  | Osei   | 1999-04-05 | v   | Assen
        c      | Pieter | Kaya  | 1999-04-05 | m   | Assen
        d      | Pieter | Kaya  | 1966-11-20 | m   | Assen
    """)
    assert found.groups() == ["a", "b", "c", "d"]


def test_a_municipality_that_is_spelled_in_another_way_is_no_other_one(linked):
    table = """
        record | given | family | birth      | sex | place
        a      | Mina  | Osei   | 1999-04    | v   | Winston Hills
        b      | Mina  | Osey   | 1999       | v   | {place}
        c      | Pieter | Kaya  | 1984-12-30 | m   | Assen
    """
    weights = linked(table.format(place="Winston Hils")).report.weights
    assert set(weights["municipality"]) == {"same", "another spelling", "different"}
    assert linked(table.format(place="Winston Hils")).groups() == ["ab", "c"]
