"""Deliveries as a whole: every file is accounted for, parts add up, a later one replaces only what it should."""

import datetime
import itertools
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.golden import albion
from tests.golden.test_chain import content_of
from zicht.linkage import linking
from zicht.pipeline import itinerary, status
from zicht.pipeline.expected import owed_deliveries, refuse_missing, slots
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.intake import receive_all
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release.store import list_releases
from zicht.vault.keys import Keys
from zicht.vault.noise import journal_key
from zicht.vocabulary.errors import DeliveryError, ProjectError, UsageError
from zicht.vocabulary.progress import Progress, silent

TODAY = datetime.date(2026, 3, 1)
COUNT = (
    "SELECT year(valid_from), count(*) FROM payload_referrals GROUP BY ALL ORDER BY ALL"
)


def received(
    folder: Path,
    *,
    accept: Sequence[str] = (),
    is_complete: bool = True,
    tell: Progress = silent,
) -> dict[int, int]:
    """Receive what lies in the folder as a run does; give the records that count, by year."""
    project = Project.open(folder)
    with open_vault(project, why="test", tell=silent) as (session, vault):
        receive_all(
            project, session, vault, open_inbox(project), tell=tell, accept=accept
        )
        if is_complete:
            refuse_missing(slots(owed_deliveries(project), vault.coverage(), TODAY))
        vault.payload()
        return dict(session.rows(COUNT))


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    settings = albion.SETTINGS.replace("[2023, 2024]", "[2024, 2024]")
    return albion.make_project(tmp_path / "albion", settings=settings)


def rows(number: int, *, month: int = 3, year: int = 2024, **changes: str):
    """Referrals of different people in one month."""
    people = [person for person in albion.people() if person.consents][:number]
    return [
        {
            **albion.referrals(person)[0],
            "reference": f"{year}-{month:02}-{nth}",
            "referred_on": f"{year}-{month:02}-10",
            **changes,
        }
        for nth, person in enumerate(people)
    ]


@pytest.mark.parametrize("ending", [".CSV", ".txt", ".Tsv"])
def test_endings_in_capitals_and_other_names_are_received(
    folder: Path, ending: str
) -> None:
    albion.deliver(folder, rows(40), name="2024", ending=ending)
    assert received(folder) == {2024: 40}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2024.docx", "is not a kind of file that is read"),
        ("2024.csv.bak", "is not a kind of file that is read"),
        ("2024", "is not a kind of file that is read"),
        ("other.csv", "has no letter other.toml beside it"),
        ("other.toml", "is a letter without its file"),
        ("2024.txt", "has the same name"),
        ("folder/", "is a folder, a link or a device"),
        ("../loose.csv", "in the folder of no source"),
        ("../shelters/", "is of no source that the project uses"),
    ],
)
def test_a_file_that_is_not_understood_stops_the_run(
    folder: Path, name: str, words: str
) -> None:
    file = albion.deliver(folder, rows(40), name="2024")
    stray = file.parent / name
    stray.mkdir() if name.endswith("/") else stray.write_text("x")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert words in str(raised.value)
    found = status.status(folder)
    assert found["files that are not understood"]
    assert found["deliveries not received yet"] == 0, "the good one was received"


def test_a_name_that_is_not_text_stops_the_run_and_is_shown(folder: Path) -> None:
    file = albion.deliver(folder, rows(40), name="2024")
    os.close(os.open(os.fsencode(file.parent) + b"/\xff\xfe.csv", os.O_CREAT))
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "has no letter" in str(raised.value)
    str(raised.value).encode("utf-8")


def test_what_programs_hide_is_passed_over(folder: Path) -> None:
    file = albion.deliver(folder, rows(40), name="2024")
    for name in (".DS_Store", "Thumbs.db", ".~lock.2024.csv#", "README.md"):
        (file.parent / name).write_text("x")
    assert received(folder) == {2024: 40}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2024-01-01/2024-06-30", "2024-07-01/2024-12-31"),
        ("2024-01-01/2024-03-31", "2024-04-01/2024-12-31"),
    ],
)
def test_periods_of_a_year_add_up(folder: Path, first: str, second: str) -> None:
    albion.deliver(folder, rows(30, month=1), name="2024-a", period=first)
    albion.deliver(folder, rows(30, month=9), name="2024-b", period=second)
    assert received(folder) == {2024: 60}


