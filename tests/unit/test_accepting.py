"""Doubts about deliveries are accepted one by one, each by its name and for a reason on one line."""

import pytest

from zicht.pipeline.accepting import Acceptances, DoubtedDelivery
from zicht.sources import Doubt
from zicht.vocabulary.errors import UsageError


@pytest.mark.parametrize(
    "reason",
    [
        "new law\nvolume.2023: the supplier called",
        "new law\rvolume.2023: the supplier called",
        "new law\u2028volume.2023: the supplier called",
        "new law \x1b[2J",
        "new law \u202ewal",
    ],
)
def test_a_reason_that_would_read_as_another_acceptance_is_wrong_use(
    reason: str,
) -> None:
    with pytest.raises(UsageError, match="--accept number 1 has a line end"):
        Acceptances([f"referrals/2024.csv:volume.2024={reason}"])


def test_a_doubt_about_a_file_with_an_equals_sign_in_its_name_can_be_accepted() -> None:
    volume = Doubt("volume.2024", "it has 3 rows of 2024, where 90 count until now")
    doubted = DoubtedDelivery("referrals/year=2024.csv", (volume,))
    acceptances = Acceptances(["referrals/year=2024.csv:volume.2024=a = b"])
    assert acceptances.left_in_doubt(doubted).doubts == ()
    assert acceptances.record_of(doubted) == "volume.2024: a = b"


def test_an_unused_acceptance_is_named_without_its_reason() -> None:
    acceptances = Acceptances(["referrals/year=2024.csv:volume.2024=why"])
    told: list[str] = []
    acceptances.tell_unused(told.append)
    (careful,) = told
    assert "referrals/year=2024.csv:volume.2024 does not name a doubt" in careful
