"""Mistakes that editors make, in every kind of file: each is told with file and line, and all of them in one go."""

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
from tests.spec.project.workshop import FILES, make_workshop

from zicht.cli import run

PROJECT = 3
PUBLISHING = 12
OK = 0


@dataclass(frozen=True)
class Mistake:
    """What an editor wrote instead, and what they are told.

    Parameters
    ----------
    file : that the mistake stands in
    before, after : words that are replaced; everything where `before` is empty
    words : that the telling holds
    at : words on the line that the telling names; by default the first line that the mistake changed
    """

    file: str
    before: str
    after: str
    words: str
    at: str = ""

    @property
    def line(self) -> int:
        """Return the line that the telling names."""
        lines = self.text.splitlines() or [""]
        if self.at:
            return next(n for n, line in enumerate(lines, 1) if self.at in line)
        before = FILES.get(self.file, "").splitlines()
        differing = (
            n
            for n, pair in enumerate(zip_longest(before, lines), 1)
            if pair[0] != pair[1]
        )
        return min(next(differing), len(lines))

    @property
    def text(self) -> str:
        """Return the text of the file with the mistake."""
        text = FILES.get(self.file, "")
        assert self.before in text
        return text.replace(self.before, self.after, 1) if self.before else self.after

    def make(self, folder: Path) -> None:
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = FILES.get(self.file, "")
        assert self.before in text
        changed = (
            text.replace(self.before, self.after, 1) if self.before else self.after
        )
        path.write_text(changed, "utf-8")


SETTINGS = "zicht.toml"
FORM = "forms/referrals.toml"
LIST = "codes/gender.toml"
NAMES = "names/en.toml"
INDICATOR = "indicators/R01.toml"
QUERY = "indicators/R01.sql"
VIEW = "views/people.sql"
AREAS = "geography/areas.csv"
FIGURES = "figures/seen.toml"
SUMS = "figures/reconciliations.toml"
CARDS = "key_figures.toml"
CHANGES = "comparisons.toml"
PAGE = "content/publications/report.md"
REPORT = "reports/annual/report.toml"
TEXT = "reports/annual/en.md"

OWED = '[[expected]]\nsource = "referrals"\n'
CAPTURE = """\
[[capture]]
id = "lists"
indicator = "R01"
file = "capture/lists.csv"
period = "2023"
title = { en = "Lists" }
population = { en = "People" }
source = { en = "Lists" }
[capture.lists]
a = { en = "A" }
b = { en = "B" }"""


INHABITANTS = """[inhabitants]
source = "referrals"
year = "y"
area = "a"
sex = "s"
age = "g"
count = "c"
"""
REGISTERS = """\
[registers]
dimension = "gender"
members = "people"
people = "people"
strata = []
indicator = "R01"
seen = "R01"
title = { en = "Estimated" }
population = { en = "People" }

[estimate.lists]
"""


def before_indicators(section: str) -> tuple[str, str]:
    """Return what is replaced so that a section stands before that of the indicators."""
    return "[indicators]\nuse", f"{section}\n\n[indicators]\nuse"


