"""Attacks on erasure: another record of the person, another key, another spelling, a request that erases nobody."""

import csv
from pathlib import Path

import pytest
from tests.golden import albion

from zicht.pipeline import folders, itinerary, withdrawing
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.project.forms import read_form
from zicht.sources import read_withdrawals
from zicht.vault.persons import PersonDigests
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vocabulary.errors import DeliveryError, UsageError
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
GROUND = "GDPR, art. 7"


@pytest.fixture(name="project")
def _project(received_project: Path) -> Path:
    return received_project


def somebody_referred_three_times() -> list[albion.Referral]:
    """Three referrals of one person, each with other details."""
    person = next(
        person
        for person in albion.people()
        if len(albion.referrals(person)) == 3 and person.number % 2
    )
    return albion.referrals(person)


def ask(
    project: Path, text: str, *, dry_run: bool = False, only_named: bool = False
) -> withdrawing.Report:
    request = project.parent / "request.csv"
    request.write_text(text)
    return withdrawing.withdraw(
        project,
        request,
        ground=GROUND,
        day="",
        dry_run=dry_run,
        only_named=only_named,
        tell=silent,
    )


def vault_holds(project: Path, *words: str) -> bool:
    """Whether any table of the vault holds one of these texts, in whatever case."""
    with open_vault(Project.open(project), why="test", tell=silent) as (session, _):
        tables = session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'vault'"
        )
        for schema, table in tables:
            rows = str(session.rows(f'FROM vault."{schema}"."{table}"')).casefold()
            if any(word.casefold() in rows for word in words):
                return True
    return False


def records(project: Path) -> int:
    with open_vault(Project.open(project), why="test", tell=silent) as (_, vault):
        return sum(vault.payload().rows.values())


def test_one_record_named_erases_every_record_of_the_person(project: Path) -> None:
    first, *_ = rows = somebody_referred_three_times()
    before = records(project)
    text = f"source,reference\nreferrals,{first['reference']}\n"
    planned = ask(project, text, dry_run=True)
    assert (planned.done.records, planned.done.further) == (3, 2)
    assert records(project) == before, "a dry run erases nothing"
    done = ask(project, text)
    assert done.answers() == [(1, 1, 2, "1 record, and 2 more of the same person")]
    assert records(project) == before - 3
    assert not vault_holds(project, first["nino"], *(r["reference"] for r in rows))


def test_only_the_named_record_goes_where_that_is_asked(project: Path) -> None:
    first, *_ = somebody_referred_three_times()
    before = records(project)
    text = f"source,reference\nreferrals,{first['reference']}\n"
    assert ask(project, text, only_named=True).done.further == 0
    assert records(project) == before - 1


CHANGES = {
    "a new key": {},
    "and the number alone": {"first_name": "Other", "surname": "Else"},
    "and the name alone": {"nino": "not known"},
    "and the name in capitals, with accents": {"nino": "not known"},
    "and initials": {"nino": "not known", "first_name": "G."},
}
"""How a person comes back in a later delivery, to the fields that differ from those of before."""


def people_referred_three_times() -> list[albion.Referral]:
    """The first referral of each such person of 2024 whose number is known."""
    return [
        albion.referrals(person)[0]
        for person in albion.people()
        if person.number % 2
        and person.consents
        and person.year == "2024"
        and len(albion.referrals(person)) == 3
    ]


def test_a_later_delivery_does_not_bring_people_back(project: Path) -> None:
    """One person for each way to come back, withdrawn in one request and delivered in one file."""
    gone = people_referred_three_times()[: len(CHANGES)]
    keys = [f"referrals,{row['reference']}\n" for row in gone]
    assert ask(project, "".join(["source,reference\n", *keys])).done.records == 3 * len(
        gone
    )
    kept = records(project)
    part = albion.of_part("North", "2024")
    back = {}
    for (change, fields), row in zip(CHANGES.items(), gone, strict=True):
        changed = {**row, "reference": f"NEW-{len(back)}-OF-THIS-TEST", **fields}
        if "accents" in change:
            changed["surname"] = row["surname"].replace("O'Family", "O’FÀMILY")
        back[change] = changed
    albion.deliver(
        project,
        [*part, *back.values()],
        name="2024-North-again",
        part="North",
        extracted_on="2025-03-01",
    )
    itinerary.run(project, tell=silent)
    held_again = [
        change for change, row in back.items() if vault_holds(project, row["reference"])
    ]
    assert held_again == []
    assert records(project) == kept
    shown = (folders.deliveries(project) / "referrals").glob("*again*.csv")
    assert list(shown) == [], "the file that holds the people is put away"


