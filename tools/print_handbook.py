"""Prints docs/indicators.md from the definitions. With --check, only says whether the page still says the same."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import zicht_nl
from zicht.indicators.lint import relations
from zicht.project.indicators import read_indicators, read_views
from zicht.vocabulary.definitions import Indicator, Selection

PACK = Path(zicht_nl.__file__).parent

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "indicators.md"
SPECIFICATIONS = "tests/spec/indicators"
FILES = (
    "test_victims.py", "test_suspects_and_cases.py", "test_times.py", "test_followed.py", "test_four_findings.py",
    "test_incidents.py", "test_funnel.py", "test_what_registers_state.py",
    "test_aggregates.py", "test_quarters.py", "test_surveys.py", "test_merges.py",
)  # fmt: skip
"""Where worked examples are sought, in this order."""
HEAD = """# The indicators

Printed from `src/zicht_nl/indicators/` by `tools/print_handbook.py`; do not edit here. Each indicator is a TOML
file and an SQL file; the Dutch words stand in the TOML. Shares and rates come after the gate, from protected counts;
durations and survival pass it as spans of time ([the gate](disclosure.md)). Days are steps of a quantile, or a horizon.
The worked example of an indicator is a test that runs: a few invented people in small tables, and what must come out.
Views that queries share stand at the end.

"""


def selected(selection: Selection) -> str:
    """Say which cells a share or rate divides."""
    where = ", ".join(f"{name} = {code}" for name, code in selection.where.items())
    return f"`{selection.universe}`" + (f" where {where}" if where else "")


def told(indicator: Indicator) -> str:
    """Say what is told of spans of time."""
    statistics = indicator.statistics
    if statistics is None:
        return ""
    words = ", ".join(
        f"{code} ({days} days)" for code, days in statistics.steps.items()
    )
    return f"`{statistics.dimension}`: {words}; first {statistics.headline}"


@dataclass(frozen=True)
class Example:
    """A test, the tables that it reads, and the words that it holds."""

    file: str
    sentence: str
    text: str
    words: frozenset[str]


def examples() -> Iterator[Example]:
    """Give every test of the specifications of indicators, in the order of their files."""
    for name in FILES:
        file = ROOT / SPECIFICATIONS / name
        source = file.read_text(encoding="utf-8")
        tree = ast.parse(source)
        tables = {
            node.targets[0].id: node
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                used = [tables[table] for table in names_used(node, tables)]
                shown = [ast.get_source_segment(source, one) for one in (*used, node)]
                yield Example(
                    file.name,
                    node.name.removeprefix("test_").replace("_", " "),
                    "\n\n".join(filter(None, shown)),
                    frozenset(
                        one.value
                        for one in ast.walk(node)
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    ),
                )


def names_used(node: ast.AST, tables: Mapping[str, ast.AST]) -> list[str]:
    """Name the tables that some code reads, each after those that it reads itself."""
    names: dict[str, None] = {}
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id in tables and one.id not in names:
            if tables[one.id] is not node:
                names |= dict.fromkeys(names_used(tables[one.id], tables))
            names[one.id] = None
    return list(names)


def worked_example(indicator: Indicator, known: list[Example]) -> str:
    """Print the first test that names an indicator, or else the set of records that it counts."""
    for name in (indicator.id, indicator.universe):
        for one in known:
            if name in one.words:
                place = f"`{SPECIFICATIONS}/{one.file}`"
                return f"Worked example, {one.sentence} ({place}):\n\n```python\n{one.text}\n```"
    raise SystemExit(f"{indicator.id} has no worked example in {SPECIFICATIONS}.")


def views_behind(query: str, views: Mapping[str, str]) -> list[str]:
    """Name the views that a query rests on, in the order in which they are first read."""
    names: dict[str, None] = {}
    for name in sorted(relations(query) & views.keys()):
        names |= dict.fromkeys([name, *views_behind(views[name], views)])
    return list(names)


def section(
    indicator: Indicator, views: Mapping[str, str], known: list[Example]
) -> str:
    """Print one definition."""
    rows = {
        "Question": indicator.question.en,
        "Counts": indicator.counts.en,
        "Leaves out": indicator.leaves_out.en,
        "Counting unit": indicator.counting_unit.en,
        "Population": indicator.population.en,
        "Unknowns": indicator.unknowns.en,
        "Source": indicator.source.en,
        "Shape": f"{indicator.shape}, {indicator.variant}"
        + (f", times {indicator.scale}" if indicator.scale > 1 else ""),
        "Universe": f"`{indicator.universe}`",
        ("Records" if indicator.statistics else "Numerator"): selected(
            indicator.numerator
        )
        if indicator.numerator
        else "",
        "Denominator": selected(indicator.denominator) if indicator.denominator else "",
        "Tells": told(indicator),
        "By": "; ".join(
            " × ".join(breakdown) or "total" for breakdown in indicator.breakdowns
        )
        + f"; each by {indicator.periods}",
        "Version": f"{indicator.version}, valid from {indicator.valid_from}",
    }
    table = "\n".join(f"| {name} | {words} |" for name, words in rows.items() if words)
    caveats = "\n".join(f"- {caveat.en}" for caveat in indicator.caveats)
    breaks = "\n".join(f"- {one.year}: {one.text.en}" for one in indicator.breaks)
    parts = [f"## {indicator.id} {indicator.title.en}", f"| | |\n|---|---|\n{table}"]
    parts += [f"Read with care:\n\n{caveats}"] if caveats else []
    parts += [f"What moves the series:\n\n{breaks}"] if breaks else []
    behind = ", ".join(f"`{name}`" for name in views_behind(indicator.sql, views))
    parts += [f"```sql\n{indicator.sql.strip()}\n```"]
    parts += [f"Rests on the views {behind}."] if behind else []
    return "\n\n".join(filter(None, [*parts, worked_example(indicator, known)]))


def main() -> int:
    """Print, or compare."""
    views, known = read_views(PACK), list(examples())
    sections = [section(one, views, known) for one in read_indicators(PACK)]
    shared = [
        f"### {name}\n\n```sql\n{views[name].strip()}\n```" for name in sorted(views)
    ]
    page = HEAD + "\n\n".join([*sections, "## Views", *shared]) + "\n"
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text(encoding="utf-8") == page else 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