def test_months_add_up(folder: Path) -> None:
    for month in range(1, 13):
        albion.deliver(
            folder,
            rows(5, month=month),
            name=f"2024-{month:02}",
            period=f"2024-{month:02}",
        )
    assert received(folder) == {2024: 60}


def test_parts_add_up(folder: Path) -> None:
    for part in ("North", "South", "Isles"):
        unique = [
            {**row, "reference": f"{part}-{row['reference']}"} for row in rows(20)
        ]
        albion.deliver(folder, unique, name=f"2024-{part}", part=part)
    assert received(folder) == {2024: 60}


def test_the_whole_beside_a_part_is_a_question(folder: Path) -> None:
    albion.deliver(folder, rows(30), name="2024-a")
    albion.deliver(folder, rows(30, month=4), name="2024-b", part="North")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "their rows would count twice" in str(raised.value)


def test_two_of_one_day_are_a_question_and_a_correction_answers_it(
    folder: Path,
) -> None:
    albion.deliver(folder, rows(60), name="2024-a")
    albion.deliver(folder, rows(40), name="2024-b")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "correction = 1" in str(raised.value)
    albion.deliver(folder, rows(40), name="2024-b", correction=1)
    assert received(folder) == {2024: 40}


def test_a_correction_of_nothing_is_received_and_named(folder: Path) -> None:
    albion.deliver(folder, rows(60), name="2024-a", correction=5)
    told: list[str] = []
    assert received(folder, tell=told.append) == {2024: 60}
    assert [words for words in told if "calls itself correction 5" in words]
    told.clear()
    albion.deliver(folder, rows(58), name="2024-b", correction=6)
    assert received(folder, tell=told.append) == {2024: 58}
    assert not [words for words in told if "calls itself correction" in words]


def careful(told: Sequence[str]) -> list[str]:
    """Return what a run says beside its work."""
    return [line for line in told if line.startswith("Careful: referrals")]


def test_a_delivery_that_replaces_another_says_so(folder: Path) -> None:
    albion.deliver(folder, rows(60), name="2024")
    told: list[str] = []
    received(folder, tell=told.append)
    assert not careful(told)
    albion.deliver(folder, rows(45), name="2024-corrected", correction=1)
    assert received(folder, tell=told.append) == {2024: 45}
    (words,) = careful(told)
    assert words == (
        "Careful: referrals, 2024-corrected takes the place of what counted for its days until now:"
        " 45 rows instead of 60"
    )
    told.clear()
    received(folder, tell=told.append)
    assert not careful(told), "nothing new came"


def test_a_delivery_that_counts_for_nothing_says_so(folder: Path) -> None:
    albion.deliver(folder, rows(60), name="2024")
    received(folder)
    albion.deliver(folder, rows(50), name="2024-older", extracted_on="2025-01-05")
    told: list[str] = []
    assert received(folder, tell=told.append) == {2024: 60}
    assert careful(told) == [
        "Careful: referrals, 2024-older counts for nothing: another delivery, extracted later, covers all of its days"
    ]


def test_a_delivery_without_a_usable_row_says_so_where_it_is_accepted(
    folder: Path,
) -> None:
    albion.deliver(folder, rows(60), name="2024")
    received(folder)
    albion.deliver(folder, rows(50, gender="unheard"), name="2024-bad", correction=1)
    told: list[str] = []
    doubts = ("quarantine", "volume.2024")
    accept = [f"referrals/2024-bad.csv:{doubt}=It is a trial" for doubt in doubts]
    assert received(folder, tell=told.append, accept=accept) == {2024: 60}
    assert careful(told) == [
        "Careful: referrals, 2024-bad counts for nothing: none of its rows can be used"
    ]


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    """Every order of three deliveries gives the same records."""
    settings = albion.SETTINGS.replace("[2023, 2024]", "[2024, 2024]")
    found = set()
    for order in itertools.permutations(range(3)):
        folder = albion.make_project(
            tmp_path / "".join(map(str, order)), settings=settings
        )
        for nth in order:
            albion.deliver(
                folder,
                rows(60 - 5 * nth),
                name=f"2024-{nth}",
                extracted_on=f"2025-0{1 + nth // 2}-01",
                correction=nth % 2,
            )
            counted = received(folder)
        found.add(tuple(counted.items()))
    assert found == {((2024, 50),)}


