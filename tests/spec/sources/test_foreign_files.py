"""Files as other countries publish them: received as they come, each by a form that the documentation suffices for.

The layouts are those of the files named at each form; every number and person is invented.
"""

import tomllib
from pathlib import Path

import pytest
from tests.spec.sources.forms_of_others import Received, form, summed

from zicht.cli import run
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.vocabulary.errors import DeliveryError

QUARTERLY = form(
    {
        "First responder type": ("code", 'codes = "responder"'),
        "First responder": ("text key", ""),
        "Exploitation type": ("code key", 'codes = "exploitation"\ntotals = ["Total"]'),
        "Age at exploitation": ("code key", 'codes = "age"\ntotals = ["Total"]'),
        "Gender": ("code key", 'codes = "gender"\ntotals = ["Total"]'),
        "Nationality": ("text key", 'totals = ["Total"]'),
        "People": ("integer", 'repairs = ["point_zero"]\nminimum = "0"'),
    },
    source="nrm_quarter",
    key='["First responder", "Exploitation type", "Age at exploitation", "Gender", "Nationality"]',
)
"""Referrals to the National Referral Mechanism by quarter: Home Office, 2022 Q2 to 2023 Q2."""


QUARTER = (
    "First responder type,First responder,Exploitation type,Age at exploitation,Gender,Nationality,People\n"
    "Government agency,Agency One,Total,Total,Total,Slovak,3.0\n"
    "Government agency,Agency One,Total,Total,Total,Total,7.0\n"
    'Government agency,Agency One,"Labour, Domestic & Criminal",Adult (18 or over),Female,Slovak,3.0\n'
    "Police,Invented Constabulary,Criminal,Child (17 or under),Male,Albanian Greek,4.0\n"
)
"""Seven people in two rows, and two rows that are totals of these."""
LISTS = {
    "responder": ("Government agency", "Police"),
    "exploitation": ("Criminal", "Labour, Domestic & Criminal"),
    "age": ("Adult (18 or over)", "Child (17 or under)"),
    "gender": ("Female", "Male"),
}


def test_the_quarterly_table_of_the_nrm_counts_nobody_twice(
    received: Received, session: Session
) -> None:
    """The period stands in the letter, totals between the details, counts as 1.0, and commas within quotes."""
    delivery = received(QUARTER, QUARTERLY, LISTS, period="2022-Q2")
    receipt = delivery.receipt
    assert (receipt.rows, receipt.accepted) == (2, 2)
    assert receipt.repairs == {"point_zero:People": 4, "totals": 2}
    assert summed(session, delivery, "People") == 7


def test_a_letter_counts_the_people_of_a_table_with_totals_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, form_file = tmp_path / "2022.csv", tmp_path / "forms" / "nrm_quarter.toml"
    file.write_text(QUARTER, encoding="utf-8")
    form_file.parent.mkdir()
    form_file.write_text(QUARTERLY, encoding="utf-8")
    assert run(["letter", str(file), "--form", str(form_file)]) == 0
    letter = tomllib.loads(capsys.readouterr().out)
    assert letter["rows"] == 2
    assert letter["sums"] == {"People": 7}
    assert letter["counts"]["First responder type"] == {
        "Government agency": 1,
        "Police": 1,
    }


@pytest.mark.parametrize(
    ("rows", "people", "with_totals", "refusal"),
    [
        (2, 7, False, ""),
        (4, 17, True, ""),
        # The rows that are totals were counted, and the letter does not say so.
        (4, 17, False, "the file has 2 besides 2 that are totals of others"),
        (4, 7, False, "with_totals = true"),
        (2, 17, False, "the sum of column People"),
        (2, 7, True, "the file has 4, of which 2 are totals of others"),
        (4, 7, True, "the sum of column People"),
        (3, 7, False, "states 3 rows"),
        (2, 10, False, "the sum of column People"),
    ],
)
def test_a_letter_says_whether_rows_that_are_totals_are_counted(
    received: Received, rows: int, people: int, with_totals: bool, refusal: str
) -> None:
    stated = {"rows": rows, "sums": {"People": people}, "with_totals": with_totals}
    if not refusal:
        delivery = received(QUARTER, QUARTERLY, LISTS, period="2022-Q2", **stated)
        assert delivery.receipt.rows == 2
        return
    with pytest.raises(DeliveryError) as raised:
        received(QUARTER, QUARTERLY, LISTS, period="2022-Q2", **stated)
    assert refusal in str(raised.value)


def test_a_file_that_lost_as_many_rows_as_it_has_totals_does_not_agree(
    received: Received,
) -> None:
    """Two rows and two totals were sent, and the last row is lost: three are left, and one row that is no total."""
    *kept, _ = QUARTER.splitlines(keepends=True)
    with pytest.raises(DeliveryError, match="states 2 rows"):
        received("".join(kept), QUARTERLY, LISTS, period="2022-Q2", rows=2)


