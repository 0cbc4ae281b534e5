"""Layouts in which statistical offices and international bodies publish tables, received as they come.

Each file is a small invented one in the layout that is named; its form uses nothing but what docs/forms.md says.
"""

import pytest
from tests.spec.sources.forms_of_others import Received, form, summed

from zicht.engine.session import Session

pytest_plugins: list[str] = []

EUROSTAT_TSV = form(
    {
        "citizen": ("code key", 'codes = "citizen"\ntotals = ["TOTAL"]'),
        "sex": ("code key", 'codes = "sex"\ntotals = ["T"]'),
        "geo": ("code key", 'codes = "geo"'),
        "year": ("integer key", ""),
        "n": ("integer", 'repairs = ["flags"]\nsentinels = [":", ": c", ": z"]'),
    },
    source="crim_thb_vctz",
    key='["citizen", "sex", "geo", "year"]',
    period="year",
    more='ignore = ["freq", "unit"]',
) + (
    "\n[[split]]\n"
    "column = 'freq,citizen,sex,unit,geo\\TIME_PERIOD'\n"
    'into = ["freq", "citizen", "sex", "unit", "geo"]\n'
    + "".join(
        f'\n[[wide]]\ncolumn = "{year}"\nvalue = "n"\ncodes = {{ year = "{year}" }}\n'
        for year in (2022, 2023)
    )
)
"""Victims of trafficking by citizenship: Eurostat, bulk download (TSV)."""


def test_the_bulk_tables_of_eurostat(received: Received, session: Session) -> None:
    """Dimensions share a column, years are columns, flags follow numbers, and a colon stands for no value."""
    content = (
        "freq,citizen,sex,unit,geo\\TIME_PERIOD\t2022 \t2023 \n"
        "A,EU27,F,NR,NL\t12 b\t14 \n"
        "A,EU27,M,NR,NL\t: \t5 e\n"
        "A,NEU27,F,NR,BE\t: c\t1204 bp\n"
        "A,TOTAL,T,NR,NL\t12 \t19 \n"
    )
    lists = {"citizen": ("EU27", "NEU27"), "sex": ("F", "M"), "geo": ("BE", "NL")}
    delivery = received(
        content, EUROSTAT_TSV, lists, file_name="a.tsv", period="2022-2023"
    )
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (6, 0)
    assert summed(session, delivery, "n") == 12 + 14 + 5 + 1204
    assert delivery.receipt.repairs == {"flags:n": 3, "totals": 2}


def test_a_row_whose_dimensions_are_not_as_many_as_the_form_says_is_put_apart(
    received: Received, session: Session
) -> None:
    content = (
        "freq,citizen,sex,unit,geo\\TIME_PERIOD\t2022\t2023\n"
        "A,EU27,F,NR,NL\t12\t14\n"
        "A,EU27,F,NR\t12\t14\n"
    )
    lists = {"citizen": ("EU27",), "sex": ("F",), "geo": ("NL",)}
    receipt = received(content, EUROSTAT_TSV, lists, period="2022-2023").receipt
    assert (receipt.accepted, receipt.reasons) == (2, {"field_count": 1})


SDMX_CSV = form(
    {
        "sex": ("code key", 'codes = "sex"\ntotals = ["T"]'),
        "geo": ("code key", 'codes = "geo"'),
        "TIME_PERIOD": ("integer key", ""),
        "OBS_VALUE": ("decimal", 'sentinels = [":"]'),
    },
    source="sdmx",
    key='["sex", "geo", "TIME_PERIOD"]',
    period="TIME_PERIOD",
    more='ignore = ["DATAFLOW", "LAST UPDATE", "freq", "OBS_FLAG", "CONF_STATUS"]',
)
"""The same kind of table as SDMX-CSV 1.0: Eurostat, OECD, ILO."""


