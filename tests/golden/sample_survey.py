"""A project with a sample survey: form, code lists, two indicators and a delivery, all invented, with its truth."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.golden import albion

SETTINGS = (
    albion.SETTINGS.replace('use = ["referrals"]', 'use = ["survey"]')
    .replace('use = ["R01"]', 'use = ["P03", "P03-nobody"]')
    .replace("years = [2023, 2024]", "years = [2024, 2024]")
)
FORM = """
# One row per respondent, who is anonymous: nothing to link, no key that outlives the file.
source = "survey"
version = 1
producer = "Albion Research"
title = { nl = "Enquête", en = "Survey of the population" }
key = []
period_column = "year"

[[column]]
name = "year"
kind = "integer"
role = "payload"
required = true
title = { nl = "Jaar", en = "Year" }

[[column]]
name = "weight"
kind = "decimal"
role = "payload"
required = true
title = { nl = "Gewicht", en = "Weight" }

[[column]]
name = "region"
kind = "integer"
role = "payload"
required = true
title = { nl = "Regio (stratum)", en = "Region (stratum)" }

[[column]]
name = "school"
kind = "integer"
role = "payload"
required = true
title = { nl = "School (cluster)", en = "School (cluster)" }

[[column]]
name = "schools"
kind = "integer"
role = "payload"
required = true
title = { nl = "Scholen in de regio", en = "Schools in the region" }

[[column]]
name = "gender"
kind = "code"
role = "payload"
codes = "gender"
unknown = ["?"]
required = true
title = { nl = "Geslacht", en = "Gender" }

[[column]]
name = "offline"
kind = "code"
role = "payload"
codes = "answer"
unknown = ["unknown"]
required = true
title = { nl = "Meegemaakt, niet online", en = "Experienced, not online" }

[[column]]
name = "online"
kind = "code"
role = "payload"
codes = "answer"
unknown = ["unknown"]
required = true
title = { nl = "Meegemaakt, online", en = "Experienced, online" }

[[column]]
name = "told"
kind = "code"
role = "payload"
codes = "told"
unknown = ["unknown"]
required = true
title = { nl = "Aan wie verteld", en = "Whom they told" }
"""
LISTS = {
    "gender": ("w", "x", "?"),
    "answer": ("yes", "no", "unknown"),
    "told": ("nobody", "friend", "parent", "professional", "none", "unknown"),
    "place": ("offline", "online"),
}
TEXTS = albion.INDICATOR[albion.INDICATOR.index("[title]") :]
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to.md"
DEFINITION = """
id = "{id}"
version = 1
theme = "victims"
shape = "survey"
variant = "stock"
universe = "{universe}"
breakdowns = {breakdowns}
valid_from = "2024-01-01"
{needs}
{design}

[slug]
nl = "{id}"
en = "{id}"

"""
EXPERIENCED = """
SELECT
    s.source_record_id AS unit, s.year, s.gender, place.place,
    CASE place.answer WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END AS outcome,
    s.weight, s.region, s.school, s.schools
FROM survey AS s
JOIN (
    SELECT source_record_id, 'offline' AS place, offline AS answer FROM survey
    UNION ALL
    SELECT source_record_id, 'online' AS place, online AS answer FROM survey
) AS place ON place.source_record_id = s.source_record_id
"""
TOLD_NOBODY = """
SELECT
    source_record_id AS unit, year, gender,
    CASE told WHEN 'none' THEN 0 ELSE 1 END AS asked,
    CASE WHEN told = 'nobody' THEN 1 WHEN told NOT IN ('none', 'unknown') THEN 0 END AS outcome,
    weight, region, school, schools
FROM survey
"""


@dataclass(frozen=True)
class Respondent:
    """Somebody who answered."""

    year: int
    weight: float
    region: int
    school: int
    schools: int
    gender: str
    offline: str
    online: str
    told: str


def respondents(seed: int = 11) -> Iterator[Respondent]:
    """Pupils of 40 schools drawn in two regions, with a chance of their school's own."""
    random = np.random.default_rng(seed)
    for region, (schools, pupils) in enumerate([(200, 40), (400, 60)], start=1):
        for school in range(20):
            chance = random.beta(4, 16)
            for _ in range(30):
                offline, online = random.random(2) < (chance, 1.4 * chance)
                tells = random.random() < 2 / 3
                told = "friend" if tells else "nobody"
                is_silent = random.random() < 0.03
                yield Respondent(
                    year=2024,
                    weight=round(schools / 20 * pupils / 30, 4),
                    region=region,
                    school=school,
                    schools=schools,
                    gender=str(random.choice(["w", "x"])),
                    offline="yes" if offline else "no",
                    online="unknown" if is_silent else "yes" if online else "no",
                    told=told if offline or online else "none",
                )


def design_of_the_page() -> str:
    """The table [survey] as the page on how to add a survey prints it."""
    page = HOW_TO.read_text("utf-8").partition("## Add a survey")[2]
    block = page.partition("```toml")[2].partition("```")[0]
    assert block.strip().startswith("[survey]")
    return block.strip()


def make_project(folder: Path) -> Path:
    """Write a project that counts the survey, and its delivery."""
    _write(folder / "zicht.toml", SETTINGS)
    _write(folder / "forms" / "survey.toml", FORM)
    for name, codes in LISTS.items():
        head = f'name = "{name}"\nadds_up = {str(name != "place").lower()}\n'
        entries = (f'[[code]]\ncode = "{c}"\nnl = "{c}"\nen = "{c}"\n' for c in codes)
        _write(folder / "codes" / f"{name}.toml", head + "\n".join(entries))
    indicators = {
        "P03": ("respondents", '[[], ["gender"], ["place"], ["gender", "place"]]'),
        "P03-nobody": ("victims_asked", '[[], ["gender"]]'),
    }
    queries = {"P03": EXPERIENCED, "P03-nobody": TOLD_NOBODY}
    for name, (universe, breakdowns) in indicators.items():
        head = DEFINITION.format(
            id=name,
            universe=universe,
            breakdowns=breakdowns,
            needs='needs = "own"',
            design=design_of_the_page(),
        )
        texts = TEXTS.replace("Gemelde mensen", name).replace("People referred", name)
        _write(folder / "indicators" / f"{name}.toml", head + texts)
        _write(folder / "indicators" / f"{name}.sql", queries[name])
    return folder


def deliver(folder: Path, seed: int = 11) -> None:
    """Put the answers with their letter in the project."""
    place = folder / "deliveries" / "survey"
    place.mkdir(parents=True, exist_ok=True)
    rows = [vars(one) for one in respondents(seed)]
    with (place / "2024.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    letter = {**albion.LETTER, "source": "survey", "period": "2024"}
    lines = [
        f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
        for key, value in letter.items()
    ]
    _write(place / "2024.toml", "\n".join(lines) + "\n")


def _write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