def test_a_letter_about_totals_of_a_form_without_any_is_refused(
    received: Received,
) -> None:
    plain = form({"n": ("integer", "")}, source="plain")
    with pytest.raises(DeliveryError, match="form 1 declares no totals"):
        received("n\n1\n", plain, {}, period="2024", rows=1, with_totals=True)


LONGITUDINAL = form(
    {
        "Year": ("integer key", 'repairs = ["point_zero"]\nminimum = "2009"'),
        "Quarter": ("code key", 'codes = "quarter"\ntotals = ["Total"]'),
        "Age at exploitation": ("code key", 'codes = "age"\ntotals = ["Total"]'),
        "Location of exploitation": (
            "code key",
            'codes = "place"\ntotals = ["Total"]',
        ),
        "NRM referrals": ("integer", 'repairs = ["point_zero"]\nminimum = "0"'),
    },
    source="nrm_long",
    period="Year",
    key='["Year", "Quarter", "Age at exploitation", "Location of exploitation"]',
)
"""Referrals by year and quarter in one long table: Home Office."""


def test_the_long_table_of_the_nrm_has_years_as_decimals(
    received: Received, session: Session
) -> None:
    content = (
        "Year,Quarter,Age at exploitation,Location of exploitation,NRM referrals\n"
        "2022.0,Q1,Adult (18 or over),UK,5.0\n"
        "2022.0,Q1,Adult (18 or over),Total,5.0\n"
        "2023.0,Q1,Child (17 or under),Overseas,2.0\n"
        "2023.0,Total,Child (17 or under),Overseas,2.0\n"
    )
    lists = {
        "quarter": ("Q1", "Q2"),
        "age": ("Adult (18 or over)", "Child (17 or under)"),
        "place": ("UK", "Overseas"),
    }
    delivery = received(content, LONGITUDINAL, lists, period="2022-2023")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (2, 0)
    assert summed(session, delivery, "NRM referrals") == 7


WIDE = form(
    {
        "Year": ("integer key", 'repairs = ["point_zero"]\nminimum = "2009"'),
        "Quarter": ("code key", 'codes = "quarter"\ntotals = ["Total"]'),
        "age": ("code key", 'codes = "age"'),
        "decision": ("code key", 'codes = "decision"'),
        "n": ("integer", 'repairs = ["point_zero"]\nminimum = "0"'),
    },
    source="nrm_wide",
    period="Year",
    key='["Year", "Quarter", "age", "decision"]',
    more='ignore = ["Adult (18 or over) - Total", "Total"]',
) + "".join(
    f'\n[[wide]]\ncolumn = "Adult (18 or over) - {words} conclusive grounds"\nvalue = "n"\n'
    f'codes = {{ age = "adult", decision = "{code}" }}\n'
    for words, code in (("Negative", "negative"), ("Positive", "positive"))
)
"""Conclusive grounds decisions, a column for each age and decision: Home Office."""


def test_the_wide_table_of_the_nrm_becomes_long(
    received: Received, session: Session
) -> None:
    content = (
        "Year,Quarter,Adult (18 or over) - Negative conclusive grounds,Adult (18 or over) - Positive conclusive"
        " grounds,Adult (18 or over) - Total,Total\n"
        "2022.0,Total,3.0,9.0,12.0,12.0\n"
        "2022.0,Q1,1.0,4.0,5.0,5.0\n"
        "2022.0,Q2,2.0,5.0,7.0,7.0\n"
    )
    lists = {
        "quarter": ("Q1", "Q2", "Q3", "Q4"),
        "age": ("adult",),
        "decision": ("negative", "positive"),
    }
    delivery = received(content, WIDE, lists, period="2022")
    assert delivery.receipt.accepted == 4
    assert delivery.receipt.repairs["totals"] == 2
    assert summed(session, delivery, "n") == 12


CTDC = form(
    {
        "yearOfRegistration": ("integer", 'sentinels = ["-99"]'),
        "gender": ("code", 'codes = "gender"\nsentinels = ["-99", "null"]'),
        "ageBroad": ("code", 'codes = "age"\nsentinels = ["-99"]'),
        "citizenship": ("code", 'codes = "country"\nsentinels = ["-99", "00"]'),
        "isSexualExploit": ("integer", 'sentinels = ["-99"]\nmaximum = "1"'),
    },
    source="ctdc",
    period="yearOfRegistration",
    aggregate=False,
    more='ignore = ["", "Datasource", "CountryOfExploitation"]',
)
"""Anonymised records of the Counter-Trafficking Data Collaborative: no key, -99 for missing, a column without name."""