def test_a_correction_that_is_all_quarantine_never_replaces(folder: Path) -> None:
    albion.deliver(folder, rows(60), name="2024")
    received(folder)
    albion.deliver(
        folder, rows(60, gender="v"), name="2024-b", extracted_on="2025-03-01"
    )
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "none of its 60 rows can be used" in str(raised.value)
    insisted = ["volume.2024", "quarantine", "empty-years"]
    accept = [
        f"referrals/2024-b.csv:{doubt}=the supplier insists" for doubt in insisted
    ]
    assert received(folder, accept=accept) == {2024: 60}, "not even when it is accepted"


def test_a_letter_for_more_years_than_its_rows_is_refused(tmp_path: Path) -> None:
    folder = albion.make_project(tmp_path / "albion", settings=albion.SETTINGS)
    for year in (2023, 2024):
        albion.deliver(folder, rows(40, year=year), name=str(year))
    received(folder)
    albion.deliver(
        folder,
        rows(45),
        name="2023-2024",
        period="2023-2024",
        extracted_on="2025-03-01",
    )
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "it has no rows of 2023, where 40 count until now" in str(raised.value)


def test_a_file_that_was_cut_off_is_refused_unless_somebody_says_why(
    tmp_path: Path,
) -> None:
    """The halving of notifications after the privacy law of 2018 was real: such a fall needs a reason, once."""
    folder = albion.make_project(tmp_path / "albion", settings=albion.SETTINGS)
    albion.deliver(folder, rows(200, year=2023), name="2023")
    albion.deliver(folder, rows(60), name="2024")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "it has 60 rows of 2024, beside 200 of 2023" in str(raised.value)
    reason = "The supplier confirms the fall: fewer referrals since the new act = A 12"
    accept = [f"referrals/2024.csv:years.2023-2024={reason}"]
    assert received(folder, accept=accept) == {2023: 200, 2024: 60}
    assert received(folder) == {2023: 200, 2024: 60}, "it is not asked again"
    (told,) = status.status(folder)["accepted in spite of doubts"]
    assert (told["doubt"], told["because"]) == ("years.2023-2024", reason)


def test_a_doubt_that_nobody_named_still_refuses(folder: Path) -> None:
    """Whoever accepts a fall has said nothing about genders that changed."""
    albion.deliver(folder, rows(100), name="2024")
    received(folder)
    albion.deliver(
        *(folder, rows(40, gender="?")),
        name="b",
        period="2024",
        extracted_on="2025-03-01",
    )
    fall = "referrals/b.csv:volume.2024=fewer were referred"
    with pytest.raises(DeliveryError) as raised:
        received(folder, accept=[fall])
    assert "referrals/b.csv:share.gender.?: code ?" in str(raised.value)
    assert "volume" not in str(raised.value)
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    asked = [line.partition(": ")[0] for line in raised.value.details]
    accept = [f"{address}=a new register" for address in asked]
    assert received(folder, accept=accept) == {2024: 40}
    recorded = status.status(folder)["accepted in spite of doubts"]
    assert [f"referrals/b.csv:{row['doubt']}" for row in recorded] == asked


@pytest.mark.parametrize(
    "text",
    [
        "the supplier insists",
        "volume.2024=true",
        "referrals/2024.csv=true",
        "referrals/2024.csv:volume.2024",
        "referrals/2024.csv:volume.2024= ",
        "",
    ],
)
def test_a_reason_without_the_name_of_a_doubt_is_wrong_use(
    folder: Path, text: str
) -> None:
    albion.deliver(folder, rows(60), name="2024")
    with pytest.raises(UsageError, match="--accept number 1 does not name the doubt"):
        received(folder, accept=[text])


