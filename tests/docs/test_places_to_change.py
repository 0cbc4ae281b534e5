"""The places that `docs/architecture.md` names for a change are there, and hold what it says they hold."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "architecture.md"
FOLDERS = (ROOT, ROOT / "src" / "zicht")
PLACE = re.compile(r"`([\w./-]+/[\w.-]+)`")
NAME_IN_FILE = re.compile(r"`(\[?\w+\]?)` in `([\w./-]+)`")


def table_of_changes() -> str:
    """The section of the document, from its heading to the next."""
    text = DOCUMENT.read_text("utf-8")
    _, section = text.split("## Where to change what")
    return section.split("\n## ")[0]


def find_place(place: str) -> Path | None:
    """The file or folder of a place; a module may be named without its ending."""
    for folder in FOLDERS:
        for path in (folder / place, folder / f"{place}.py"):
            if path.exists():
                return path
    return None


def test_every_place_exists() -> None:
    places = PLACE.findall(table_of_changes())
    assert len(places) >= 10
    assert [place for place in places if find_place(place) is None] == []


def test_every_name_stands_in_its_file() -> None:
    names = NAME_IN_FILE.findall(table_of_changes())
    assert len(names) >= 6
    for name, place in names:
        path = find_place(place)
        assert path is not None
        assert name in path.read_text("utf-8"), f"{name} in {place}"