def test_a_row_in_quarantine_without_its_key_is_not_kept_either(project: Path) -> None:
    first, *_ = somebody_referred_three_times()
    year = first["referred_on"][:4]
    ask(project, f"source,reference\nreferrals,{first['reference']}\n")
    part = albion.of_part("North", year)
    rows = [row for row in part if row["reference"] != first["reference"]]
    keyless = {**first, "reference": ""}
    albion.deliver(
        project,
        [*rows, keyless],
        name=f"{year}-North-again",
        part="North",
        extracted_on="2025-03-01",
    )
    itinerary.run(project, tell=silent)
    assert not vault_holds(project, first["nino"])


def test_another_person_of_the_same_name_stays(project: Path) -> None:
    """Born on another day: the digest of a name holds for the whole birth date only."""
    first, *_ = somebody_referred_three_times()
    ask(project, f"source,reference\nreferrals,{first['reference']}\n")
    year = first["referred_on"][:4]
    kept = records(project)
    part = albion.of_part("North", year)
    other = {**first, "reference": "NEW-2", "nino": "not known", "born": "1931-07-09"}
    albion.deliver(
        project,
        [*(row for row in part if row["reference"] != first["reference"]), other],
        name=f"{year}-North-again",
        part="North",
        extracted_on="2025-03-01",
    )
    itinerary.run(project, tell=silent)
    assert records(project) == kept + 1


BROKEN = (
    'source,reference\nreferrals,R0000-0"\n',
    'source,reference\nreferrals,"R0000-0\n',
    "source,reference\nreferrals,“R0000-0”\n",
    'source,nino\nreferrals,AB100001C"\n',
    "source,reference\nreferrals,R0000\u00ad-0\n",
    "source,reference\nreferrals,R0000-0\u200b\n",
    "source,nino\nreferrals,\u202aAB100001C\u202c\n",
    "source,reference\nreferrals,'R0000-0'\n",
    "source,reference\nreferrals,`R0000-0`\n",
    "source,reference\nreferrals,‹R0000-0›\n",
    "source,nino\nreferrals,ＡＢ１００００１Ｃ\n",
    "source,first_name,surname,born\nreferrals,GivenA,Family,31-01-1960\n",
    "source,first_name,surname,born\nreferrals,GivenA,Family,1960-1-31\n",
    "source,first_name,surname,born\nreferrals,GivenA,Family,1960-02-30\n",
    "source,first_name,surname,born\nreferrals,GivenA,Family,1960-13\n",
    "source,first_name,surname,born\nreferrals,GivenA,Family,0000\n",
)


@pytest.mark.parametrize("request_text", BROKEN)
def test_a_request_with_an_open_quote_or_an_invisible_sign_is_refused(
    project: Path, request_text: str
) -> None:
    """Taken as they stand these values would name nobody, and the person would stay."""
    with pytest.raises(DeliveryError, match="not a request") as refused:
        ask(project, request_text)
    assert "R0000" not in str(refused.value)


WRITTEN_OTHERWISE = {
    "with a mark of byte order": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "with line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "with line ends of old": lambda text: text.replace("\n", "\r").encode(),
    "in UTF-16": lambda text: text.encode("utf-16"),
    "with semicolons": lambda text: text.replace(",", ";").encode(),
    "quoted": lambda text: text.replace("referrals", '"referrals"').encode(),
    "without a last line end": lambda text: text.rstrip().encode(),
}
"""How a program writes a request, to how its text becomes bytes."""


@pytest.mark.parametrize("how", WRITTEN_OTHERWISE)
def test_a_request_names_the_same_record_however_it_is_written(
    how: str, tmp_path: Path
) -> None:
    form = tmp_path / "forms" / "referrals.toml"
    form.parent.mkdir()
    form.write_text(albion.FORM)
    file = tmp_path / "request.csv"
    file.write_bytes(WRITTEN_OTHERWISE[how]("source,reference\nreferrals,R0000-0\n"))
    (asked,) = read_withdrawals(file, {"referrals": [read_form(form)]})
    assert asked.key == ("R0000-0",)


def test_every_row_of_a_request_is_answered(project: Path) -> None:
    first, *_ = somebody_referred_three_times()
    ask(project, f"source,reference\nreferrals,{first['reference']}\n")
    text = f"source,reference\nreferrals,{first['reference']}\nreferrals,NOBODY-1\n"
    answers = ask(project, text).answers()
    assert [words for *_, words in answers] == [
        "withdrawn before; it stays out",
        "not held; it stays out when it comes",
    ]


HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"


