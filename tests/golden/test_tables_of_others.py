"""Published tables as they come: counts about nobody in particular, long and wide, by quarter, without a key."""

from pathlib import Path

import pytest

from tests.golden import albion
from zicht.pipeline import folders, itinerary
from zicht.release import store
from zicht.vocabulary.dimensions import TOTAL

TEXTS = (
    albion.INDICATOR.partition("[slug]")[1] + albion.INDICATOR.partition("[slug]")[2]
)
TOP = """
id = "{id}"
version = 1
theme = "victims"
shape = "count"
variant = "flow"
universe = "{universe}"
sums = "n"
breakdowns = [[], ["{by}"]]
valid_from = "2024-01-01"
"""
COLUMN = """
[[column]]
name = "{name}"
kind = "{kind}"
role = "payload"
title = {{ nl = "{name}", en = "{name}" }}
required = true
{more}
"""
LONG = (
    """
source = "responders"
version = 1
producer = "Home Department"
title = { nl = "Meldingen", en = "Referrals by responder" }
key = ["First responder", "Gender"]
period_column = ""
aggregate = true
ignore = ["Notes"]
"""
    + COLUMN.format(name="First responder", kind="code", more='codes = "responder"')
    + COLUMN.format(
        name="Gender", kind="code", more='codes = "sex"\nunknown = ["Not specified"]'
    )
    + COLUMN.format(
        name="People",
        kind="integer",
        more='repairs = ["point_zero"]\nsentinels = ["z"]\nminimum = "0"',
    ).replace("required = true", "required = false")
)
WIDE = (
    """
source = "decisions"
version = 1
producer = "Home Department"
title = { nl = "Besluiten", en = "Decisions" }
key = ["Year", "Quarter", "age", "decision"]
period_column = "Year"
aggregate = true
ignore = ["Total"]
"""
    + COLUMN.format(name="Year", kind="integer", more='repairs = ["point_zero"]')
    + COLUMN.format(name="Quarter", kind="code", more='codes = "quarter"')
    + COLUMN.format(name="age", kind="code", more='codes = "age"')
    + COLUMN.format(name="decision", kind="code", more='codes = "decision"')
    + COLUMN.format(name="n", kind="integer", more='repairs = ["point_zero"]')
    + "".join(
        f'[[wide]]\ncolumn = "{age} - {decision} grounds"\nvalue = "n"\n'
        f'codes = {{ age = "{age}", decision = "{decision}" }}\n'
        for age in ("Adult", "Child")
        for decision in ("Positive", "Negative")
    )
)
LISTS = {
    "responder": ("Helpline", "Police", "Total"),
    "sex": ("Female", "Male", "Not specified", "All"),
    "quarter": ("Q1", "Q2", "Q3", "Q4", "Total"),
    "age": ("Adult", "Child"),
    "decision": ("Positive", "Negative"),
}
QUERIES = {
    "N01": """
SELECT
    r.delivery_id || r."First responder" || r."Gender" AS unit,
    extract(year FROM r.valid_from) AS year,
    r."Gender" AS sex,
    r."People" AS n
FROM responders AS r
WHERE r."Gender" <> 'All' AND r."First responder" <> 'Total'
""",
    "N02": """
SELECT
    d."Year" || d."Quarter" || d.age || d.decision AS unit,
    d."Year" AS year,
    d.decision,
    d.n
FROM decisions AS d
WHERE d."Quarter" <> 'Total'
""",
}
QUARTER = """First responder,Gender,People,Notes
Helpline,Female,{a}.0,"over two
lines"
Helpline,Male,20.0,
Police,Female,{b}.0,
Police,Male,z,
Total,All,{all}.0,
"""


def write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")


def letter(source: str, period: str, *more: str) -> str:
    stated = {**albion.LETTER, "source": source, "period": period}
    lines = [
        f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
        for key, value in stated.items()
    ]
    return "\n".join([*lines, *more]) + "\n"


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "albion"
    settings = (
        albion.SETTINGS.replace('["referrals"]', '["responders", "decisions"]')
        .replace("[2023, 2024]", "[2024, 2024]")
        .replace('["R01"]', '["N01", "N02"]')
    )
    write(folder / "zicht.toml", settings)
    write(folder / "forms" / "responders.toml", LONG)
    write(folder / "forms" / "decisions.toml", WIDE)
    for name, codes in LISTS.items():
        entries = (f'[[code]]\ncode = "{c}"\nnl = "{c}"\nen = "{c}"\n' for c in codes)
        write(
            folder / "codes" / f"{name}.toml", f'name = "{name}"\n' + "\n".join(entries)
        )
    for name, universe, by in (
        ("N01", "referred", "sex"),
        ("N02", "decided", "decision"),
    ):
        texts = TEXTS.replace("referred-persons", name).replace("gemelde-mensen", name)
        write(
            folder / "indicators" / f"{name}.toml",
            TOP.format(id=name, universe=universe, by=by) + texts,
        )
        write(folder / "indicators" / f"{name}.sql", QUERIES[name])
    place = folder / "deliveries"
    for quarter in (1, 2, 3, 4):
        content = QUARTER.format(a=10 * quarter, b=100, all=120 + 10 * quarter)
        write(
            place / "responders" / f"2024-Q{quarter}.csv",
            content.replace("over two\nlines", "x"),
        )
        write(
            place / "responders" / f"2024-Q{quarter}.toml",
            letter("responders", f"2024-Q{quarter}"),
        )
    wide = (
        "Year,Quarter,Adult - Positive grounds,Adult - Negative grounds,"
        "Child - Positive grounds,Child - Negative grounds,Total\n"
        + "".join(f"2024.0,Q{q},50.0,20.0,30.0,10.0,110.0\n" for q in (1, 2, 3, 4))
        + "2024.0,Total,200.0,80.0,120.0,40.0,440.0\n"
    )
    write(place / "decisions" / "all.csv", wide)
    write(place / "decisions" / "all.toml", letter("decisions", "2024", "rows = 20"))
    itinerary.run(folder, tell=lambda *_: None)
    return folder


def published(project: Path, indicator: str, by: str) -> dict[str, int]:
    series = store.read(store.find(folders.releases(project))).series[indicator]
    codes = series.codes[series.dimensions.index(by)].tolist()
    return {
        code: int(value)
        for code, value in zip(codes, series.values.tolist(), strict=True)
        if value == value  # noqa: PLR0124 - NaN
    }


def test_counts_of_a_long_table_by_quarter_add_up(project: Path) -> None:
    """Totals that stand among the rows are left out by the query; a suppressed cell is missing."""
    found = published(project, "N01", "sex")
    assert found[TOTAL] == 4 * 20 + 4 * 100 + 10 + 20 + 30 + 40
    assert found["Female"] == 500
    assert found["Male"] == 80


def test_columns_of_a_wide_table_are_rows(project: Path) -> None:
    found = published(project, "N02", "decision")
    assert found == {TOTAL: 440, "Positive": 320, "Negative": 120}
