"""How a project presents itself, and its published capture tables: from the settings in `zicht.toml`."""

import re
from collections.abc import Mapping

from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.catalogues import faults_of
from zicht.project.rows import Row, each
from zicht.vocabulary.content import CaptureSource
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Face, HelpLine

_PROJECT = (
    "id country invented languages title institute about contact base_address licence"
)
_HELP = "name what address telephone"
_CAPTURE = "id indicator file period title population years observed note source lists"
_MOST_YEARS = 200
"""Years that one capture table may be pooled over."""
Places = Mapping[str, list[tuple[int, dict[str, int]]]]
"""Line of each table of the settings by its name, with the lines of its keys."""
_COUNTRY = re.compile(r"[A-Z]{2,3}")
_TELEPHONE = re.compile(r"[0-9+][0-9 ()-]*")


def read_face(
    settings: Mapping[str, object],
    *,
    where: str = "zicht.toml",
    places: Places | None = None,
) -> Face:
    """Read how a project presents itself.

    Parameters
    ----------
    settings : the whole of `zicht.toml`: [project] and every [[help]]
    where : name of the file, for errors
    places : lines of its tables and keys, for errors

    Returns
    -------
    the face, its lines of help in the order of the file

    Raises
    ------
    ProjectError : something is missing or misspelt; names the section, all mistakes of one kind together

    References
    ----------
    docs/knowledge.md

    Examples
    --------
    >>> both = {"nl": "Voorbeeld", "en": "Example"}
    >>> project = {"id": "proef", "country": "VL", "invented": True, "languages": ["nl", "en"]}
    >>> project |= {"title": both, "institute": both, "about": both}
    >>> help_line = {"name": "112", "telephone": "112", "what": both}
    >>> read_face({"project": project, "help": [help_line]}).help_lines[0].telephone
    '112'
    """
    places = places or {}
    line, lines = _place(places, "project", 0)
    table = settings.get("project")
    project = _row(table, f"{where}, [project]", line, lines).only(_PROJECT)
    id_ = project.slug("id")
    return Face(
        id=id_,
        title=project.words("title"),
        institute=project.words("institute"),
        country=_country(project),
        invented=project.flag("invented", default=False),
        languages=_languages(project),
        about=project.words("about"),
        contact=project.text("contact", ""),
        help_lines=_help_lines(settings.get("help"), where, project, places),
        base_address=_base_address(project),
        licence=project.text("licence", Face.licence),
    )


def _country(project: Row) -> str:
    country = project.text("country")
    if not _COUNTRY.fullmatch(country):
        raise project.wrong(
            "country",
            f"'country' is {country!r}, not the code of a country.",
            "Write two or three capital letters, such as FI.",
        )
    return country


def _place(places: Places, name: str, nth: int) -> tuple[int, dict[str, int]]:
    """Return the line of a table of the settings, and of its keys; 0 where that is not known."""
    of_name = places.get(name, [])
    return of_name[nth] if nth < len(of_name) else (0, {})


def _row(
    table: object, where: str, line: int = 0, lines: Mapping[str, int] | None = None
) -> Row:
    file = where.partition(",")[0] if line else where
    return Row(file, line, table if isinstance(table, Mapping) else {}, lines or {})


def _languages(project: Row) -> tuple[str, ...]:
    languages = project.texts("languages")
    if not languages:
        raise project.wrong(
            "languages",
            "'languages' is missing.",
            'Name the languages of the pages, such as ["en"].',
        )
    known = languages_with_words()
    strays = sorted(set(languages) - set(known))
    if strays:
        raise project.wrong(
            "languages",
            f"Zicht has no words in {', '.join(strays)}.",
            f"It has {', '.join(known)}; another language is a file edition/words/CODE.toml with every key of en.toml.",
        )
    faults = [fault for language in languages for fault in faults_of(language)]
    if faults:
        raise ProjectError(
            f"{project.at('languages')}: {len(faults)} fixed words of a language of the project are missing or wrong.",
            now="Write it in that catalogue, as en.toml has it: words in braces are filled in.",
            details=faults,
        )
    if len(set(languages)) != len(languages):
        raise project.wrong("languages", "a language stands twice.")
    return tuple(languages)


def _base_address(project: Row) -> str:
    address = project.text("base_address", "")
    if address and not address.startswith("https://"):
        raise project.wrong(
            "base_address",
            "base_address must begin with https://.",
            "Leave it empty if unknown.",
        )
    return address


def _help_lines(
    tables: object, where: str, project: Row, places: Places
) -> tuple[HelpLine, ...]:
    if not isinstance(tables, list) or not tables:
        raise project.wrong(
            "",
            "no [[help]] is given: where to find help stands on every page.",
            "Add at least one.",
        )
    rows = [
        _row(table, f"{where}, [[help]] {at}", *_place(places, "help", at - 1))
        for at, table in enumerate(tables, start=1)
    ]
    return each(rows, _help_line)


def _help_line(row: Row) -> HelpLine:
    row.only(_HELP)
    address, telephone = row.text("address", ""), row.text("telephone", "")
    if not address and not telephone:
        raise row.wrong(
            "",
            "a line of help needs an address or a telephone number.",
            "Write address or telephone.",
        )
    if telephone and not _TELEPHONE.fullmatch(telephone):
        raise row.wrong(
            "telephone",
            "the telephone number has more than digits, spaces and +.",
            "Write it as people dial it.",
        )
    if address and not address.startswith(("https://", "mailto:")):
        raise row.wrong(
            "address",
            "the address must begin with https:// or mailto:.",
            "Write it whole.",
        )
    return HelpLine(row.text("name"), row.words("what"), address, telephone)


def read_captures(
    settings: Mapping[str, object], *, where: str = "zicht.toml"
) -> tuple[CaptureSource, ...]:
    """Read which published capture tables a project holds.

    Parameters
    ----------
    settings : the whole of `zicht.toml`; every [[capture]] of it
    where : name of the file, for errors

    Returns
    -------
    one source per table; empty where there is none. The tables themselves are files of the project

    Raises
    ------
    ProjectError : something is missing or misspelt; names the section
    """
    tables = settings.get("capture", [])
    rows = [
        _row(table, f"{where}, [[capture]] {at}")
        for at, table in enumerate(_listed(tables), start=1)
    ]
    return each(rows, _capture)


def _listed(tables: object) -> list[object]:
    return list(tables) if isinstance(tables, list) else []


def _capture(row: Row) -> CaptureSource:
    row.only(_CAPTURE)
    lists = _row(row.values.get("lists"), f"{row.file}, lists")
    years = row.whole("years", 1, _MOST_YEARS, 1)
    return CaptureSource(
        id=row.text("id"),
        indicator=row.text("indicator", ""),
        file=row.text("file"),
        period=row.text("period"),
        title=row.words("title"),
        population=row.words("population"),
        source=row.words("source"),
        lists={name: lists.words(name) for name in lists.values},
        years=years,
        observed=row.text("observed", ""),
        note=row.maybe_words("note"),
    )