TABLE = [
    # settings
    Mistake(SETTINGS, 'id = "albion"', 'id = "albion', "no TOML"),
    Mistake(SETTINGS, "[policy]", "[polcy]", "Did you mean [policy]"),
    Mistake(SETTINGS, "contact", "contct", "Did you mean 'contact'"),
    Mistake(SETTINGS, 'id = "albion"', 'id = "Al Bion"', "'Al Bion'"),
    Mistake(SETTINGS, '"https://112.eu"', '"112.eu"', "https://"),
    Mistake(SETTINGS, 'telephone = "112"', 'telephone = "call"', "digits"),
    Mistake(SETTINGS, '["referrals"]', '["referals"]', "referals"),
    Mistake(SETTINGS, '["referrals"]', '"referrals"', "list"),
    Mistake(SETTINGS, "memory", "memroy", "Did you mean 'memory'"),
    Mistake(SETTINGS, "[2023, 2024]", "[2024, 2023]", "first and last year"),
    Mistake(SETTINGS, '["R01"]', '["R1"]', "Did you mean 'R01'"),
    Mistake(SETTINGS, 'use = ["R01"]', "use = []", "nothing would be counted"),
    Mistake(SETTINGS, "threshold = 5", "treshold = 5", "no such rule"),
    Mistake(SETTINGS, "threshold = 5", 'threshold = "5"', "wrong kind"),
    Mistake(SETTINGS, 'name = "albion"\n', "", "a name and a reason", "[policy]"),
    Mistake(SETTINGS, '"Rapporteur of Albion"', '"<fill in: name>"', "filled in"),
    Mistake(SETTINGS, 'languages = ["en"]', 'languages = ["xx"]', "xx"),
    Mistake(SETTINGS, "[policy]", '[pack]\nuse = "zicht_zz"\n\n[policy]', "zicht_zz"),
    Mistake(SETTINGS, 'country = "AL"', 'country = "Albion"', "capital letters"),
    Mistake(SETTINGS, "[2023, 2024]", "2024", "first and last year"),
    Mistake(SETTINGS, '"300MB"', '"lots"', "'memory'"),
    Mistake(SETTINGS, "encrypted = true", 'encrypted = "yes"', "true or false"),
    Mistake(SETTINGS, "threshold = 5", "threshold = -5", "do not fit", "[policy]"),
    Mistake(SETTINGS, "threshold = 5", "threshold = 5\nbase = 0", "base 0", "[policy]"),
    # numbers have bounds
    Mistake(
        SETTINGS,
        *before_indicators("[estimate]\nreplicates = 1000000000"),
        "from 0 to 1000000",
        "replicates",
    ),
    Mistake(
        SETTINGS,
        *before_indicators("[content]\nlook_every_months = 99999"),
        "from 1 to 1,200",
        "look_every_months",
    ),
    Mistake(INDICATOR, "version = 1", "version = 1.5", "whole number from 1"),
    Mistake(FORM, "version = 1", "version = 0", "whole number from 1"),
    Mistake(FIGURES, "value = 984", "value = 1e400", "that a page can print"),
    Mistake(FIGURES, "value = 984", "value = nan", "that a page can print"),
    Mistake(FIGURES, "value = 984", "value = -984", "a count is never negative"),
    Mistake(FIGURES, "value = 984", "value = 98.4", "a count is a whole number"),
    Mistake("geography/geography.toml", "width = 10", "width = 0", "from 1 to 1e+06"),
    Mistake(
        SETTINGS,
        "threshold = 5",
        "threshold = 5\nminimum_mean_count = -1",
        "minimum_mean_count",
        "minimum_mean_count",
    ),
    Mistake(SETTINGS, '"300MB"', '"999999999999GB"', "not an amount of memory"),
    Mistake(
        FORM,
        'period_column = "referred_on"\n',
        'period_column = "referred_on"\n\n[limits]\nquarantine = 1e400\n',
        "that a page can print",
        "quarantine",
    ),
    # an invented country, and inhabitants
    Mistake(
        SETTINGS,
        *before_indicators("[invent]\nmunicipalities = 100"),
        "not a project of an invented country",
        "[invent]",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(INHABITANTS + "groups = { all = [0, 120] }"),
        "is of records",
        "source =",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(INHABITANTS + "groups = { all = [0, 120] }"),
        "'area' names 'a', which is not a column",
        "area =",
    ),
    # names
    # signs that no reader sees, in names and titles
    Mistake(SETTINGS, "Sight on Albion", "Sight\\u0000 on Albion", "U+0000"),
    Mistake(NAMES, "", '[theme]\nvictims = "Vic\\ntims"\n', "several lines", "victims"),
    Mistake(NAMES, "", '[theme]\nvictims = """\nVic\ntims"""\n', "lines", "Vic"),
    Mistake(INDICATOR, "People referred", "People \u202ereferred", "U+202E"),
    Mistake(LIST, '"Woman"', '"Wo\\u202Eman"', "U+202E"),
    Mistake(LIST, 'code = "x"', 'code = "x\\n"', "several lines"),
    Mistake(AREAS, "Ashford", "Ash\u200bford", "U+200B"),
    Mistake(FORM, '"Surname"', '"Sur\\tname"', "U+0009"),
    # languages that are not published
    Mistake("names/fr.toml", "", '[theme]\nvictims = "Victimes"\n', "not published"),
    Mistake("reports/annual/fr.md", "", "# Titre\n", "not published"),
    # keys, unknown areas and quantiles
    Mistake(FORM, 'key = ["reference"]\n', "", "'key' is missing", "source ="),
    Mistake(FORM, '["reference"]', "[]", "has the role 'key'", 'role = "key"'),
    Mistake(
        FORM,
        'codes = "gender"\nunknown = ["?"]',
        'codes = "answer"\nunknown = ["no"]',
        "R01 counts by gender, which has no such code",
        'name = "gender"',
    ),
    Mistake(
        LIST,
        'code = "stated"\n',
        'code = "stated"\nquantile = 0.5\n',
        "'quantile' is of a list of statistics",
    ),
    Mistake(LIST, '"Woman"', '"<fill in: words>"', "filled in"),
    Mistake(NAMES, "", '[theme]\nvictim = "Victims"\n', "mean 'victims'", "victim ="),
    Mistake(NAMES, "", '[level]\ncity = "Cities"\n', "'city'", "city ="),
    Mistake(NAMES, "", '[area.town]\none = "town"\n', "lacks other, a", "[area.town]"),
    Mistake(
        NAMES,
        "",
        '[area.town]\none = "t"\nother = "t"\na = "a t"\nsome = "t"\n',
        "has some",
        "[area.town]",
    ),
    Mistake(NAMES, "", '[universe]\npeple = "people"\n', "'peple'", "peple ="),
    Mistake(NAMES, "", '[dimension]\ngendr = "g"\n', "mean 'gender'", "gendr ="),
    # roles
    Mistake(
        SETTINGS, *before_indicators('[roles]\nseen = "R02"'), "mean 'R01'", "seen ="
    ),
    Mistake(
        SETTINGS, *before_indicators('[roles]\nsen = "R01"'), "mean 'seen'", "sen ="
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[roles]\ntheme_of_areas = "victim"'),
        "Did you mean 'victims'",
        "theme_of_areas",
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[roles]\nmethod_of_estimates = "guess"'),
        "not a text of kind method",
        "method_of_estimates",
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[roles]\nprinted_chain = "R01"'),
        "the chain has no theme",
        "printed_chain",
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[roles]\nchain = ["R01"]\ntheme_of_chain = "victims"'),
        "R01 is a count, and not a valid step",
        "chain = ",
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[roles]\nchain = "R01;R9"\ntheme_of_chain = "victims"'),
        "'chain' names 'R9'",
        "chain = ",
    ),
    Mistake(
        SETTINGS,
        "threshold = 5",
        f"threshold = 5\nbase = {10**30}",
        "larger than 1000000000",
        "[policy]",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(
            INHABITANTS + "groups = { child = [0, 17], adult = [10, 120] }"
        ),
        "do not overlap",
        "groups",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(INHABITANTS + "groups = { child = [-9, -1] }"),
        "do not overlap",
        "groups",
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[[expected]]\nsource = "referals"'),
        "'referals'",
        '"referals"',
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[[provisional]]\nsource = "referals"\nmonths = 12'),
        "'referals'",
        '"referals"',
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[[provisional]]\nsource = "referrals"\nmonths = 0'),
        "0 is not a number of months",
        "months",
    ),
    Mistake(
        SETTINGS, *before_indicators(OWED + 'every = "weekly"'), "'weekly'", '"weekly"'
    ),
    Mistake(
        SETTINGS, *before_indicators(OWED + 'from = "soon"'), "must be a day", '"soon"'
    ),
    Mistake(
        SETTINGS,
        *before_indicators(OWED + "until = 1999-01-01"),
        "lies before",
        "until",
    ),
    Mistake(SETTINGS, *before_indicators(OWED + 'evry = "year"'), "'evry'", "evry"),
    Mistake(
        SETTINGS,
        *before_indicators('[expected]\nsource = "referrals"'),
        "list of tables",
        "[expected]",
    ),
    Mistake(
        SETTINGS,
        *before_indicators("[estimate]\nreplicats = 10"),
        "replicats",
        "replicats",
    ),
    Mistake(
        SETTINGS,
        "years = [2023, 2024]",
        "years = [true, 2024]",
        "first and last year",
        "years = [true",
    ),
    Mistake(
        SETTINGS,
        "years = [2023, 2024]",
        "years = [0, 2024]",
        "from 1900 to 2100",
        "years = [0",
    ),
    Mistake(
        SETTINGS,
        "years = [2023, 2024]",
        f"years = [2023, {10**30}]",
        "from 1900 to 2100",
        "years = [2023, 1",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(OWED + 'parts = ["North", "North"]'),
        "each of them once",
        "parts",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(OWED + "from = 20140101"),
        "must be a day",
        "from",
    ),
    Mistake(
        SETTINGS,
        *before_indicators("[estimate]\nreplicates = true"),
        "whole number",
        "replicates = true",
    ),
    Mistake(
        SETTINGS,
        *before_indicators('[estimate.lists]\na = ["w"]'),
        "none are declared",
        "[estimate.lists]",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(REGISTERS + 'a = ["w", "y"]'),
        "'y', which is not a code",
        'a = ["w"',
    ),
    Mistake(
        SETTINGS,
        *before_indicators(REGISTERS + 'a = ["w"]\nb = ["w"]'),
        "'a' has too",
        'b = ["w"]',
    ),
    Mistake(
        SETTINGS,
        *before_indicators(REGISTERS.replace("[estimate.lists]", "")),
        "nothing would be estimated",
        "[registers]",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(REGISTERS.replace('seen = "R01"', 'seen = "R02"')),
        "'R02', which is not an indicator that is counted",
        "seen =",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(
            REGISTERS.replace('members = "people"', 'members = "lists"')
        ),
        "'lists', which is not a view",
        "members =",
    ),
    Mistake(
        SETTINGS,
        *before_indicators(REGISTERS.replace("strata = []", 'strata = ["height"]')),
        "'height', which is not a code list",
        "strata =",
    ),
    Mistake(SETTINGS, *before_indicators(CAPTURE), "no such file", "file ="),
    Mistake(
        SETTINGS,
        "[policy]",
        '[content]\nfolder = "texts"\n\n[policy]',
        "'texts'",
        "folder",
    ),
    Mistake(
        SETTINGS,
        "[policy]",
        '[content]\nlook_every_months = "6"\n\n[policy]',
        "number of months",
        "look_every",
    ),
    # forms
    Mistake(FORM, 'kind = "date"', 'kind = "data"', "Did you mean 'date'"),
    Mistake(FORM, 'role = "payload"', 'rol = "payload"', "Did you mean 'role'"),
    Mistake(
        FORM, 'producer = "Albion Helpline"\n', "", "'producer' is missing", "source"
    ),
    Mistake(FORM, 'key = ["reference"]', 'key = ["refrence"]', "refrence", "source"),
    Mistake(
        FORM, 'codes = "gender"', 'codes = "gendr"', "no code list gendr", '"gender"'
    ),
    Mistake(FORM, 'refused_by = ["no"]\n', "", "consent", '"consent"'),
    Mistake(FORM, 'refused_by = ["no"]', 'refused_by = ["nope"]', "nope", '"consent"'),
    Mistake(FORM, 'links_as = "family_name"', "", "links_as", '"surname"'),
    Mistake(FORM, "referred_on >= DATE", "refered_on >= DATE", "refered_on"),
    Mistake(FORM, "referred_on >= DATE '1990-01-01'", "referred_on >=", "rule"),
    Mistake(FORM, 'title = { en = "Gender" }', 'title = "Gender"', "'title'"),
    Mistake(FORM, 'codes = "town"', 'codes = "county_"', "county_", '"town"'),
    Mistake(FORM, "referred_on >= DATE '1990-01-01'", "count(*) > 1", "aggregates"),
    Mistake(FORM, "referred_on >= DATE '1990-01-01'", "referred_on", "true or false"),
    Mistake(
        "forms/second.toml",
        "",
        FILES["forms/referrals.toml"],
        "referrals.toml too",
        "source",
    ),
    # code lists
    Mistake(LIST, 'name = "gender"', 'name = "sex"', "one name"),
    Mistake(LIST, 'code = "x"', 'code = "w"', "codes/gender.toml:6"),
    Mistake(LIST, "adds_up = true", 'adds_up = "yes"', "true or false"),
    Mistake(LIST, '["?"]', '["??"]', "unknown names ??", "name"),
    Mistake(LIST, 'en = "Man"', "", "no words", '"x"'),
    Mistake(LIST, '"stated" }', '"sttd" }', "'sttd'"),
    Mistake(LIST, "adds_up", "ads_up", "Did you mean 'adds_up'"),
    # indicators, remarks, queries, views
    Mistake(INDICATOR, 'theme = "victims"', 'theme = "victim"', "'victims'"),
    Mistake(INDICATOR, 'shape = "count"', 'shape = "number"', "'shape'"),
    Mistake(INDICATOR, 'shape = "count"', 'shape = "share"', "a numerator", "id"),
    Mistake(INDICATOR, '["gender"]]', '["colour"]]', "colour"),
    Mistake(INDICATOR, '[[], ["gender"]]', '["gender"]', "list of lists"),
    Mistake(INDICATOR, '["registered"]', '["registred"]', "registred"),
    Mistake(
        INDICATOR,
        '[question]\nen = "How many',
        '[qestion]\nen = "How many',
        "qestion",
    ),
    Mistake("remarks/breaks.toml", "year = 2023", 'year = "2023"', "number"),
    Mistake("remarks/caveats.toml", "[[caveat]]", "[[cavaet]]", "cavaet"),
    Mistake(QUERY, "p.gender", "p.gendr", "gendr"),
    Mistake(QUERY, "FROM people", "FROM peple", "peple"),
    Mistake(QUERY, "    p.year,\n", "", "year", "SELECT"),
    Mistake(QUERY, "FROM people AS p", "FROM people AS p WHERE", "SQL"),
    Mistake(QUERY, "p.gender\n", "p.gender + 1 AS gender\n", "+"),
    Mistake(
        QUERY,
        "FROM people AS p",
        "FROM people AS p JOIN people AS q ON q.year = year",
        "mbiguous",
    ),
    Mistake(QUERY, "p.unit", "*", "*"),
    # names of before
    Mistake(QUERY, "p.unit", "p.unit AS eenheid", "called 'unit' now", "SELECT"),
    Mistake(QUERY, "p.year", "p.jaar", "called 'year' now"),
    Mistake(VIEW, "JOIN links", "JOIN koppelingen", "called 'links' now"),
    Mistake(VIEW, "k.person_id", "k.persoon_id", "called 'person_id' now"),
    Mistake(
        INDICATOR,
        "version = 1",
        'version = 1\nperiods = "jaarblok"',
        "'jaarblok' is called 'year_block' now",
    ),
    Mistake(VIEW, "r.gender", "r.gendre", "gendre"),
    Mistake(VIEW, "FROM referrals", "FROM referals", "referals"),
    Mistake(VIEW, "SELECT", "SELEKT", "SQL", "k.person_id"),
    Mistake(INDICATOR, '"2024-01-01"', '"soon"', "not a day"),
    Mistake("views/referrals.sql", "", "SELECT 1 AS x\n", "a source has the name"),
    Mistake("views/loop.sql", "", "SELECT l.x FROM loop AS l\n", "in a circle"),
    # areas
    Mistake(
        AREAS,
        FILES[AREAS],
        FILES[AREAS].replace("\n", ",\n").replace("county,", "county,valid_untill", 1),
        "nobody reads",
    ),
    Mistake("geography/inhabitants.csv", "2024,T2", "2024,N", "finest level"),
    Mistake("geography/inhabitants.csv", "year,", "jaar,", "columns missing: year"),
    Mistake(AREAS, FILES[AREAS], FILES[AREAS].replace(",", ";"), "semicolons"),
    Mistake(AREAS, "T1,Ashford,town,N", "T1,Ashford,town,M", "'M'"),
    Mistake(AREAS, "T2,Barnby,town,N", "T1,Barnby,town,N", "stands at"),
    Mistake(AREAS, "T2,Barnby,town,N", "T2,Barnby,town", "3 cells instead of 4"),
    Mistake(AREAS, "code,name", "kode,name", "columns missing: code"),
    Mistake(AREAS, "T1,Ashford,town,N", 'T1,"Ashford,town,N', "quotation mark"),
    Mistake(AREAS, "T1,Ashford,town,N", 'T1,"Ash"ford,town,N', "quotation mark"),
    Mistake(
        AREAS,
        "T1,Ashford,town,N\nT2,Barnby,town,N",
        'T1,Ashford,town,"N\nT2,Barnby,town,N"',
        "several lines",
    ),
    Mistake("geography/inhabitants.csv", "300", "300 people", "whole number"),
    Mistake("geography/map.json", '{"T1"', '{"T3"', "T1"),
    Mistake("geography/map.json", '{"T1"', '{T1"', "no JSON"),
    Mistake(
        "geography/geography.toml",
        'tables = ["county"]',
        'tables = ["region"]',
        "region",
    ),
    Mistake("geography/geography.toml", 'country = "AL"', 'country = "UK"', "UK"),
    # register
    Mistake(FIGURES, "value = 984", "value = 1.372", "thousands mark"),
    Mistake(FIGURES, "value = 984", 'value = "984"', "must be a number"),
    Mistake(FIGURES, 'series = "seen"', 'series = "sen"', "Did you mean 'seen'"),
    Mistake(FIGURES, 'id = "seen-2023"', 'id = "seen-2022"', "seen.toml:26"),
    Mistake(FIGURES, 'unit = "persons"', 'unit = "person s"', "'unit'"),
    Mistake(FIGURES, 'period = "2022"', 'period = "2022/23"', "no period"),
    Mistake(SUMS, '"seen-2023"', '"seen-2032"', "seen-2032", "[[check]]"),
    Mistake(SUMS, "holds = false", "holds = true", "holds", "[[check]]"),
    Mistake(CARDS, '["seen-2023"]', '["seen-203"]', "Did you mean"),
    Mistake(CARDS, "{0} people", "1000 people", "place"),
    Mistake(CHANGES, '"seen-2022"', '"seen-222"', "Did you mean 'seen-2022'"),
    Mistake(CHANGES, '"seen-2022"', '"R02:2023"', "'R02' is not an indicator"),
    Mistake(CHANGES, 'id = "since-2022"', 'id = "seen-2022"', "id of a cited figure"),
    *(
        Mistake(CHANGES, 'id = "since-2022"', f"id = {id_}", "not a valid id")
        for id_ in ('"Since 2022"', '"../x"', '"a--b"', '"<b>"', '"\u00e9"')
    ),
    Mistake(CHANGES, 'id = "since-2022"', 'id = "a\\nb"', "several lines"),
    Mistake(CHANGES, "reason", "cause", "'cause'"),
    Mistake(CHANGES, '"seen-2022"', '"seen-2023"', "earlier period", "[[comparison]]"),
    Mistake(CHANGES, '"seen-2022"', '"R01:2023"', "differ in", "[[comparison]]"),
    # texts
    Mistake("content/definitions.toml", '["R01"]', '["R09"]', "R09"),
    Mistake("content/themes.toml", "summary", "sumary", "Did you mean 'summary'"),
    Mistake(
        "content/synonyms.toml", '["referral", "report"]', "[]", "words", "[[concept]]"
    ),
    Mistake("content/media.csv", "national", "everywhere", "'reach'"),
    Mistake(
        "content/media.csv",
        FILES["content/media.csv"],
        FILES["content/media.csv"].replace(",", ";"),
        "semicolons",
    ),
    Mistake("content/nots.toml", "", "x = 1\n", "nobody reads"),
    Mistake(PAGE, '["referral"]', '["referal"]', "referal"),
    Mistake(PAGE, 'status = "published"', 'status = "ready"', "'status'"),
    Mistake(PAGE, 'date = "2024"', 'date = "May 2024"', "no date"),
    Mistake(PAGE, "+++\nid", "id", "front matter"),
    Mistake(PAGE, "+++ en\n", "", "in which language"),
    Mistake(PAGE, "+++ en\n", "+++ english\n", "in which language"),
    Mistake(PAGE, "1,000 people", "[[seen-2023]] people", "in reports"),
    # reports
    Mistake(TEXT, "[[seen-2023]] people", "[[R01:2031]] people", "no period '2031'"),
    Mistake(TEXT, "[[seen-2023]] people", "[[R01:2023:gendr=w]] people", "gendr"),
    Mistake(
        TEXT, "[[seen-2023]] people", "[[R01:2023:gender=q]] people", "no code 'q'"
    ),
    Mistake(REPORT, 'kind = "annual_report"', 'kind = "year_report"', "'kind'"),
    Mistake(REPORT, '"Annual report"', '"Annual report of 984"', "984"),
    Mistake(TEXT, "[[seen-2023]] people", "[[seen-2032]] people", "seen-2032"),
    Mistake(TEXT, "[[seen-2023]] people", "1000 people", "1000"),
    Mistake(TEXT, "table seen-2022", "tabel seen-2022", "tabel"),
    Mistake(TEXT, "seen-2022 seen-2023 title", "seen-2021 title", "seen-2021"),
]