def test_an_acceptance_of_a_doubt_that_nobody_has_is_said(folder: Path) -> None:
    albion.deliver(folder, rows(60), name="2024")
    told: list[str] = []
    received(folder, accept=["referrals/2024.csv:volume.2023=why"], tell=told.append)
    (careful,) = [line for line in told if "--accept" in line]
    assert "referrals/2024.csv:volume.2023 does not name a doubt" in careful


def test_an_acceptance_is_said_to_be_about_nothing_where_nothing_changed(
    folder: Path,
) -> None:
    albion.deliver(folder, rows(60), name="2024")
    itinerary.run(folder, tell=silent)
    told: list[str] = []
    again = ["referrals/2024.csv:volume.2024=why"]
    assert itinerary.run(folder, tell=told.append, accept=again).unchanged
    assert any("does not name a doubt" in line for line in told)


def test_what_has_not_arrived_is_missing_and_never_zero(tmp_path: Path) -> None:
    folder = albion.make_project(tmp_path / "albion")
    albion.deliver(folder, albion.of_part("North", "2023"), name="2023-N", part="North")
    albion.deliver(folder, albion.of_part("South", "2023"), name="2023-S", part="South")
    albion.deliver(folder, albion.of_part("North", "2024"), name="2024-N", part="North")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "referrals, South, 2024-01-01 to 2024-12-31: late" in str(raised.value)
    assert "North" not in str(raised.value)


def test_a_quarter_that_is_lacking_is_named(folder: Path) -> None:
    for quarter in (1, 2, 4):
        albion.deliver(
            folder,
            rows(20, month=3 * quarter),
            name=f"2024-Q{quarter}",
            period=f"2024-Q{quarter}",
        )
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "partial" in str(raised.value)
    assert "no rows can be of 2024-07-01 to 2024-09-30" in str(raised.value)


def test_one_bad_delivery_does_not_block_another(folder: Path) -> None:
    good = albion.deliver(folder, rows(40), name="2024")
    for name, content in (
        ("b.csv", b"PK\x03\x04"),
        ("c.csv", b"\x00\x01"),
        ("d.csv", b""),
    ):
        file = albion.deliver(folder, rows(1), name=name[0], period="2024")
        file.with_name(name).write_bytes(content)
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert all(f"referrals/{name}.csv" in str(raised.value) for name in "bcd")
    assert good.name not in str(raised.value)
    with open_vault(Project.open(folder), why="test", tell=silent) as (_, vault):
        assert vault.payload().rows == {"referrals": 40}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nino": "QQ123456C"}, "60 of 60 numbers in column nino fail their check"),
        ({"born": "1991-01-01"}, "column born has one value in 60 of 60 rows"),
        (
            {"born": "1991-01-01"},
            "60 of 60 dates in column born are the first of January",
        ),
        ({"surname": "Tbc"}, "column surname has one value in 60 of 60 rows"),
        ({"gender": "?"}, "code ? of column gender stands in 100% of its rows"),
    ],
)
def test_doubts_about_a_whole_delivery(folder: Path, changes, words: str) -> None:
    albion.deliver(folder, rows(60), name="2024")
    received(folder)
    albion.deliver(
        folder, rows(60, **changes), name="2024-b", extracted_on="2025-03-01"
    )
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert words in str(raised.value)


def test_placeholders_make_nobody_one_person(folder: Path) -> None:
    """Sixty people of whom names and birth date are unknown stay sixty."""

    unnamed = {
        "nino": "not known",
        "first_name": "NN",
        "surname": "not known",
        "born": "1900-01-01",
    }
    albion.deliver(folder, rows(60, **unnamed), name="2024")
    received(folder)
    project = Project.open(folder)
    with open_vault(project, why="test", tell=silent) as (session, vault):
        assert linking.link(session, vault.link_fields()).links.persons == 60