def test_sdmx_csv(received: Received, session: Session) -> None:
    content = (
        "DATAFLOW,LAST UPDATE,freq,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
        "ESTAT:X(1.0),21/05/24 23:00:00,A,F,NL,2023,14,b,\n"
        "ESTAT:X(1.0),21/05/24 23:00:00,A,M,NL,2023,,,C\n"
        "ESTAT:X(1.0),21/05/24 23:00:00,A,T,NL,2023,19,,\n"
    )
    lists = {"sex": ("F", "M"), "geo": ("NL",)}
    delivery = received(content, SDMX_CSV, lists, period="2023")
    assert (delivery.receipt.accepted, delivery.receipt.repairs) == (2, {"totals": 1})
    assert summed(session, delivery, "OBS_VALUE") == 14


ILO = form(
    {
        "ref_area": ("code key", 'codes = "area"'),
        "sex": ("code key", 'codes = "sex"\ntotals = ["SEX_T"]'),
        "classif1": ("code key", 'codes = "age"\ntotals = ["AGE_AGGREGATE_TOTAL"]'),
        "time": ("integer key", ""),
        "obs_value": ("decimal", ""),
    },
    source="ilo",
    key='["ref_area", "sex", "classif1", "time"]',
    period="time",
    more='ignore = ["indicator", "source", "obs_status", "note_indicator"]',
)
"""A bulk table of ILOSTAT."""


def test_a_bulk_table_of_the_ilo(received: Received, session: Session) -> None:
    content = (
        '"ref_area","source","indicator","sex","classif1","time","obs_value","obs_status","note_indicator"\n'
        '"NLD","BA:1","X_NB","SEX_F","AGE_YTHADULT_YGE15",2023,4.25,"",""\n'
        '"NLD","BA:1","X_NB","SEX_T","AGE_YTHADULT_YGE15",2023,8.5,"B","T5:9"\n'
    )
    lists = {
        "area": ("NLD",),
        "sex": ("SEX_F", "SEX_M"),
        "age": ("AGE_YTHADULT_YGE15",),
    }
    receipt = received(content, ILO, lists, period="2023").receipt
    assert (receipt.accepted, receipt.quarantined) == (1, 0)


UNODC = form(
    {
        "Iso3_code": ("code key", 'codes = "country"'),
        "Category": ("code key", 'codes = "category"\ntotals = ["Total"]'),
        "Sex": ("code key", 'codes = "sex"\ntotals = ["Total"]'),
        "Age": ("code key", 'codes = "age"\ntotals = ["Total"]'),
        "Year": ("integer key", ""),
        "txtVALUE": ("integer", 'sentinels = ["<5"]\nrepairs = ["thousands_comma"]'),
    },
    source="glotip",
    key='["Iso3_code", "Category", "Sex", "Age", "Year"]',
    period="Year",
    more='ignore = ["Country", "Region", "Subregion", "Indicator", "Dimension", "Unit of measurement", "Source"]',
)
"""Detected victims: UNODC, data behind the Global Report on Trafficking in Persons."""


def test_the_table_behind_the_global_report(
    received: Received, session: Session
) -> None:
    """A title stands above the header; small counts are written <5, large ones with a comma."""
    content = (
        "Detected trafficking victims,,,,,,,,,,,,\n"
        "Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,"
        "txtVALUE,Source\n"
        'NLD,Netherlands,Europe,Western Europe,Detected victims,by form,"Forced labour, servitude",Female,Adults,'
        "2022,Counts,<5,Q\n"
        'NLD,Netherlands,Europe,Western Europe,Detected victims,by form,Other,Male,Adults,2022,Counts,"1,204",Q\n'
        "NLD,Netherlands,Europe,Western Europe,Detected victims,Total,Total,Total,Total,2022,Counts,1210,Q\n"
    )
    lists = {
        "country": ("NLD",),
        "category": ("Forced labour, servitude", "Other"),
        "sex": ("Female", "Male"),
        "age": ("Adults", "Children"),
    }
    delivery = received(content, UNODC, lists, period="2022", header_row=2)
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (2, 0)
    assert summed(session, delivery, "txtVALUE") == 1204


