"""Records of which too little is known are persons of their own in the count, and may be of others in the band."""

import pytest
from tests.spec.linkage.conftest import hand_over

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage.linking import link

HEADER = "record | given | family | birth | sex | event | part"
SYLLABLES = ("ba", "do", "fa", "ko", "la", "mi", "ne", "po", "ri", "su", "ti", "vo")


def name(number: int) -> str:
    """A name that nobody else of 1,728 people has."""
    first, rest = number % 12, number // 12
    return (SYLLABLES[first] + SYLLABLES[rest % 12] + SYLLABLES[rest // 12]).title()


def two_records_each(n_people: int, *, n_bare: int, bare: str) -> str:
    """Write two whole records of each person; of the first `n_bare` people, the second as `bare` says."""
    lines = [HEADER]
    for number in range(n_people):
        family, born = name(number), f"{1970 + number % 40}-03-{number % 28 + 1:02}"
        whole = f"- | {family} | {born} | f"
        other = bare.format(family=family) if number < n_bare else whole
        lines.append(f"{number}-a | {whole} | - | -")
        lines.append(f"{number}-b | {other} | - | -")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "bare",
    [
        "- | {family} | - | f",
        "- | {family}x | - | f",
        "{family} | - | - | f",
        "- | - | - | f",
    ],
    ids=["one name", "one name with a slip", "a given name", "nothing"],
)
def test_the_band_holds_people_of_whom_a_record_says_too_little(
    session: Session, bare: str
) -> None:
    """Forty second records tell nothing: they are counted as forty more people, and may be none."""
    table = two_records_each(200, n_bare=40, bare=bare)
    linkage = link(session, hand_over(session, table))
    assert linkage.report.persons == 240
    assert linkage.report.least_persons <= 200 + 4
    assert linkage.report.statuses["little_known"] == 40


def test_the_band_is_wider_where_more_records_say_too_little(session: Session) -> None:
    width = []
    for n_bare in (0, 20, 80):
        table = two_records_each(200, n_bare=n_bare, bare="- | {family} | - | f")
        report = link(session, hand_over(session, table)).report
        width.append(report.persons - report.least_persons)
    assert width[0] <= 2 < width[1] < width[2]


def test_records_of_another_birth_year_are_never_joined(session: Session) -> None:
    """Of these records the birth year is known, and nobody on record has it."""
    lines = two_records_each(60, n_bare=0, bare="").splitlines()
    lines += [f"x{number} | - | - | 1931 | f | - | -" for number in range(30)]
    linkage = link(session, hand_over(session, "\n".join(lines)))
    assert linkage.report.persons == 90
    for drawn in linkage.plausible.drawn:
        links = session.rows(
            sql("SELECT pseud_id, person_id FROM {t}", t=drawn.relation)
        )
        joined = [(pseud, person) for pseud, person in links if pseud != person]
        assert not [pair for pair in joined if "x" in (pair[0][0], pair[1][0])]


def test_sixty_people_of_whom_nothing_is_known_stay_sixty(session: Session) -> None:
    lines = [f"{number} | - | Unheard | - | f | - | -" for number in range(60)]
    report = link(session, hand_over(session, "\n".join([HEADER, *lines]))).report
    assert (report.least_persons, report.persons, report.most_persons) == (60, 60, 60)


def test_two_parts_in_one_event_are_never_joined(session: Session) -> None:
    """Each record that says too little is a suspect in an event in which the only other person is the victim."""
    lines = [HEADER]
    for number in range(40):
        born = f"1980-{number % 12 + 1:02}-{number % 28 + 1:02}"
        lines += [f"{number}-{nth} | - | Kaya | {born} | f | 1 | 1" for nth in "ab"]
        lines.append(f"{number}-c | - | Kaya | - | f | 1 | 2")
    report = link(session, hand_over(session, "\n".join(lines))).report
    assert report.least_persons >= report.persons - 1
