"""Country packs: forms, code lists, indicators and texts of a country, in a package beside the core.

A pack is a folder inside an importable package, with `pack.toml` and the folders that a project has too. A project
chooses one by name, or by its country; entries of the pack are replaced by entries of the same name in the project,
and removed by name.
"""

import difflib
import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules

from zicht.project.rows import Row, Sheet, read_sheet
from zicht.vocabulary.errors import ProjectError

GROUP = "zicht.packs"
"""Group of entry points by which another distribution offers packs: name of a country to name of a package."""
SETTINGS = "pack.toml"
_PREFIX = "zicht_"
CHOICE_KEYS = "use remove"
PACK_KEYS = "name country languages title printed"
_FILES = {"codes": "toml", "forms": "toml", "indicators": "toml", "views": "sql"}
"""Kinds of which every entry is a file, with the ending of the file."""
_TABLES = {
    "definitions": "knowledge/definitions.toml",
    "themes": "knowledge/themes.toml",
    "synonyms": "knowledge/synonyms.toml",
    "units": "knowledge/units.toml",
    "caveats": "remarks/caveats.toml",
    "breaks": "remarks/breaks.toml",
}
"""Kinds of which every entry is a table of one file."""
_TABLE_NAMES = {"synonyms": "concept"}


@dataclass(frozen=True)
class Pack:
    """A pack that a project uses, with what the project removed from it.

    Parameters
    ----------
    folder : of its files
    removed : entries that the project leaves out, as `kind/name`
    """

    folder: Path
    removed: frozenset[str] = frozenset()

    def has_removed(self, kind: str, name: str) -> bool:
        """Whether the project leaves an entry out."""
        return f"{kind}/{name}" in self.removed

    def left(self, kind: str, entries: Mapping[str, Path]) -> dict[str, Path]:
        """Return the files of a kind that the project did not remove."""
        return {
            name: path
            for name, path in entries.items()
            if not self.has_removed(kind, name)
        }

    @cached_property
    def entries(self) -> frozenset[str]:
        """Every entry that a project may remove, as `kind/name`."""
        names = {
            f"{kind}/{path.stem}"
            for kind, ending in _FILES.items()
            for path in (self.folder / kind).glob(f"*.{ending}")
        }
        names |= {
            f"{path.parent.name}/{path.stem}"
            for path in (self.folder / "knowledge").glob("*/*.md")
        }
        for kind, place in _TABLES.items():
            path = self.folder / place
            if path.is_file():
                names |= {f"{kind}/{name}" for name in _names_in(path, kind)}
        return frozenset(names)


NO_PACK = Pack(Path())
"""The pack of a project that chose none: there are no files in it."""


def _names_in(path: Path, kind: str) -> list[str]:
    """Return the names of the entries that one file of a pack holds."""
    table = _TABLE_NAMES.get(kind, kind.removesuffix("s"))
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get(table, [])
    return [str(row.get("id") or row.get("code")) for row in rows]


def find_pack(settings: Mapping[str, object], *, where: str) -> Pack | None:
    """Find the pack that a project chose.

    Parameters
    ----------
    settings : the whole of its `zicht.toml`
    where : name of the file, for errors

    Returns
    -------
    the pack of [pack] use, else that of [project] country where there is one, else None

    Raises
    ------
    ProjectError : the pack is not installed, or something is removed from it that it does not have
    """
    section = settings.get("pack", {})
    if not isinstance(section, Mapping):
        raise ProjectError(f"{where}: pack must be a section.", now="Write [pack].")
    row = Row(f"{where}, [pack]", 0, section)
    row.only(CHOICE_KEYS)
    name = row.text("use", "")
    folder = _folder_of(name) if name else _folder_of_country(settings)
    if folder is None:
        if name:
            raise row.wrong(
                "use",
                f"there is no pack {name!r}.",
                f"Install the package that provides it; installed are {', '.join(installed()) or 'none'}.",
            )
        if row.has("remove"):
            raise row.wrong(
                "remove", "there is no pack to remove from.", "Choose one with use."
            )
        return None
    settings_of(folder).top.only(PACK_KEYS)
    return Pack(folder, _removed(row, Pack(folder)))


def settings_of(folder: Path) -> Sheet:
    """Read the settings of a pack: `pack.toml`."""
    return read_sheet(
        folder / SETTINGS, folder, known=("inhabitants", "registers", "roles")
    )


def _removed(row: Row, pack: Pack) -> frozenset[str]:
    """Return the entries that a project removes, each written as `kind/name`, or as a pattern with `*`."""
    removed: set[str] = set()
    for pattern in row.texts("remove"):
        matching = {entry for entry in pack.entries if fnmatchcase(entry, pattern)}
        # A pattern that removes nothing is a mistake in spelling: the entry would stay
        # in the project without a word.
        if not matching:
            near = difflib.get_close_matches(pattern, pack.entries, n=1)
            raise row.wrong(
                "remove",
                f"{pattern!r} is not in the pack.",
                f"Did you mean {near[0]!r}?" if near else "Write kind/name.",
            )
        removed |= matching
    return frozenset(removed)


def installed() -> tuple[str, ...]:
    """Name the packages of packs that are installed: those of entry points, and packages named `zicht_...`."""
    declared = {point.value for point in entry_points(group=GROUP)}
    named = {module.name for module in iter_modules() if module.name[:6] == _PREFIX}
    return tuple(
        name for name in sorted(declared | named) if _folder_of(name) is not None
    )


def installed_folders() -> dict[str, Path]:
    """Return the folders of all packs that are installed, by name."""
    folders = {name: _folder_of(name) for name in installed()}
    return {name: folder for name, folder in folders.items() if folder is not None}


def _folder_of_country(settings: Mapping[str, object]) -> Path | None:
    """Find the pack of a project's country, where one is installed."""
    project = settings.get("project", {})
    country = project.get("country") if isinstance(project, Mapping) else None
    if not isinstance(country, str) or not country.isalnum():
        return None
    code = country.casefold()
    for point in entry_points(group=GROUP):
        if point.name.casefold() == code:
            return _folder_of(point.value)
    return _folder_of(_PREFIX + code)


def _folder_of(package: str) -> Path | None:
    """Find the folder of a package that has a `pack.toml`, without importing it."""
    try:
        # A pack is data: finding its folder runs none of its code (ADR 0125).
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    return folder if (folder / SETTINGS).is_file() else None