STATLINE = form(
    {
        "Geslacht": ("code key", 'codes = "geslacht"\ntotals = ["T001038"]'),
        "RegioS": ("code key", 'codes = "regio"'),
        "Perioden": ("date key", 'date_format = "%YJJ00"'),
        "Slachtoffers_1": ("integer", 'sentinels = ["."]'),
        "Aandeel_2": ("decimal", 'decimal_sign = ","\nsentinels = ["."]'),
    },
    source="statline",
    key='["Geslacht", "RegioS", "Perioden"]',
    period="Perioden",
    more='ignore = ["ID"]',
)
"""A table of StatLine, Statistics Netherlands: semicolons, quotes, and codes filled up with spaces."""


def test_a_table_of_statline(received: Received, session: Session) -> None:
    content = (
        '"ID";"Geslacht";"RegioS";"Perioden";"Slachtoffers_1";"Aandeel_2"\r\n'
        '0;"3000   ";"GM0363    ";"2023JJ00";"     12";"   1,5"\r\n'
        '1;"4000   ";"GM0363    ";"2023JJ00";"      .";"     ."\r\n'
        '2;"T001038";"GM0363    ";"2023JJ00";"     12";"   1,5"\r\n'
    )
    lists = {"geslacht": ("3000", "4000"), "regio": ("GM0363",)}
    delivery = received(content, STATLINE, lists, period="2023")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (2, 0)
    assert summed(session, delivery, "Slachtoffers_1") == 12


POLICE = form(
    {
        "Month": ("date", 'date_format = "%Y-%m"\nrequired = true'),
        "Falls within": ("code", 'codes = "force"'),
        "Crime type": ("code", 'codes = "crime"'),
    },
    source="police_uk",
    period="Month",
    aggregate=False,
    more='ignore = ["Crime ID", "Reported by", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",'
    ' "Last outcome category", "Context"]',
)
"""Street-level crime by month: data.police.uk."""


def test_a_month_of_street_level_crime(received: Received, session: Session) -> None:
    """Some crimes have no identifier, so there is no key; a month is a day."""
    content = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        "Last outcome category,Context\n"
        ",2024-03,Invented Police,Invented Police,-0.1,51.5,On or near X,E01000001,Y 001A,Other crime,,\n"
        "ab12,2024-03,Invented Police,Invented Police,,,No Location,,,Other crime,Under investigation,\n"
    )
    lists = {"force": ("Invented Police",), "crime": ("Other crime",)}
    receipt = received(content, POLICE, lists, period="2024-03").receipt
    assert (receipt.accepted, receipt.quarantined) == (2, 0)


K_ANONYMOUS = form(
    {
        "yearOfRegistration": ("integer", 'sentinels = ["-99"]\nrequired = true'),
        "gender": ("code", 'codes = "gender"\nsentinels = ["-99"]'),
        "majorityStatus": ("code", 'codes = "majority"\nsentinels = ["-99"]'),
        "citizenship": ("code", 'codes = "country"\nsentinels = ["-99", "00"]'),
        "isForcedLabour": (
            "integer",
            'sentinels = ["-99"]\nminimum = "0"\nmaximum = "1"',
        ),
    },
    source="k_anonymous",
    period="yearOfRegistration",
    aggregate=False,
    more='ignore = ["Datasource", "ageBroad", "meansOfControlDebtBondage"]',
)
"""The global k-anonymised data set of CTDC (IOM, Polaris, Liberty Shared)."""


def test_a_k_anonymous_record_without_a_year_is_put_apart(
    received: Received, session: Session
) -> None:
    content = (
        "yearOfRegistration;Datasource;gender;ageBroad;majorityStatus;meansOfControlDebtBondage;isForcedLabour;citizenship\n"
        "2016;Hotline;Female;-99;Adult;-99;1;PH\n"
        "2016;Case Management;Male;9--17;Minor;0;-99;00\n"
        "-99;Hotline;Female;-99;-99;-99;-99;-99\n"
    )
    lists = {
        "gender": ("Female", "Male"),
        "majority": ("Adult", "Minor"),
        "country": ("PH",),
    }
    receipt = received(content, K_ANONYMOUS, lists, period="2016").receipt
    assert (receipt.accepted, receipt.quarantined) == (2, 1)


