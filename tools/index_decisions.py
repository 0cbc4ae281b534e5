"""Writes the table of current decisions in docs/adr/README.md from the headings of the records.

`python tools/index_decisions.py` after a record was added; the table of retired numbers is written by hand.
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "adr"
INDEX = FOLDER / "README.md"
HEADING = re.compile(r"# 0*(\d+)\.? (.+)")


def row_of(record: Path) -> str:
    """Return one row of the table: number, link and title.

    Raises
    ------
    SystemExit : the heading has another number than the file, or none
    """
    heading = record.read_text("utf-8").splitlines()[0]
    match = HEADING.fullmatch(heading)
    if match is None or int(match[1]) != int(record.name[:4]):
        raise SystemExit(
            f"{record.name}: the heading must read '# {record.name[:4]} Title'."
        )
    return f"| [{record.name[:4]}]({record.name}) | {match[2]} |"


def written_index() -> str:
    """Return the index as it should be."""
    before, after = INDEX.read_text("utf-8").split("|---|---|\n", 1)
    retired = after[after.index("\n## Retired") :]
    rows = [row_of(record) for record in sorted(FOLDER.glob("[0-9]*.md"))]
    return before + "|---|---|\n" + "\n".join(rows) + "\n" + retired


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(written_index() != INDEX.read_text("utf-8"))
    INDEX.write_text(written_index(), "utf-8")