@pytest.fixture(scope="module", name="workshop")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workshop(tmp_path_factory.mktemp("workshop") / "albion")


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run(["check", str(folder), "--quiet"])
    return code, capsys.readouterr().err


def restore(folder: Path) -> None:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in FILES and ".zicht" not in name:
            path.unlink()
    for path in sorted((folder / "reports").glob("*")):
        if not any(path.iterdir()):
            path.rmdir()
    make_workshop(folder)


def test_the_project_without_a_mistake_passes(workshop: Path, capsys) -> None:
    assert checked(workshop, capsys) == (OK, "")


@pytest.mark.parametrize(
    "mistake", TABLE, ids=lambda m: f"{m.file}:{m.line} {m.words}"[:60]
)
def test_a_mistake_is_told_with_file_line_and_what_now(
    mistake: Mistake, workshop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mistake.make(workshop)
    try:
        code, said = checked(workshop, capsys)
    finally:
        restore(workshop)
    assert code in (PROJECT, PUBLISHING)
    place = re.compile(rf"{re.escape(mistake.file)}:{mistake.line}\b")
    told = [line for line in said.splitlines() if place.search(line)]
    assert told, said
    assert mistake.words in said
    assert "What now:" in said or any(map(says_what_now, told)), said


def says_what_now(line: str) -> bool:
    """Whether a sentence follows the one that tells what is wrong."""
    return len(re.findall(r"[.?!](?: |$)", line)) >= 2


def test_a_report_without_settings_is_told(
    workshop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Mistake("reports/loose/en.md", "", "# Words\n", "").make(workshop)
    try:
        code, said = checked(workshop, capsys)
    finally:
        restore(workshop)
    assert code == PROJECT
    assert "reports/loose/report.toml:1: there is no such file. Write it" in said


@pytest.mark.parametrize(
    "keys",
    [
        (
            (QUERY, "gendr"),
            (FORM, "refered_on"),
            (SUMS, "seen-2032"),
            (CARDS, "place"),
            (PAGE, "'status'"),
            ("content/media.csv", "'reach'"),
        ),
        (
            (SETTINGS, "no such rule"),
            ("geography/inhabitants.csv", "whole number"),
            (FIGURES, "must be a number"),
            (CARDS, "place"),
            (PAGE, "'status'"),
            ("content/media.csv", "'reach'"),
        ),
        ((QUERY, "gendr"), (FORM, "refered_on"), (TEXT, "seen-2032")),
    ],
    ids=["sql_register_and_texts", "settings_map_register_and_texts", "reports"],
)
def test_mistakes_in_several_files_are_told_in_one_go(
    keys: tuple[tuple[str, str], ...],
    workshop: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = [
        next(one for one in TABLE if (one.file, one.words) == key) for key in keys
    ]
    for one in chosen:
        one.make(workshop)
    try:
        _, said = checked(workshop, capsys)
    finally:
        restore(workshop)
    missing = [one.file for one in chosen if f"{one.file}:{one.line}:" not in said]
    assert missing == [], said