ENROLLMENT = form(
    {
        "EnrollmentID": ("text key", ""),
        "EntryDate": ("date", "required = true"),
        "LivingSituation": ("code", 'codes = "living"\nunknown = ["8", "9", "99"]'),
        "DisablingCondition": (
            "integer",
            'sentinels = ["8", "9", "99"]\nmaximum = "1"',
        ),
    },
    source="hmis_enrollment",
    key='["EnrollmentID"]',
    period="EntryDate",
    aggregate=False,
    more='ignore = ["PersonalID", "ProjectID", "HouseholdID", "RelationshipToHoH", "EnrollmentCoC", "DateCreated",'
    ' "DateUpdated", "UserID", "DateDeleted", "ExportID"]',
)
"""Enrollment.csv of a shelter, after the HMIS CSV specifications of the US Department of Housing."""


def test_enrollments_of_a_shelter(received: Received, session: Session) -> None:
    content = (
        '"EnrollmentID","PersonalID","ProjectID","EntryDate","HouseholdID","RelationshipToHoH","EnrollmentCoC",'
        '"LivingSituation","DisablingCondition","DateCreated","DateUpdated","UserID","DateDeleted","ExportID"\n'
        '"e1","p1","10","2024-01-05","h1",1,"XX-500",116,0,"2024-01-05 9:00:00","2024-01-05 9:00:00","u",,"x"\n'
        '"e2","p2","10","2024-02-05","h2",1,"XX-500",99,99,"2024-02-05 9:00:00","2024-02-05 9:00:00","u",,"x"\n'
    )
    lists = {"living": ("116", "8", "9", "99")}
    receipt = received(content, ENROLLMENT, lists, period="2024").receipt
    assert (receipt.accepted, receipt.quarantined) == (2, 0)


@pytest.mark.parametrize(
    ("repair", "text", "number"),
    [
        ("thousands_comma", "1,234", 1234),
        ("thousands_comma", "12,345,678", 12345678),
        ("thousands_comma", "999", 999),
        ("thousands_point", "1.234.567", 1234567),
        ("thousands_space", "1 234", 1234),
        ("thousands_space", "1\u00a0234\u202f567", 1234567),
        ("thousands_space", "1'234", 1234),
        ("flags", "12 b", 12),
        ("flags", "12e", 12),
    ],
)
def test_what_stands_in_a_number_is_left_out_where_the_form_says_so(
    received: Received, session: Session, repair: str, text: str, number: int
) -> None:
    written = form({"n": ("integer", f'repairs = ["{repair}"]')}, source="numbers")
    delivery = received(f"n\n{text}\n", written, {}, period="2024", delimiter=";")
    assert summed(session, delivery, "n") == number


@pytest.mark.parametrize(
    ("repair", "text"),
    [
        ("thousands_comma", "1,23"),
        ("thousands_comma", "1234,567"),
        ("thousands_comma", "1,234,56"),
        ("thousands_point", "12.34"),
        ("thousands_space", "1 2 3"),
        ("flags", "b 12"),
        ("flags", "12 bcdef"),
        ("flags", "12 3 b"),
        # Thousands and millions are no flags.
        ("flags", "12 k"),
        ("flags", "12K"),
        ("flags", "5 mln"),
        ("flags", "5M"),
        ("flags", "5 Mrd"),
    ],
)
def test_what_is_no_number_of_that_kind_stays_and_is_put_apart(
    received: Received, session: Session, repair: str, text: str
) -> None:
    written = form({"n": ("integer", f'repairs = ["{repair}"]')}, source="numbers")
    receipt = received(
        f"n\n{text}\n", written, {}, period="2024", delimiter=";"
    ).receipt
    assert receipt.reasons == {"not_a_whole_number:n": 1}