@pytest.mark.parametrize(
    ("changes", "stated", "words"),
    [
        ({}, {"extracted_on": "2024-06-30"}, "before its period ended on 2024-12-31"),
        (
            {},
            {"period": "2023-2024"},
            "its letter covers 1 year of which it has no rows: 2023",
        ),
        (
            {"surname": "Unknown", "first_name": "Unknown", "born": "1990-06-06"},
            {},
            "one name with one birth date stands in 60 rows",
        ),
        ({"surname": "1990-02-03"}, {}, "column surname holds digits in 60 of 60 rows"),
        ({"surname": "Jos\u00c3\u00a9"}, {}, "was read in a wrong encoding"),
        ({"born": "12 maart"}, {}, "60 of 60 values in column born fail their check"),
        ({"born": "2024-12-31"}, {}, "60 of 60 values in column born fail their check"),
    ],
)
def test_doubts_about_a_first_delivery(
    folder: Path, changes, stated, words: str
) -> None:
    albion.deliver(folder, rows(60, **changes), name="2024", **stated)
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert words in str(raised.value)


def test_a_small_delivery_of_which_half_is_in_quarantine_is_refused(
    folder: Path,
) -> None:
    good, bad = rows(20), rows(20, gender="v")
    albion.deliver(folder, [*good[:10], *bad[10:]], name="2024")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "10 of its 20 rows would go to quarantine" in str(raised.value)


def test_two_spellings_of_a_part_are_a_question(folder: Path) -> None:
    albion.deliver(folder, rows(40), name="a", period="2024", part="North")
    albion.deliver(folder, rows(38), name="b", period="2024", part="nórth ")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "as two parts their rows would add up" in str(raised.value)


def test_a_part_that_nobody_expects_is_a_question(tmp_path: Path) -> None:
    folder = albion.make_project(tmp_path / "albion")
    albion.deliver(folder, rows(40), name="2024-a", part="Nort")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "expects: North, South" in str(raised.value)


def without_key() -> str:
    """The form of Albion when its source had no reference of its own."""
    head, first, *others = albion.FORM.split("[[column]]")
    assert 'name = "reference"' in first
    head = head.replace('key = ["reference"]', 'key = []\nignore = ["reference"]')
    return "[[column]]".join([head, *others])


def test_a_file_without_a_key_that_was_joined_with_itself_is_refused(
    folder: Path,
) -> None:
    (folder / "forms" / "referrals.toml").write_text(without_key())
    albion.deliver(folder, [*rows(40), *rows(40)], name="2024")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "every row stands in it 2 times" in str(raised.value)


def test_one_file_as_two_parts_is_refused(folder: Path) -> None:
    for part in ("A", "B"):
        albion.deliver(folder, rows(40), name=part, period="2024", part=part)
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    assert "its file is the same as referrals/A.csv" in str(raised.value)


COUNTS = """
source = "referrals"
version = 1
producer = "Albion Helpline"
title = { nl = "Tellingen", en = "Counts" }
key = ["year", "area"]
period_column = "year"
aggregate = true

[[column]]
name = "year"
kind = "integer"
role = "key"
title = { nl = "Jaar", en = "Year" }

[[column]]
name = "area"
kind = "text"
role = "key"
title = { nl = "Gebied", en = "Area" }

[[column]]
name = "n"
kind = "integer"
role = "payload"
title = { nl = "Aantal", en = "Number" }
"""


def counts(year: int, n: int) -> list[dict[str, str]]:
    return [{"year": str(year), "area": f"A{at}", "n": str(n)} for at in range(40)]


def test_counts_in_thousands_are_doubtful(tmp_path: Path) -> None:
    """As many rows as the year before, which add up to a thousand times as much."""
    folder = albion.make_project(tmp_path / "albion", settings=albion.SETTINGS)
    (folder / "forms" / "referrals.toml").write_text(COUNTS)
    albion.deliver(folder, counts(2023, 25), name="2023")
    albion.deliver(folder, counts(2024, 25_000), name="2024")
    with pytest.raises(DeliveryError) as raised:
        received(folder)
    words = "column n adds up to 1,000,000 in 2024, where 1,000 of 2023 do"
    assert words in str(raised.value)


