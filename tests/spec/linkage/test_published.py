"""What anybody may read of a linkage."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from zicht.indicators.plausible import Bands
from zicht.pipeline.linking import published_linkage
from zicht.vocabulary.linkage import PublishedLinkage, Share
from zicht.vocabulary.people import LinkageReport
from zicht.vocabulary.policies import Policy

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


POLICY = Policy("p", "1", "spec")


def published(
    report: LinkageReport = REPORT,
    bands: Bands | None = None,
    least: Mapping[str, Mapping[str, int]] | None = None,
) -> PublishedLinkage:
    return published_linkage(report, bands or {}, least or {}, POLICY)


def test_counts_become_whole_per_cents():
    shown = published()
    assert shown.known == {"number": 51}
    assert shown.statuses == {"number": 40, "alone": 60}


def test_bands_are_rounded_outward_and_hold_what_is_counted():
    bands = {"V01": {"2020": (-1.2, -0.4)}}
    shown = published(bands=bands, least={"V01": {"2020": 596}})
    assert shown.persons == (-2, 2)
    assert shown.bands == {"V01": {"2020": (-2, 0)}}
    assert shown.band("V01", "2020") == (-2, 0)
    assert shown.band("V01", "2021") is None


def test_intervals_of_errors_are_rounded_outward():
    shown = published()
    assert shown.false_links == Share(0.011, 0.005, 0.02)


@pytest.mark.parametrize("number", [599, 601])
def test_nothing_shown_moves_with_a_single_person(number):
    one_more = replace(REPORT, persons=number)
    assert published(one_more) == published()


def test_a_total_that_shows_no_number_has_no_band():
    bands = {"V01": {"2020": (-20.0, 20.0), "2021": (-20.0, 20.0)}}
    shown = published(bands=bands, least={"V01": {"2021": 6}})
    assert shown.bands == {"V01": {"2021": (-20, 20)}}


def test_of_few_records_shares_are_in_wide_steps_and_of_fewer_there_are_none():
    few = replace(REPORT, records=120, known={"number": 117, "sex": 2})
    assert published(few).known == {"number": 100}
    assert published(replace(REPORT, records=19)).statuses == {}
