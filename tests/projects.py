"""Projects as `zicht new` makes them, filled in."""

import re
from pathlib import Path

from zicht.pipeline.scaffold import Country, make


def filled_project(folder: Path, country: Country) -> Path:
    """Make a project and write something wherever an editor must."""
    make(folder, country)
    settings = folder / "zicht.toml"
    words = re.sub(r"<fill in: ([^>]*)>", r"The \1", settings.read_text("utf-8"))
    settings.write_text(words, "utf-8")
    return folder
