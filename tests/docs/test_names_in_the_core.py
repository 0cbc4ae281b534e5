"""The core knows no name of the Netherlands: no source, form column, code list, view, level of area or indicator.

The names that still stand there are listed: the list may become shorter, never longer.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.docs.source_trees import nodes_of, tree_of
from tests.dutch import (
    FOLDER,
    INDICATOR_IDS,
    NAMES,
    REGISTERS,
    ROLES,
    SETTINGS,
    SUBJECTS,
    read_codes,
    read_forms,
    read_views,
)

from zicht.edition.catalogue_files import flat

CORE = Path(__file__).parents[2] / "src" / "zicht"
LEVELS = ("provincie", "politie_eenheid", "gemeente")
TOO_SHORT = 4
"""Names that are this short are words of other things too."""
ALSO_OTHER_WORDS = frozenset(
    {
        "sector",
        "route",
        "online",
        "dublin",
        "partner",
        "status",
        "start",
        "land",
        "maand",
    }
)
OF_FORMER_RELEASES = "former_roles.toml"
"""Holds the ids that releases of before were made with; nothing of today reads it."""
STILL_THERE: dict[tuple[str, str], str] = {}
"""Place and name, with the reason why it stands there."""


def names_of_the_pack() -> set[str]:
    """Return the names of sources, columns, code lists, views and levels of the Dutch pack."""
    forms = [form for versions in read_forms().values() for form in versions]
    names = {form.source for form in forms}
    names |= {column.name for form in forms for column in form.columns}
    names |= {*read_codes(), *read_views(), *LEVELS, *(SUBJECTS.themes or ())}
    names |= {REGISTERS.dimension, *REGISTERS.strata, *REGISTERS.splits}
    names = {name for name in names if len(name) >= TOO_SHORT} - ALSO_OTHER_WORDS
    return names | ids_of_the_pack()


def ids_of_the_pack() -> set[str]:
    """Return the ids of its indicators, of what it only prints, of its methods, and of whatever fills a role."""
    printed = SETTINGS.top.texts("printed")
    methods = {path.stem for path in (FOLDER / "knowledge" / "methods").glob("*.md")}
    fillers = {id_ for id_ in vars(ROLES).values() if isinstance(id_, str)}
    return {*INDICATOR_IDS, *printed, *methods, *fillers, *ROLES.chain}


def literals(path: Path) -> Iterator[str]:
    """Yield the texts of a file of code that are not docstrings."""
    tree = tree_of(path)
    docstrings = {
        id(node.value)
        for node in nodes_of(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes_of(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.value


def found_in_the_core() -> set[tuple[str, str]]:
    names = names_of_the_pack()
    found = set()
    for path in sorted(CORE.rglob("*.py")):
        for text in literals(path):
            if text in names:
                found.add((path.relative_to(CORE).as_posix(), text))
    return found


def test_the_core_has_no_names_of_the_pack_but_those_listed() -> None:
    assert len(names_of_the_pack()) > 100
    assert found_in_the_core() == STILL_THERE.keys()


def test_no_text_of_the_core_holds_an_id_of_an_indicator() -> None:
    """An id within a longer text, such as an example in an error, is one too."""
    ids = "|".join(map(re.escape, sorted(INDICATOR_IDS, key=len, reverse=True)))
    words = re.compile(rf"\b({ids})\b")
    holding = [
        f"{path.relative_to(CORE).as_posix()}: {text}"
        for path in sorted(CORE.rglob("*.py"))
        for text in literals(path)
        if words.search(text)
    ]
    holding += [
        path.relative_to(CORE).as_posix()
        for path in sorted(CORE.rglob("*"))
        if path.suffix in {".toml", ".jinja", ".typ", ".js"}
        and path.name != OF_FORMER_RELEASES
        and words.search(path.read_text("utf-8"))
    ]
    assert holding == []


def keys_of_catalogues() -> set[str]:
    """Return every part of every key of the words of the core."""
    parts = set()
    for path in sorted((CORE / "edition" / "words").glob("*.toml")):
        for key in flat(tomllib.loads(path.read_text("utf-8"))):
            parts.update(key.split("."))
    return parts


def test_the_words_of_the_core_are_of_no_name_of_the_pack() -> None:
    """What a country calls its themes, breakdowns and organisations stands in `names/` of its pack."""
    pack = names_of_the_pack() | set(SUBJECTS.themes or ())
    assert keys_of_catalogues() & pack == set()


def test_words_and_templates_name_no_organisation_of_the_netherlands() -> None:
    organisations = [
        name.in_language(language)
        for key, name in NAMES.items()
        for language in name.languages
        if key.startswith("organisation.") and len(key) > len("organisation.") + 2
    ]
    longest = [re.escape(name) for name in organisations if len(name.split()) > 1]
    words = re.compile("|".join(longest))
    holding = [
        path.relative_to(CORE).as_posix()
        for path in sorted(CORE.rglob("*"))
        if path.suffix in {".toml", ".jinja", ".typ"}
        and words.search(path.read_text("utf-8"))
    ]
    assert holding == []


def test_the_core_has_no_law_or_organisation_of_the_netherlands() -> None:
    words = re.compile(r"Wetboek|artikel 273f|Nidos|273f Sr")
    holding = [
        path.relative_to(CORE).as_posix()
        for path in sorted(CORE.rglob("*"))
        if path.suffix in {".py", ".toml", ".jinja", ".sql"}
        and words.search(path.read_text("utf-8"))
    ]
    assert holding == []


def is_of_two_languages(call: ast.Call) -> bool:
    """Whether a call makes a text of words in Dutch and English, rather than of one name or of a catalogue."""
    if not isinstance(call.func, ast.Name) or call.func.id != "Text":
        return False
    has_two_texts = len(call.args) == 2 and ast.dump(call.args[0]) != ast.dump(
        call.args[1]
    )
    has_star = any(isinstance(argument, ast.Starred) for argument in call.args)
    names_both = {"nl", "en"} <= {keyword.arg for keyword in call.keywords}
    return has_two_texts or has_star or names_both


def test_words_for_readers_stand_in_the_catalogues() -> None:
    found = [
        f"{path.relative_to(CORE.parent).as_posix()}:{node.lineno}"
        for path in sorted(CORE.rglob("*.py"))
        for node in nodes_of(tree_of(path))
        if isinstance(node, ast.Call) and is_of_two_languages(node)
    ]
    assert found == []