def test_a_count_below_zero_goes_to_quarantine(tmp_path: Path) -> None:
    folder = albion.make_project(tmp_path / "albion", settings=albion.SETTINGS)
    allowed = f"{COUNTS}\n[limits]\nquarantine = 0.1\n"
    (folder / "forms" / "referrals.toml").write_text(allowed)
    rows_of_year = counts(2024, 25)
    rows_of_year[0]["n"] = "-900"
    albion.deliver(folder, rows_of_year, name="2024")
    with open_vault(Project.open(folder), why="test", tell=silent) as (session, vault):
        (judged,) = receive_all(
            Project.open(folder),
            session,
            vault,
            open_inbox(Project.open(folder)),
            tell=silent,
        )
    assert judged.now.quarantined == 1


def test_locks_and_notes_of_programs_are_passed_over_and_tables_are_not(
    folder: Path,
) -> None:
    file = albion.deliver(folder, rows(40), name="2024")
    (file.parent / "~$2024.xlsx").write_bytes(b"x" * 165)
    (file.parent / "._2024.csv").write_bytes(b"\0\5\x16\7Mac OS X")
    assert received(folder) == {2024: 40}
    (file.parent / ".csv").write_text("a,b")
    with pytest.raises(DeliveryError):
        received(folder)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[[expected]]\nsource = "referral"', "the project does not use"),
        ('[[expected]]\nsource = "referrals"\nevery = "week"', "'every' is 'week'"),
        ('[[expected]]\nsource = "referrals"\npart = "x"', "'part' is not a known key"),
        (
            '[[expected]]\nsource = "referrals"\nfrom = "soon"',
            "'from' must be a day",
        ),
        (
            '[[expected]]\nsource = "referrals"\nparts = []',
            "'parts' is a list of names",
        ),
        (
            '[[expected]]\nsource = "referrals"\nparts = [1]',
            "'parts' is a list of names",
        ),
        (
            '[[expected]]\nsource = "referrals"\ndays = 100000000000',
            "'days' a whole number",
        ),
        ('[[expected]]\nsource = "referrals"\ndays = true', "'days' a whole number"),
        ('[[expected]]\nsource = "referrals"\ndays = -1', "'days' a whole number"),
        (
            '[[expected]]\nsource = "referrals"\nuntil = 9999-12-31',
            "'until' must be a day",
        ),
        (
            '[[expected]]\nsource = "referrals"\nfrom = 0001-01-01',
            "'from' must be a day",
        ),
    ],
)
def test_a_calendar_that_cannot_be_read(tmp_path: Path, table: str, words: str) -> None:
    folder = albion.make_project(
        tmp_path / "albion", settings=f"{albion.SETTINGS}\n{table}\n"
    )
    with pytest.raises(ProjectError) as raised:
        owed_deliveries(Project.open(folder))
    assert words in str(raised.value)


def test_a_calendar_that_is_no_table_is_refused(tmp_path: Path) -> None:
    settings = f"expected = [1]\n{albion.SETTINGS}"
    folder = albion.make_project(tmp_path / "albion", settings=settings)
    with pytest.raises(ProjectError, match=r"expected"):
        owed_deliveries(Project.open(folder))


def test_the_same_folder_gives_the_same_release_in_any_order_of_arrival(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts, years and a correction arrive at once, or one by one with the last first."""
    monkeypatch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
    base = albion.make_project(tmp_path / "at-once")
    albion.deliver_all(base)
    corrected = albion.of_part("North", "2024")[:-1]
    albion.deliver(base, corrected, name="2024-North-2", part="North", correction=1)
    Keys.create(base / ".zicht" / "keys")
    journal_key(base / ".zicht" / "keys", may_make=True)
    names = sorted(file.stem for file in base.rglob("deliveries/*/*.csv"))
    one_by_one = Path(shutil.copytree(base, tmp_path / "one-by-one" / "albion"))
    place = one_by_one / "deliveries" / "referrals"
    shutil.rmtree(place)
    place.mkdir()
    for name in reversed(names):
        for ending in (".toml", ".csv"):
            shutil.copy(base / "deliveries" / "referrals" / f"{name}{ending}", place)
        received(one_by_one, is_complete=False)
    contents = []
    for folder in (base, one_by_one):
        itinerary.run(folder, tell=silent)
        (release,) = list_releases(folder / "releases")
        contents.append(content_of(release))
    assert contents[0] == contents[1]
