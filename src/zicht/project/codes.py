"""Code lists of a pack and of a project: how their codes relate is declared, and checked here."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from zicht.edition.all_words import all_words
from zicht.project.about import about_of
from zicht.project.rows import (
    Row,
    each,
    placed_at,
    read_sheet,
    refuse_doubles,
    together,
)
from zicht.project.validity import validity_of
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList, Relation
from zicht.vocabulary.former_names import advice_on, former_dimensions
from zicht.vocabulary.text import Text, is_language

LIST_KEYS = "name title adds_up relation ordered unknown not_applicable rest"
CODE_KEYS = ("code", "in", "about", "valid_from", "valid_until", "quantile")
"""Keys of a code that are not words in a language."""


def read_codes(*folders: Path) -> dict[str, CodeList]:
    """Read code lists.

    Parameters
    ----------
    folders : each with files `<name>.toml`; a list in a later folder replaces an earlier one of the same name

    Returns
    -------
    name to code list

    Raises
    ------
    ProjectError : a file is not a valid code list; names file and line, all files together
    """
    files = {
        file.stem: file for folder in folders for file in sorted(folder.glob("*.toml"))
    }
    return read_code_files(files.values())


def read_code_files(files: Iterable[Path]) -> dict[str, CodeList]:
    """Read code lists from their files; the parameters and errors are those of `read_codes`."""
    lists = each(files, _read_file)
    return {code_list.name: code_list for code_list in lists}


def codes_of_areas(geography: Geography, *, unknown: Text | None = None) -> CodeList:
    """Make the code list of the finest level of areas, under its own name, with the levels above it.

    Parameters
    ----------
    geography : of one year
    unknown : words for an area that is not known, which is a code of the finest level

    Returns
    -------
    CodeList with a hierarchy per level of `geography.parents`, under the level's own name
    """
    leaves = labels_of_areas(geography, geography.leaf_level)
    leaves[geography.unknown] = unknown or all_words()["area_unknown"]
    above = {code for tree in geography.parents.values() for code in tree.values()}
    labels = {code: _same(geography.areas[code].name) for code in sorted(above)}
    return CodeList(
        geography.leaf_level,
        {**leaves, **labels},
        geography.parents,
        unknown=(geography.unknown,),
        validity=geography.validity,
    )


def labels_of_areas(geography: Geography, level: str) -> dict[str, Text]:
    """Return the names of the areas of a level by code; names of places have no translation."""
    return {area.code: _same(area.name) for area in geography.level(level)}


def _same(name: str) -> Text:
    return Text(name, name)


def _read_file(file: Path) -> CodeList:
    """Read one code list from its TOML file."""
    sheet = read_sheet(file, file.parent.parent, known=("code",))
    top = sheet.top.only(LIST_KEYS)
    name = top.text("name")
    if name != file.stem:
        raise top.wrong(
            "name",
            f"the list calls itself {name!r}, its file {file.stem!r}.",
            "Give file and list one name.",
        )
    # Releases and ledgers of the former format are read under the names of today: a
    # list with a former name would be mixed up with another.
    if name in former_dimensions().values():
        raise top.wrong(
            "name",
            f"{name!r} is not a valid name of a list: {advice_on([name])}",
            "Give the list another name: a release is read under the names of today.",
        )
    rows = sheet.rows("code")
    if not rows:
        raise top.wrong(
            "", "the list has no codes.", "Add an entry [[code]] for each code."
        )
    refuse_doubles(rows, "code")
    labels = dict(each(rows, _label))
    relation = _relation(top)
    if relation is not Relation.MEASURES:
        _refuse_quantiles(rows)
    with placed_at(top):
        return CodeList(
            name=name,
            labels=labels,
            parents=_parents(rows, labels),
            adds_up=top.flag("adds_up", default=True),
            about={row.text("code"): about_of(row) for row in rows if row.has("about")},
            relation=relation,
            is_ordered=top.flag("ordered", default=False),
            unknown=top.texts("unknown"),
            not_applicable=top.texts("not_applicable"),
            rest=top.texts("rest"),
            validity=validity_of(rows),
            title=top.maybe_words("title"),
            quantiles={
                row.text("code"): _quantile(row) for row in rows if row.has("quantile")
            },
        )


def _relation(top: Row) -> Relation | None:
    """Read how the codes relate; where nothing is said, `adds_up` tells parts from overlapping codes."""
    if not top.has("relation"):
        return None
    return Relation(top.one_of("relation", [str(relation) for relation in Relation]))


def _refuse_quantiles(rows: Sequence[Row]) -> None:
    """Refuse quantiles of a list whose codes are no statistics."""
    mistakes = [
        row.wrong(
            "quantile",
            "'quantile' is of a list of statistics, and these codes are carried by records.",
            'Remove it; or write adds_up = false and relation = "measures" at the top of the list.',
        )
        for row in rows
        if row.has("quantile")
    ]
    if mistakes:
        raise together(mistakes)


def _quantile(row: Row) -> float:
    """Read which part of all spans lasted no longer."""
    quantile = float(row.number("quantile"))
    if not 0 < quantile < 1:
        raise row.wrong(
            "quantile",
            f"'quantile' is {quantile:g}.",
            "Write a number between 0 and 1: the median is 0.5.",
        )
    return quantile


def _label(row: Row) -> tuple[str, Text]:
    """Return a code with its words."""
    strays = [
        key for key in row.values if key not in CODE_KEYS and not is_language(key)
    ]
    if strays:
        raise row.wrong(
            strays[0],
            f"{strays[0]!r} is neither a key of a code nor the code of a language.",
            f"Keys are {', '.join(CODE_KEYS)}.",
        )
    words = {key: value for key, value in row.values.items() if is_language(key)}
    words.pop("in", None)
    return row.text("code"), Text.from_table(words, where=row.at("code"))


def _parents(
    rows: Sequence[Row], labels: Mapping[str, Text]
) -> dict[str, dict[str, str]]:
    """Read which code each code is part of, per hierarchy."""
    parents: dict[str, dict[str, str]] = {}
    for row in rows:
        for level, parent in row.pairs("in").items():
            if parent not in labels:
                raise row.wrong(
                    "in",
                    f"{row.text('code')!r} is part of {parent!r}, which is not a code of this list.",
                    "Add an entry [[code]] for it, or correct the word.",
                )
            parents.setdefault(level, {})[row.text("code")] = parent
    return parents
