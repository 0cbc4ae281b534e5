"""What anybody may read of a linkage."""

from dataclasses import replace

import pytest

from zicht.pipeline.linking import published_linkage
from zicht.vocabulary.linkage import Share
from zicht.vocabulary.people import LinkageReport

REPORT = LinkageReport(
    records=1000,
    persons=600,
    persons_plausible=(590, 609),
    known={"number": 512},
    partial_dates=0,
    placeholder_numbers=0,
    statuses={"number": 400, "alone": 600},
    sizes={1: 600},
    possible_pairs=1,
    compared_pairs=1,
    every_pair=True,
    lost_by_blocking=Share(0, 0, 0),
    doubtful_pairs=3,
    false_links=Share(0.0112, 0.0051, 0.0199),
    missed_links=Share(0.02, 0.01, 0.03),
    conflicts=0,
)


def test_counts_become_whole_per_cents():
    shown = published_linkage(REPORT, {})
    assert shown.known == {"number": 51}
    assert shown.statuses == {"number": 40, "alone": 60}


def test_bands_are_rounded_outward_and_hold_what_is_counted():
    shown = published_linkage(REPORT, {"V01": {"2020": (-1.2, -0.4)}})
    assert shown.persons == (-2, 2)
    assert shown.bands == {"V01": {"2020": (-2, 0)}}
    assert shown.band("V01", "2020") == (-2, 0)
    assert shown.band("V01", "2021") is None


def test_intervals_of_errors_are_rounded_outward():
    shown = published_linkage(REPORT, {})
    assert shown.false_links == Share(0.011, 0.005, 0.02)


@pytest.mark.parametrize("number", [599, 601])
def test_nothing_shown_moves_with_a_single_person(number):
    one_more = replace(REPORT, persons=number)
    assert published_linkage(one_more, {}) == published_linkage(REPORT, {})
