"""Prints docs/indicators.md from the definitions. With --check, only says whether the page still says the same."""

import sys
from pathlib import Path

import zicht_nl
from zicht.project.indicators import read_indicators
from zicht.vocabulary.definitions import Indicator, Selection

PACK = Path(zicht_nl.__file__).parent

PAGE = Path(__file__).parents[1] / "docs" / "indicators.md"
HEAD = """# The indicators

Printed from `src/zicht_nl/indicators/` by `tools/print_handbook.py`; do not edit here. Each indicator is a TOML
file and an SQL file; the Dutch words stand in the TOML. Shares and rates come after the gate, from protected counts;
durations and survival pass it as spans of time ([the gate](disclosure.md)). Days are steps of a quantile, or a horizon.

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


def section(indicator: Indicator) -> str:
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
    return "\n\n".join([*parts, f"```sql\n{indicator.sql.strip()}\n```"])


def main() -> int:
    """Print, or compare."""
    page = (
        HEAD
        + "\n\n".join(section(indicator) for indicator in read_indicators(PACK))
        + "\n"
    )
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text(encoding="utf-8") == page else 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
