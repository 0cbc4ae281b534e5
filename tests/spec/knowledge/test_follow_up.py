"""Following recommendations: nothing counts as adopted without evidence, and somebody must look again."""

import pytest

from zicht.knowledge import adopted_unchecked, by_addressee, overdue, overview
from zicht.project.recommendations import months_later
from zicht.vocabulary.content import Recommendation, StatusStep
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

WORDS = Text("iets", "something")


def step(date: str, status: str, strength: str = "") -> StatusStep:
    return StatusStep(
        date, status, "Bureau", WORDS, "verslag" if strength else "", strength
    )


def advice(
    id_: str, *history: StatusStep, addressees: tuple[str, ...] = ("Minister",)
) -> Recommendation:
    return Recommendation(
        id=id_,
        number="",
        title=WORDS,
        date="2020",
        addressees=addressees,
        source="verslag",
        figures=(),
        history=(step("2020", "open"), *history),
        last_checked="2021-01-01",
        next_look="2022-01-01",
    )


def test_adoption_needs_evidence() -> None:
    with pytest.raises(ProjectError, match="nothing counts as adopted without it"):
        step("2021", "adopted")


def test_the_history_gives_the_status() -> None:
    assert advice("a").status == "open"
    assert advice("a", step("2021", "adopted", "own_statement")).status == "adopted"


@pytest.mark.parametrize(
    ("last", "closed"),
    [
        (step("2021", "promised"), False),
        (step("2021", "adopted", "own_statement"), False),
        (step("2021", "adopted", "document"), False),
        (step("2021", "adopted", "checked"), True),
        (step("2021", "partly_adopted", "checked"), False),
        (step("2021", "rejected"), True),
        (step("2021", "withdrawn"), True),
    ],
)
def test_only_what_was_checked_rejected_or_withdrawn_is_closed(
    last: StatusStep, closed: bool
) -> None:
    assert advice("a", last).is_closed is closed
    assert (overdue((advice("a", last),), "2023-01-01") == ()) is closed


def test_a_look_is_overdue_after_its_day() -> None:
    late = advice("a")
    assert overdue((late,), "2022-01-01") == ()
    assert overdue((late,), "2022-01-02") == (late,)


def test_adopted_on_somebodys_word_is_unchecked() -> None:
    said, seen = (
        advice("a", step("2021", "adopted", "own_statement")),
        advice("b", step("2021", "adopted", "checked")),
    )
    assert adopted_unchecked((said, seen, advice("c"))) == (said,)


def test_an_overview_counts_all_and_each_addressee() -> None:
    made = (
        advice("a", step("2021", "adopted", "document"), addressees=("B", "A")),
        advice("b", addressees=("A",)),
    )
    everyone, first, second = overview(made, "2023-01-01")
    assert (everyone.made, everyone.overdue, everyone.unchecked) == (2, 2, 1)
    assert (first.addressee, first.made, dict(first.by_status)) == (
        "A",
        2,
        {"adopted": 1, "open": 1},
    )
    assert (second.addressee, second.made) == ("B", 1)
    assert list(by_addressee(made)) == ["A", "B"]


def test_a_history_is_in_order_and_the_next_look_comes_after_the_last() -> None:
    with pytest.raises(ProjectError, match="not in order"):
        advice("a", step("2019", "answered"))
    with pytest.raises(ProjectError, match="no history"):
        Recommendation("a", "", WORDS, "2020", (), "", (), (), "2021", "2022")
    with pytest.raises(ProjectError, match="not after the last"):
        Recommendation(
            "a",
            "",
            WORDS,
            "2020",
            (),
            "",
            (),
            (step("2020", "open"),),
            "2021-06",
            "2021-05",
        )


@pytest.mark.parametrize(
    ("date", "months", "later"),
    [
        ("2021-01-11", 12, "2022-01-11"),
        ("2021-11-30", 3, "2022-02-28"),
        ("2021", 12, "2022-12-28"),
        ("2021-07", 6, "2022-01-28"),
    ],
)
def test_the_next_look_follows_from_the_last(
    date: str, months: int, later: str
) -> None:
    assert months_later(date, months) == later
