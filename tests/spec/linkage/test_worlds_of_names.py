"""People are found, in blocks too, where names are of another kind: few, begun alike, or one for each person."""

import random
from collections.abc import Callable

import pytest
from tests.spec.linkage.conftest import hand_over

from zicht.engine.session import Session
from zicht.linkage import weighing
from zicht.linkage.linking import link

Names = tuple[str, str]
SYLLABLES = ("ba", "do", "fa", "ko", "la", "mi", "ne", "po", "ri", "su", "ti", "vo")
GIVEN_IN_PUNJAB = ("Amandeep", "Gurpreet", "Harpreet", "Jaspreet", "Kuldeep", "Mandeep")
GIVEN_IN_VIETNAM = (
    "Anh",
    "Binh",
    "Dung",
    "Giang",
    "Hoa",
    "Huong",
    "Lan",
    "Linh",
    "Mai",
)
FAMILIES_OF_VIETNAM = ("Nguyen", "Nguyen", "Nguyen", "Tran", "Le", "Pham")
FAMILIES_OF_CHINA = ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang")


def punjabi(chance: random.Random) -> Names:
    return chance.choice(GIVEN_IN_PUNJAB), "Kaur"


def vietnamese(chance: random.Random) -> Names:
    return f"Thi {chance.choice(GIVEN_IN_VIETNAM)}", chance.choice(FAMILIES_OF_VIETNAM)


def chinese(chance: random.Random) -> Names:
    given = "".join(chance.sample(SYLLABLES, 2)).title()
    return given, chance.choice(FAMILIES_OF_CHINA)


def begun_alike(chance: random.Random) -> Names:
    given, family = ("".join(chance.sample(SYLLABLES, 2)) for _ in range(2))
    return f"Mara{given}", f"Mara{family}"


def one_name(chance: random.Random) -> Names:
    return "-", "".join(chance.sample(SYLLABLES, 3)).title()


def records(world: Callable[[random.Random], Names], n_people: int) -> str:
    """Write two records of each person: of one in six, names changed places; of another, the date is 1 January."""
    chance = random.Random(world.__name__)  # noqa: S311 - invented people need no secrecy
    lines = ["record | given | family | birth | sex | place"]
    for number in range(n_people):
        given, family = world(chance)
        year, month, day = chance.randint(1970, 2005), *chance.sample(range(1, 13), 2)
        born = f"{year}-{month:02}-{day + 13:02}"
        place = f"GM{chance.randrange(40):04}"
        lines.append(f"{number}-a | {given} | {family} | {born} | f | {place}")
        slip = chance.randrange(6)
        if slip == 0 and given != "-":
            given, family = family, given
        if slip == 1:
            born = f"{year}-01-01"
        lines.append(f"{number}-b | {given} | {family} | {born} | f | {place}")
    return "\n".join(lines)


@pytest.mark.parametrize("in_blocks", [False, True], ids=["every pair", "blocks"])
@pytest.mark.parametrize(
    "world",
    [punjabi, vietnamese, chinese, begun_alike, one_name],
    ids=lambda w: w.__name__,
)
def test_two_records_of_each_person_find_each_other(
    session: Session, world: Callable[[random.Random], Names], in_blocks: bool
) -> None:
    n_people = 250
    fields = hand_over(session, records(world, n_people))
    limit = {"affordable_pairs": 0} if in_blocks else {}
    report = link(session, fields, **limit).report
    assert report.every_pair != in_blocks
    assert report.least_persons <= n_people <= report.most_persons
    assert abs(report.persons - n_people) <= 0.04 * n_people


def test_a_source_none_of_whose_records_were_drawn_for_estimation_is_linked_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many records, the model is estimated on a few: it still weighs pairs of sources that have none of these."""
    monkeypatch.setattr(weighing, "ESTIMATION_PAIRS", 5 * 122)
    monkeypatch.setattr(weighing, "SAMPLE", 100)
    header, *rows = records(vietnamese, 60).splitlines()
    lines = [f"{header} | source"]
    lines += [f"{row} | among" for row in rows]
    once = "Mina | Osei | 1999-04-05 | f | GM0001 | zeta"
    lines += [f"y | {once}", f"z | {once.replace('Mina', 'Minna')}"]
    fields = hand_over(session, "\n".join(lines))
    report = link(session, fields, affordable_pairs=0).report
    assert not report.every_pair
    assert report.persons <= 62
