"""What figures and texts may belong to: the themes that pack and project declare, and the fields of work they name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zicht.project.rows import Row, hint, read_sheet

WHERE_THEMES_STAND = "A theme is declared in content/themes.toml."
"""What to do about a theme that is not known."""


@dataclass(frozen=True)
class Subjects:
    """Themes, and the fields of work that themes belong to.

    Parameters
    ----------
    themes, fields : ids; None where any word will do
    """

    themes: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None

    def theme(self, row: Row, default: str | None = None) -> str:
        """Read the theme of a row."""
        if self.themes is None:
            return row.text("theme", default)
        theme = row.text("theme", default)
        known = _with(self.themes, default)
        if theme not in known:
            raise row.wrong(
                "theme",
                f"{theme!r} is not a theme.",
                f"{hint(theme, known)} {WHERE_THEMES_STAND}",
            )
        return theme

    def field(self, row: Row, default: str | None = None) -> str:
        """Read the field of work of a row."""
        if self.fields is None:
            return row.text("field", default)
        if not self.fields:
            raise row.wrong(
                "field",
                "no theme of this project names a field of work.",
                "Write field = ... at a theme in content/themes.toml.",
            )
        return row.one_of("field", _with(self.fields, default), default)


ANY_SUBJECT = Subjects()
"""Where a file is read alone, its themes are not known."""


def _with(words: tuple[str, ...], default: str | None) -> tuple[str, ...]:
    return words if default is None else (*words, default)


def read_subjects(
    files: Iterable[tuple[Path, Path]], *, removed: Iterable[str] = ()
) -> Subjects:
    """Read the themes that figures and texts may belong to.

    Parameters
    ----------
    files : each a `themes.toml`, with the folder to which errors are relative
    removed : ids of themes that the project leaves out

    Returns
    -------
    the themes and their fields; where no theme is declared, any word will do
    """
    themes: dict[str, None] = {}
    fields: dict[str, None] = {}
    for path, root in files:
        if not path.is_file():
            continue
        for row in read_sheet(path, root, known=("theme",)).rows("theme"):
            if row.text("id") not in removed:
                themes[row.text("id")] = None
                fields[row.text("field", "")] = None
    if not themes:
        return ANY_SUBJECT
    return Subjects(tuple(themes), tuple(field for field in fields if field))
