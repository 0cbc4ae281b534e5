"""Makes the folder of a new project, or of a new country pack: settings to fill in, and where everything goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.project.packs import Pack, find_pack
from zicht.project.placeholders import placeholder
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import is_language

_SETTINGS = """\
# Settings of a project of Zicht. docs/reference.md explains every key; `zicht check` names what to fill in.

[project]
id = "{id}"
country = "{country}"
invented = false
languages = [{languages}]
title = {title}
institute = {institute}
about = {about}
contact = ""
base_address = ""

# Where to find help stands on every page: at least one line.

[[help]]
name = "112"
telephone = "112"
address = "https://112.eu"
what = {help}
{pack}
# Which sources deliver, and which years are counted. A form of your own goes into forms/NAME.toml.{known_forms}

[sources]
use = []
years = [2019, 2024]
memory = "1GB"
disk_is_encrypted = false

# Which indicators are counted. One of your own is indicators/ID.toml with ID.sql beside it.{known_indicators}

[indicators]
use = []

# The policy of the {policy} holds, unless you override it here with a name and a reason of your own.

[policy]
"""
_PACK_SECTION = """
# Forms, code lists, indicators and texts of the country. `remove` leaves entries out: remove = ["definitions/*"].

[pack]
use = "{name}"
"""
_NOTES = {
    "deliveries": "One folder per source; in it NAME.csv with a letter NAME.toml beside it. Never commit this folder.",
    "figures": "Figures published elsewhere, one [[figure]] each, with citation: docs/register.md.",
    "reports": "One folder per report: report.toml and a text per language, such as en.md: docs/reports.md.",
}
_OWN_NOTES = {
    "forms": "One file per source: what each column means. docs/forms.md",
    "codes": "One file per code list: its codes, and how they relate. docs/how-to.md",
    "indicators": "ID.toml says what is counted, ID.sql beside it yields the rows. docs/indicators.md",
    "views": "SQL that several indicators share, one file per view.",
}
"""Folders that are needed at once only where no pack has their contents."""
_PACK_NOTES = {
    **_OWN_NOTES,
    "knowledge": "definitions.toml, themes.toml, synonyms.toml, units.toml and methods/ID.md. docs/knowledge.md",
    "names": "CODE.toml per language: what the country calls its themes, breakdowns, levels and areas. docs/packs.md",
    "remarks": "caveats.toml and breaks.toml: sentences that indicators name.",
}
_PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "zicht-{code}"
version = "0.1.0"
description = "A country pack of Zicht: {name}"
requires-python = ">=3.11"

[project.entry-points."zicht.packs"]
{country} = "zicht_{code}"
"""
_PACK_TOML = """\
# What this pack is. A project chooses it with [pack] use = "zicht_{code}", or with [project] country = "{country}".
name = "zicht_{code}"
country = "{country}"
languages = [{languages}]
title = {title}

# Which indicators, themes and texts some pages are about, whatever their ids: docs/packs.md, Roles.

[roles]
"""


@dataclass(frozen=True)
class Country:
    """The country that a project or a pack is about.

    Parameters
    ----------
    name : in words
    code : two or three letters
    languages : codes of the languages to publish in
    """

    name: str
    code: str
    languages: tuple[str, ...] = ("en",)

    def __post_init__(self) -> None:
        is_code = self.code.isascii() and self.code.isalpha()
        if not is_code or not 2 <= len(self.code) <= 3:
            raise UsageError(
                f"{self.code!r} is not a valid code of a country.",
                now="Give two or three letters: --country FI",
            )
        if not self.name.isprintable() or not self.name.strip():
            raise UsageError("The country needs a name.", now='--name "Finland"')
        strays = [code for code in self.languages if not is_language(code)]
        if strays or not self.languages:
            raise UsageError(
                f"{', '.join(strays) or 'Nothing'} is not a code of a language.",
                now="Give two or three small letters each: --languages fi,sv",
            )
        if len(set(self.languages)) < len(self.languages):
            raise UsageError(
                "A language is named twice.",
                now=f"Name each once: --languages {','.join(dict.fromkeys(self.languages))}",
            )

    def words(self, text: str) -> str:
        """Write a text as a TOML table with the same words in every language."""
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        pairs = ", ".join(f'{language} = "{quoted}"' for language in self.languages)
        return f"{{ {pairs} }}"

    @property
    def quoted_languages(self) -> str:
        """Write the languages as items of a TOML list."""
        return ", ".join(f'"{language}"' for language in self.languages)


