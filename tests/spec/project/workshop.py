"""A small project that holds at least one file of every kind that an editor writes, and no mistake."""

import json
from pathlib import Path

FILES = {
    "zicht.toml": """\
[project]
id = "albion"
country = "AL"
invented = false
languages = ["en"]
title = { en = "Sight on Albion" }
institute = { en = "Rapporteur of Albion" }
about = { en = "A project of a test." }
contact = ""
base_address = ""

[[help]]
name = "112"
telephone = "112"
address = "https://112.eu"
what = { en = "Call when in danger." }

[sources]
use = ["referrals"]
years = [2023, 2024]
memory = "300MB"
disk_is_encrypted = true

[indicators]
use = ["R01"]

[policy]
name = "albion"
reason = { en = "A rule of a test." }
threshold = 5
""",
    "forms/referrals.toml": """\
source = "referrals"
version = 1
producer = "Albion Helpline"
title = { en = "Referrals" }
key = ["reference"]
period_column = "referred_on"

[[column]]
name = "reference"
kind = "text"
role = "key"
title = { en = "Reference" }

[[column]]
name = "surname"
kind = "text"
role = "link"
links_as = "family_name"
title = { en = "Surname" }

[[column]]
name = "gender"
kind = "code"
role = "payload"
codes = "gender"
unknown = ["?"]
title = { en = "Gender" }

[[column]]
name = "town"
kind = "area"
role = "payload"
codes = "town"
title = { en = "Town" }

[[column]]
name = "referred_on"
kind = "date"
role = "payload"
required = true
title = { en = "Date of referral" }

[[column]]
name = "consent"
kind = "code"
role = "consent"
codes = "answer"
refused_by = ["no"]
required = true
title = { en = "Consent" }

[[check]]
name = "not_too_early"
holds = "referred_on >= DATE '1990-01-01'"
title = { en = "The date is before 1990" }
""",
    "codes/gender.toml": """\
name = "gender"
adds_up = true
unknown = ["?"]

[[code]]
code = "w"
en = "Woman"
in = { known = "stated" }

[[code]]
code = "x"
en = "Man"
in = { known = "stated" }

[[code]]
code = "?"
en = "Not stated"

[[code]]
code = "stated"
en = "Stated"
""",
    "codes/answer.toml": """\
name = "answer"

[[code]]
code = "yes"
en = "Yes"

[[code]]
code = "no"
en = "No"
""",
    "indicators/R01.toml": """\
id = "R01"
version = 1
theme = "victims"
shape = "count"
variant = "flow"
universe = "referred_persons"
breakdowns = [[], ["gender"]]
caveats = ["registered"]
breaks = ["act"]
valid_from = "2024-01-01"

[slug]
en = "referred-persons"

[title]
en = "People referred"

[question]
en = "How many people were referred?"

[counts]
en = "People, once a year."

[leaves_out]
en = "People nobody referred."

[counting_unit]
en = "Person per year."

[population]
en = "People referred."

[unknowns]
en = "Unknown is a group of its own."

[source]
en = "Referrals"
""",
    "indicators/R01.sql": """\
SELECT
    p.unit,
    p.year,
    p.gender
FROM people AS p
""",
    "views/people.sql": """\
SELECT
    k.person_id || '-' || extract(year FROM r.referred_on) AS unit,
    extract(year FROM r.referred_on) AS year,
    r.gender
FROM referrals AS r
JOIN links AS k ON k.pseud_id = r.pseud_id
""",
    "remarks/caveats.toml": """\
[[caveat]]
id = "registered"
en = "These are registrations."
""",
    "remarks/breaks.toml": """\
[[break]]
id = "act"
year = 2023
en = "An act took effect."
""",
    "geography/geography.toml": """\
country = "AL"
attribution = "A test"
width = 10
height = 10
levels = ["county"]
tables = ["county"]
""",
    "geography/areas.csv": """\
code,name,level,county
AL,Albion,country,
N,North,county,
T1,Ashford,town,N
T2,Barnby,town,N
""",
    "geography/inhabitants.csv": """\
year,code,n
2024,T1,300
2024,T2,200
""",
    "geography/map.json": json.dumps(
        {
            "T1": [[[0, 0], [1, 0], [1, 1], [0, 1]]],
            "T2": [[[1, 0], [2, 0], [2, 1], [1, 1]]],
        }
    ),
    "figures/seen.toml": """\
[[publication]]
id = "report"
title = "Report"
publisher = "Office"
checked = "document"

[[rule]]
id = "office"
title = { en = "Persons in the file of the office" }
counted_by = "Office"
register = "Registry"
country = "AL"
law = "An act"

[[series]]
id = "seen"
title = { en = "Seen" }
rule = "office"
kind = "count"
field = "trafficking"
theme = "victims"
unit = "persons"
population = { en = "Persons seen" }

[[figure]]
id = "seen-2022"
series = "seen"
period = "2022"
value = 984
producer = "Office"
vintage = "2024"
publication = "report"

[[figure]]
id = "seen-2023"
series = "seen"
period = "2023"
value = 1000
producer = "Office"
vintage = "2024"
publication = "report"
""",
    "figures/reconciliations.toml": """\
[[check]]
id = "same"
title = { en = "The year before is a part" }
parts = ["seen-2022"]
whole = "seen-2023"
holds = false
reason = { en = "They are two years." }
""",
    "comparisons.toml": """\
[[comparison]]
id = "since-2022"
from = "seen-2022"
to = "seen-2023"
reason = { en = "No cause is known." }
""",
    "key_figures.toml": """\
[[card]]
theme = "victims"
figures = ["seen-2023"]
sentence = { en = "{0} people were seen." }
""",
    "content/themes.toml": """\
[[theme]]
id = "victims"
title = { en = "Victims" }
field = "trafficking"
summary = { en = "Who was seen." }
""",
    "content/definitions.toml": """\
[[definition]]
id = "referral"
title = { en = "Referral" }
theme = "victims"
figures = ["R01"]
summary = { en = "A report about somebody." }
""",
    "content/synonyms.toml": """\
[[concept]]
id = "referral"
en = ["referral", "report"]
""",
    "content/media.csv": """\
id,title_en,medium,reach,field,period,source
talk,A talk,Radio,national,trafficking,2024,report-2024
""",
    "content/publications/report.md": """\
+++
id = "report-2024"
title = { en = "A report" }
date = "2024"
status = "published"
related = ["referral"]
+++
+++ en
Words about 1,000 people.
""",
    "reports/annual/report.toml": """\
kind = "annual_report"
order = 1
date = "2025-01-01"
authors = { en = "Office" }
title = { en = "Annual report" }
""",
    "reports/annual/en.md": """\
# What was seen

In 2023 [[seen-2023]] people were seen.

::: table seen-2022 seen-2023 title="People seen" :::
""",
}


def make_workshop(folder: Path) -> Path:
    """Write every file of the project."""
    for name, words in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    return folder