def test_anonymised_records_without_a_key_are_received(
    received: Received, session: Session
) -> None:
    content = (
        ",yearOfRegistration,Datasource,gender,ageBroad,citizenship,CountryOfExploitation,isSexualExploit\n"
        "0,2022,Case Management,Female,18--20,CO,-99,1\n"
        "1,2022,Case Management,Female,18--20,CO,-99,1\n"
        "2,2022,Hotline,Male,-99,00,-99,-99\n"
    )
    lists = {"gender": ("Female", "Male"), "age": ("18--20",), "country": ("CO", "MD")}
    delivery = received(content, CTDC, lists, period="2022")
    assert delivery.receipt.accepted == 3, "equal records are different people"
    query = sql(
        "SELECT count(*) FILTER (WHERE citizenship IS NULL) FROM {t}",
        t=delivery.accepted,
    )
    assert session.value(query) == 1


HMIS = form(
    {
        "PersonalID": ("text key", ""),
        "FirstName": ("text link", 'links_as = "given_names"'),
        "LastName": ("text link", 'links_as = "family_name"'),
        "SSN": (
            "text link",
            'links_as = "national_number"\nvalidator = "us.ssn"\nplaceholders = ["999999999"]',
        ),
        "DOB": ("date link", 'links_as = "birth_date"\nplaceholders = ["1900-01-01"]'),
        "VeteranStatus": ("code", 'codes = "veteran"\nunknown = ["8", "9", "99"]'),
        "DateCreated": ("timestamp", "required = true"),
    },
    source="hmis_client",
    key='["PersonalID"]',
    period="DateCreated",
    aggregate=False,
    more='ignore = ["MiddleName", "NameDataQuality", "SSNDataQuality", "UserID", "DateDeleted", "ExportID"]',
)
"""Client.csv of a shelter, after the HMIS CSV specifications of the US Department of Housing and Urban Development."""


def test_clients_of_a_shelter_keep_their_record_when_a_number_fails(
    received: Received, session: Session
) -> None:
    content = (
        '"PersonalID","FirstName","MiddleName","LastName","NameDataQuality","SSN","SSNDataQuality","DOB",'
        '"VeteranStatus","DateCreated","UserID","DateDeleted","ExportID"\n'
        '"a1","Ada","","Inventa",1,"536904399",1,"1990-04-01",0,"2024-02-03 10:11:12","u1","","e"\n'
        '"b2","Bo","X","Inventa",2,"999999999",99,"1900-01-01",99,"2024-02-03 10:11:12","u1","","e"\n'
    )
    lists = {"veteran": ("0", "1", "8", "9", "99")}
    delivery = received(content, HMIS, lists, period="2024")
    assert delivery.receipt.accepted == 2
    assert delivery.receipt.doubtful == {"placeholder:DOB": 1, "placeholder:SSN": 1}
    query = "SELECT column_name FROM duckdb_columns() WHERE table_name = ?"
    columns = {name for (name,) in session.rows(query, [delivery.accepted])}
    assert "LastName" in columns
    assert "UserID" not in columns


HTCDS = form(
    {
        "Case ID": ("text key", ""),
        "Date of interview": ("date", 'date_format = "%d/%m/%Y"\nrequired = true'),
        "Sex": ("code", 'codes = "sex"\nrepairs = ["lower"]\nunknown = ["unknown"]'),
        "Age": ("integer", 'sentinels = ["Unknown"]\nmaximum = "120"\nminimum = "0"'),
        "Type of exploitation": ("codes", 'codes = "exploitation"'),
    },
    source="htcds",
    key='["Case ID"]',
    period="Date of interview",
    aggregate=False,
    more='ignore = ["Narrative"]',
)
"""Records in columns of the Human Trafficking Case Data Standard (IOM), filled in by a case worker."""


def test_records_of_the_case_data_standard_are_received(
    received: Received, session: Session
) -> None:
    content = (
        "Case ID;Date of interview;Sex;Age;Type of exploitation;Narrative\n"
        "C-1;03/02/2024;Female;19;forced labour;never read\n"
        "C-2;04/02/2024;MALE;Unknown;forced labour;never read\n"
    )
    lists = {
        "sex": ("female", "male", "unknown"),
        "exploitation": ("forced labour", "sexual exploitation"),
    }
    delivery = received(content, HTCDS, lists, period="2024")
    assert delivery.receipt.accepted == 2
    days = session.rows(
        sql('SELECT "Date of interview"::VARCHAR FROM {t}', t=delivery.accepted)
    )
    assert days == [("2024-02-03",), ("2024-02-04",)]