def make(folder: Path, country: Country) -> list[Path]:
    """Make a project folder; it uses the pack of its country where one is installed.

    Raises
    ------
    UsageError : the folder is not empty
    """
    _refuse_full(folder)
    pack = find_pack({"project": {"country": country.code}}, where="zicht.toml")
    files = [_write(folder / "zicht.toml", _settings(folder, country, pack))]
    notes = _NOTES if pack else {**_NOTES, **_OWN_NOTES}
    files += _write_notes(folder, notes)
    (folder / "deliveries").chmod(0o700)  # names will stand there
    # Nothing about people, and nothing that is made anew, goes into a repository.
    ignored = "\n".join(
        ["/.zicht/", "/journal/", "/deliveries/*/", "/releases/", "/site/", ""]
    )
    return [*files, _write(folder / ".gitignore", ignored)]


def _settings(folder: Path, country: Country, pack: Pack | None) -> str:
    """Write the settings of a new project, with what an editor has to fill in."""
    return _SETTINGS.format(
        id=_id_of(folder) or country.code.casefold(),
        country=country.code.upper(),
        languages=country.quoted_languages,
        title=country.words(placeholder(f"title of the site on {country.name}")),
        institute=country.words(placeholder("name of the institute")),
        about=country.words(placeholder("what these pages are about")),
        help=country.words(placeholder("what this line of help is for")),
        pack=_PACK_SECTION.format(name=pack.folder.name) if pack else "",
        known_forms=_known(pack, "forms"),
        known_indicators=_known(pack, "indicators"),
        policy="pack" if pack else "core",
    )


def make_pack(folder: Path, country: Country) -> list[Path]:
    """Make the folder of a country pack: a package that other projects can install and choose.

    Raises
    ------
    UsageError : the folder is not empty
    """
    _refuse_full(folder)
    code = country.code.casefold()
    package = folder / "src" / f"zicht_{code}"
    values = {
        "code": code,
        "country": country.code.upper(),
        "name": country.name.replace('"', ""),
        "languages": country.quoted_languages,
        "title": country.words(country.name),
    }
    return [
        _write(folder / "pyproject.toml", _PYPROJECT.format(**values)),
        _write(
            package / "__init__.py",
            f'"""A country pack of Zicht: {values["name"]}."""\n',
        ),
        _write(package / "pack.toml", _PACK_TOML.format(**values)),
        *_write_notes(package, _PACK_NOTES),
    ]


def _refuse_full(folder: Path) -> None:
    """Refuse a place where no new folder can stand: a file, a place below a file, or a folder that is not empty."""
    in_the_way = [
        place
        for place in (folder, *folder.parents)
        if place.exists() and not place.is_dir()
    ]
    if in_the_way:
        raise UsageError(
            f"{in_the_way[0]} is a file and not a folder; nothing was written.",
            now="Name a folder that is not there yet.",
        )
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} is not empty; nothing was written.",
            now="Name a folder that is not there yet.",
        )


def _id_of(folder: Path) -> str:
    """Make an id of the name of a folder: small letters, digits and single hyphens."""
    letters = (
        letter if letter.isascii() and letter.isalnum() else " "
        for letter in folder.resolve().name.casefold()
    )
    return "-".join("".join(letters).split())


def _known(pack: Pack | None, kind: str) -> str:
    """List the entries of a pack in a remark."""
    if pack is None:
        return ""
    names = sorted(path.stem for path in (pack.folder / kind).glob("*.toml"))
    return f"\n# The pack has: {', '.join(names)}."


def _write_notes(folder: Path, notes: dict[str, str]) -> Sequence[Path]:
    return [
        _write(folder / part / "README.md", f"# {part}\n\n{note}\n")
        for part, note in notes.items()
    ]


def _write(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path