def test_a_key_is_found_whatever_sign_stands_for_its_hyphen(project: Path) -> None:
    """Word processors put other hyphens in the place of the plain one, and nobody sees it: one person for each."""
    asked = people_referred_three_times()[: len(HYPHENS)]
    keys = [row["reference"] for row in asked]
    rows = [
        f"referrals,{key.replace('-', hyphen)}\n"
        for key, hyphen in zip(keys, HYPHENS, strict=True)
    ]
    answers = ask(project, "".join(["source,reference\n", *rows])).answers()
    words = (
        "1 record, whose key has other signs that look the same, and 2 more of the same"
        " person"
    )
    assert [answer[1:] for answer in answers] == [(1, 2, words)] * len(HYPHENS)
    rows = [f"referrals,{key}\n" for key in keys]
    again = ask(project, "".join(["source,reference\n", *rows])).answers()
    assert {answer[-1] for answer in again} == {"withdrawn before; it stays out"}
    assert len(again) == len(HYPHENS)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("NOBODY-1", "not held; it stays out when it comes"),
        ("NOBODY\u20111", "not held; it stays out when it comes"),
        (
            "\N{CYRILLIC CAPITAL LETTER ER}0000-0",
            "not held; it stays out when it comes",
        ),
        ("R0\N{CYRILLIC SMALL LETTER O}00-0", "mixes letters or digits"),
        ("NOBODY-\N{FULLWIDTH DIGIT ONE}", "mixes letters or digits"),
    ],
)
def test_a_key_that_is_not_held_counts_no_record(
    project: Path, key: str, words: str
) -> None:
    done = ask(project, f"source,reference\nreferrals,{key}\n")
    assert done.as_fields()["records withdrawn"] == 0
    assert done.as_fields()["rows of which the vault holds nothing"] == 1
    assert words in done.answers()[0][-1]


@pytest.mark.parametrize(
    ("born", "stays_out"),
    [("1931-07-09", True), ("1931-07", False), ("1931", False)],
)
def test_nobody_is_promised_to_stay_out_who_would_not_be_recognised(
    project: Path, born: str, stays_out: bool
) -> None:
    """Many people share a name and a year of birth: only a whole birth date tells them apart."""
    text = f"source,first_name,surname,born\nreferrals,Nobody,Unheard,{born}\n"
    ((*_, words),) = ask(project, text).answers()
    assert ("it stays out" in words) == stays_out
    assert ("not kept out" in words) != stays_out


def test_a_withdrawal_of_a_day_to_come_is_refused(
    project: Path, tmp_path: Path
) -> None:
    request = tmp_path / "asked.csv"
    request.write_text("source,reference\nreferrals,R0000-0\n")
    with pytest.raises(UsageError, match="in the future"):
        withdrawing.withdraw(
            project,
            request,
            ground="a test",
            day="2999-01-01",
            dry_run=True,
            tell=silent,
        )


def test_somebody_who_is_not_held_yet_stays_out_by_number(project: Path) -> None:
    ask(project, "source,nino\nreferrals,AB 99 99 99 C\n")
    year, kept = "2024", records(project)
    part = albion.of_part("North", year)
    newcomer = {**part[0], "reference": "NEW-3", "nino": "AB999999C"}
    albion.deliver(
        project,
        [*part, newcomer],
        name=f"{year}-North-again",
        part="North",
        extracted_on="2025-03-01",
    )
    itinerary.run(project, tell=silent)
    assert records(project) == kept
    with (project.parent / "request.csv").open() as handle:
        assert len(list(csv.DictReader(handle))) == 1


def _digests(given: str, prefix: str, family: str) -> set[str]:
    link = {
        LinkRole.GIVEN_NAMES: given,
        LinkRole.NAME_PREFIX: prefix,
        LinkRole.FAMILY_NAME: family,
        LinkRole.BIRTH_DATE: "1990-02-01",
    }
    return set(PersonDigests(Pseudonyms(b"0" * 32)).of(link))


@pytest.mark.parametrize(
    "other",
    [
        ("Jorgen", "van den", "Muller"),
        ("Joergen", "", "van den Müller"),
        ("JØRGEN", "", "Van Den Mueller"),
        ("J.", "Van den", "MÜLLER"),
        ("Jørgen", "", "Mu\u0308ller"),
    ],
)
def test_tombstones_hold_for_every_way_in_which_a_name_is_written(
    other: tuple[str, str, str],
) -> None:
    withdrawn = _digests("Jørgen", "van den", "Müller")
    assert withdrawn & _digests(*other)


@pytest.mark.parametrize(
    "other",
    [("Karl", "van den", "Müller"), ("Jørgen", "van den", "Miller"), ("", "van", "")],
)
def test_tombstones_do_not_hold_for_another_name(other: tuple[str, str, str]) -> None:
    withdrawn = _digests("Jørgen", "van den", "Müller")
    assert not withdrawn & _digests(*other)
