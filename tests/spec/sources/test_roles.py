"""A form declares what its columns mean; names of columns and codes mean nothing to the program."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.spec.sources.making import write_delivery

import zicht
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage import linking
from zicht.project.codes import read_codes
from zicht.project.forms import read_form
from zicht.sources import check, check_forms
from zicht.sources.numbers import validator_named
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import ProjectError

COLUMN = """
[[column]]
name = "{name}"
kind = "{kind}"
role = "{role}"
title = {{ nl = "{name}", en = "{name}" }}
{more}
"""
HEAD = """
source = "referrals"
version = 1
producer = "Albion Helpline"
title = { nl = "Meldingen", en = "Referrals" }
key = ["reference"]
period_column = "referred_on"
"""
COLUMNS = {
    "reference": ("text", "key", "required = true"),
    "nino": ("text", "link", 'links_as = "national_number"\nvalidator = "gb.nino"'),
    "first_name": (
        "text",
        "link",
        'links_as = "given_names"\nplaceholders = ["not known", "NN"]',
    ),
    "middle_name": ("text", "link", 'links_as = "given_names"'),
    "surname": ("text", "link", 'links_as = "family_name"'),
    "born": (
        "partial_date",
        "link",
        'links_as = "birth_date"\nplaceholders = ["1900-01-01"]',
    ),
    "gender": (
        "code",
        "link",
        'links_as = "sex"\ncodes = "gender"\nsexes = { w = "female", x = "male" }\nunknown = ["?"]',
    ),
    "referred_on": ("date", "payload", "required = true"),
    "consent": (
        "code",
        "consent",
        'codes = "answer"\nrefused_by = ["no", "never"]\nrequired = true',
    ),
}
LISTS = {
    "gender": ("w", "x", "?"),
    "answer": ("yes", "no", "never"),
}
REFERRAL = {
    "reference": "R1",
    "nino": "",
    "first_name": "Mary",
    "middle_name": "Ann",
    "surname": "Ashdown",
    "born": "1999-04-03",
    "gender": "w",
    "referred_on": "2024-03-01",
    "consent": "yes",
}


def form_file(folder: Path, **changes: tuple[str, str, str]) -> Path:
    """Write the form of the helpline, with some columns declared otherwise."""
    columns = {**COLUMNS, **changes}
    text = HEAD + "".join(
        COLUMN.format(name=name, kind=kind, role=role, more=more)
        for name, (kind, role, more) in columns.items()
    )
    (folder / "forms").mkdir(parents=True, exist_ok=True)
    file = folder / "forms" / "referrals.toml"
    file.write_text(text)
    return file


@pytest.fixture(name="codes", scope="module")
def _codes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("codes")
    for name, codes in LISTS.items():
        entries = (
            f'[[code]]\ncode = "{code}"\nnl = "{code}"\nen = "{code}"\n'
            for code in codes
        )
        (folder / f"{name}.toml").write_text(f'name = "{name}"\n' + "\n".join(entries))
    return read_codes(folder)


@pytest.fixture(name="session")
def _session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "private", reads=[tmp_path]) as opened:
        yield opened


@pytest.fixture(name="vault")
def _vault(session: Session, tmp_path: Path) -> Iterator[Vault]:
    keys = Keys.create(tmp_path / "keys")
    with Vault.open(tmp_path / "private" / "vault.duckdb", keys, session) as opened:
        yield opened


@pytest.fixture(name="deliver")
def _deliver(session: Session, tmp_path: Path, codes):
    form = read_form(form_file(tmp_path))

    def deliver(rows: Sequence[Mapping[str, str]]) -> Delivery:
        numbered = [
            {**REFERRAL, "reference": f"R{number}", **row}
            for number, row in enumerate(rows)
        ]
        file, letter = write_delivery(tmp_path / "in", numbered, source="referrals")
        return check(session, form, codes, None, file, letter)

    return deliver


def test_refused_consent_is_what_the_form_says(vault: Vault, deliver) -> None:
    """A column `consent` with the codes `no` and `never` refuses, as the form declares."""
    vault.receive(deliver([{}, {"consent": "no"}, {"consent": "never"}, {}]))
    assert vault.payload().rows == {"referrals": 2}
    assert vault.link_fields().rows == 2


def test_records_are_linked_by_roles(session: Session, vault: Vault, deliver) -> None:
    """Five records of one woman, in columns with English names and codes of no meaning, are one person."""
    vault.receive(
        deliver(
            [
                {},
                {},
                {"nino": "AB 12 34 56 C"},
                {"nino": "ab123456c", "surname": "Ashdown-Grey"},
                {"first_name": "Mary Ann", "middle_name": ""},
                {"first_name": "Joan", "surname": "Pemberton", "born": "1971-11-23"},
            ]
        )
    )
    links = linking.link(session, vault.link_fields()).links
    assert (links.records, links.persons) == (6, 2)


def test_placeholders_and_wrong_numbers_leave_the_record_countable(
    session: Session, vault: Vault, deliver
) -> None:
    rows = [
        {"nino": "QQ123456C"},
        {"nino": "QQ123456C", "first_name": "Not Known", "middle_name": ""},
        {"born": "1900-01-01", "gender": "?"},
    ]
    receipt = vault.receive(deliver(rows))
    assert (receipt.accepted, receipt.quarantined) == (3, 0)
    assert receipt.doubtful == {
        "fails_check:nino": 2,
        "placeholder:born": 1,
        "placeholder:first_name": 1,
    }
    fields = session.rows(
        sql(
            "SELECT national_number, given_names, birth_date, sex FROM {t}"
            " ORDER BY given_names NULLS FIRST, birth_date",
            t=vault.link_fields().relation,
        )
    )
    assert fields == [
        (None, None, "1999-04-03", "female"),
        (None, "Mary Ann", "1999-04-03", "female"),
        (None, "Mary Ann", None, None),
    ]
    kept = session.rows(
        "SELECT field, reason, text FROM vault.doubtful ORDER BY field, reason"
    )
    assert ("first_name", "placeholder", "Not Known") in kept
    assert len(kept) == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"surname": ("text", "link", "")}, "role = 'link' and links_as go together"),
        (
            {"surname": ("text", "payload", 'links_as = "family_name"')},
            "links_as go together",
        ),
        (
            {"surname": ("date", "link", 'links_as = "family_name"')},
            "links_as = 'family_name' needs kind text",
        ),
        (
            {"surname": ("text", "link", 'links_as = "last_name"')},
            "'links_as' is 'last_name', which is not known",
        ),
        (
            {"nino": ("text", "link", 'links_as = "national_number"')},
            "validator go together",
        ),
        (
            {"consent": ("code", "consent", 'codes = "answer"')},
            "refused_by lists the codes that refuse",
        ),
        (
            {"consent": ("text", "consent", 'refused_by = ["no"]')},
            "role = 'consent' needs kind code",
        ),
        (
            {"gender": ("code", "link", 'links_as = "sex"\ncodes = "gender"')},
            "sexes go together",
        ),
        (
            {"place": ("area", "payload", "")},
            "a column of areas names its level",
        ),
        (
            {"also": ("code", "consent", 'codes = "answer"\nrefused_by = ["no"]')},
            "several columns are declared as consent",
        ),
        (
            {"birthday": ("date", "link", 'links_as = "birth_date"')},
            "several columns are declared as birth_date",
        ),
    ],
)
def test_an_incomplete_form_is_refused(tmp_path: Path, changes, words: str) -> None:
    with pytest.raises(ProjectError) as raised:
        read_form(form_file(tmp_path, **changes))
    assert words in str(raised.value)
    assert "forms/referrals.toml" in str(raised.value)


def test_a_key_that_names_a_column_twice_is_refused(tmp_path: Path) -> None:
    file = form_file(tmp_path)
    file.write_text(
        file.read_text().replace(
            'key = ["reference"]', 'key = ["reference", "reference"]'
        )
    )
    with pytest.raises(ProjectError, match="key names reference twice"):
        read_form(file)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"consent": ("code", "consent", 'codes = "answer"\nrefused_by = ["nee"]')},
            "refused_by names nee, which code list answer does not have",
        ),
        (
            {
                "consent": (
                    "code",
                    "consent",
                    'codes = "answer"\nrefused_by = ["yes", "no", "never"]',
                )
            },
            "refused_by names every code of its list: nobody could consent",
        ),
        (
            {
                "gender": (
                    "code",
                    "link",
                    'links_as = "sex"\ncodes = "gender"\nsexes = { w = "female" }\nunknown = ["?"]',
                )
            },
            "code x of list gender is neither in sexes nor in unknown",
        ),
        (
            {
                "nino": (
                    "text",
                    "link",
                    'links_as = "national_number"\nvalidator = "gb.nin"',
                )
            },
            "there is no validator gb.nin",
        ),
        ({"remark": ("text", "payload", "")}, "free text may not enter"),
        ({"answer": ("code", "payload", 'codes = "ant"')}, "there is no code list ant"),
    ],
)
def test_a_form_that_does_not_fit_the_lists_is_refused(
    tmp_path: Path, codes, changes, words: str
) -> None:
    form = read_form(form_file(tmp_path, **changes))
    with pytest.raises(ProjectError) as raised:
        check_forms([form], codes, None)
    assert words in str(raised.value)
    assert "forms/referrals.toml:" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "text", "spelling"),
    [
        # Dutch: the published example of the eleven test, its spellings, and failures of it
        ("nl.bsn", "111222333", "111222333"),
        ("nl.bsn", "1112.22.333", "111222333"),
        ("nl.bsn", "12345672", "012345672"),
        ("nl.bsn", "111222334", ""),
        ("nl.bsn", "000000000", ""),
        ("nl.bsn", "1112223330", ""),
        ("nl.bsn", "geen", ""),
        # British: HM Revenue and Customs, manual NIM39110
        ("gb.nino", "AB 12 34 56 C", "AB123456C"),
        ("gb.nino", "ab123456c", "AB123456C"),
        ("gb.nino", "QQ123456C", ""),
        ("gb.nino", "BG123456C", ""),
        ("gb.nino", "AB123456E", ""),
        # Finnish: the example of the Digital and Population Data Services Agency
        ("fi.hetu", "131052-308T", "131052-308T"),
        ("fi.hetu", "131052-308U", ""),
        # Belgian: a number of the national register with its check digits
        ("be.nn", "85.07.30-033 28", "85073003328"),
        ("be.nn", "85.07.30-033 29", ""),
        ("none", "a-12 3", "A123"),
    ],
)
def test_national_numbers(name: str, text: str, spelling: str) -> None:
    validate = validator_named(name)
    assert validate is not None
    assert validate(text) == spelling


@pytest.mark.parametrize(
    "name", ["", "nl", "nl.", ".bsn", "nl.burger", "xx.bsn", "stdnum"]
)
def test_a_validator_that_is_not_there(name: str) -> None:
    assert validator_named(name) is None


WORDS = (
    *("toestemming", "nee", "voornamen", "voornaam", "tussenvoegsel", "achternaam"),
    *("geboortedatum", "bsn", "gemeente", "geslacht", "onbekend", "nvt"),
)


@pytest.mark.parametrize("place", ["sources", "vault", "pipeline/intake.py"])
def test_names_of_columns_and_codes_stand_in_no_code(place: str) -> None:
    """What a column is called and which code it holds is declared; the program knows no such name."""
    root = Path(zicht.__file__).parent / place
    files = sorted(root.rglob("*.py")) if root.is_dir() else [root]
    assert files
    quoted = re.compile(rf"""["'](?:{"|".join(WORDS)})["']""")
    found = [
        f"{file.name}: {match[0]}"
        for file in files
        for match in quoted.finditer(file.read_text())
    ]
    assert not found
