"""The command line says what it prints in every language that it speaks, and JSON is the same in all of them.

What it prints is found by reading the source: calls that print, messages, and names of fields and columns. Errors that
other rooms raise are English (docs/adr/0182) and are not looked for.
"""

import ast
import copy
import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from tests.docs.source_trees import nodes_of, tree_of

from zicht.cli import language, register_verbs, run
from zicht.cli.app import app
from zicht.cli.helping import SHARED, TRANSLATED, digest_of_help, english_help
from zicht.cli.place import with_project
from zicht.edition.catalogue_files import words_of
from zicht.edition.catalogues import faults_of
from zicht.edition.messages import (
    Grouped,
    Message,
    help_words,
    key_of_name,
    spoken_languages,
)
from zicht.edition.words import plural_form, without_form

SOURCE = Path(__file__).parents[2] / "src" / "zicht"
COMMAND_LINE = SOURCE / "cli"
PRINTS = {"tell", "progress", "say", "say_always", "give", "_tell", "_progress"}
"""Functions that print a sentence, or hand it to what prints it."""
NOT_OF_THE_COMMAND_LINE = {"edition.say", "page.say", "draft.edition.say", "self.say"}
"""Calls of the same name that write a text of a page in the language of the page."""
NAMES_OF_FIELDS = {"as_fields", "_gone", "_unchanged", "_judged_again", "as_mapping"}
"""Functions whose keys are printed as names of fields."""
FILES_OF_FIELDS = {"pipeline/explanation.py", "pipeline/status.py"}
"""Files whose dictionaries are all printed with their keys as names."""
FILES_OF_JSON_ALONE = {"desk/losses.py"}
"""Files whose `as_mapping` no command prints but as JSON."""
ERRORS = re.compile(r"[A-Z]\w*(?:Error|Refused|Failed|Contradicted)")
LANGUAGES = [code for code in spoken_languages() if code != "en"]
NUMBER = re.compile(r"\b1\b")
TABLE = "area,n\nA,12\nB,x\nTotal,20\n"


def trees(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield (
            path.relative_to(SOURCE).as_posix(),
            tree_of(path),
        )


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in nodes_of(tree) if isinstance(node, ast.Call))


def words_of_command_line(code: str) -> dict[str, str]:
    return {
        key.removeprefix("cli."): text
        for key, text in words_of(code).items()
        if key.startswith("cli.") and not key.startswith("cli.help.")
    }


ENGLISH = words_of_command_line("en")
KEYS = {without_form(key) for key in ENGLISH}


# ---- every sentence that is printed is a message


def typed_sentences(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that print a text which is typed there."""
    for call in calls(tree):
        name = ast.unparse(call.func)
        is_printed = name.rpartition(".")[2] in PRINTS
        if is_printed and name not in NOT_OF_THE_COMMAND_LINE and call.args:
            first = call.args[0]
            is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if is_text or (
                isinstance(first, ast.JoinedStr) and has_words_of_its_own(first)
            ):
                yield call.lineno


def has_words_of_its_own(text: ast.JoinedStr) -> bool:
    """Whether an f-string holds letters between its values."""
    parts = [part.value for part in text.values if isinstance(part, ast.Constant)]
    return any(re.search(r"[a-z]{2}", str(part)) for part in parts)


def test_no_printed_sentence_is_typed_in_the_code() -> None:
    typed = {name: list(typed_sentences(tree)) for name, tree in trees(SOURCE)}
    assert {name: lines for name, lines in typed.items() if lines} == {}


def test_a_typed_sentence_is_found() -> None:
    source = 'tell("Counting")\nself._tell(f"{n} rows")\nedition.say("x")\ntell(f"{a} {b}")\ntell(Message("a.b"))'
    assert list(typed_sentences(ast.parse(source))) == [1, 2]


def test_the_command_line_raises_no_error_that_is_typed_in_the_code() -> None:
    typed = []
    for name, tree in trees(COMMAND_LINE):
        for call in calls(tree):
            if ERRORS.fullmatch(ast.unparse(call.func)):
                texts = [*call.args, *(keyword.value for keyword in call.keywords)]
                typed += [
                    (name, call.lineno)
                    for text in texts
                    if isinstance(text, ast.JoinedStr)
                    or (isinstance(text, ast.Constant) and isinstance(text.value, str))
                ]
    assert typed == []


# ---- every message has words, and every word is used


def keys_in_code() -> tuple[set[str], set[str]]:
    """Return the keys of messages as they stand in the code, and the beginnings of those that are put together."""
    whole, beginnings = set(), set()
    for _, tree in trees(SOURCE):
        for node in nodes_of(tree):
            if isinstance(node, ast.Constant) and node.value in KEYS:
                whole.add(node.value)
        for call in calls(tree):
            if ast.unparse(call.func) == "Message" and call.args:
                key = call.args[0]
                if isinstance(key, ast.Constant):
                    whole.add(str(key.value))
                elif isinstance(key, ast.JoinedStr):
                    beginnings.add(str(getattr(key.values[0], "value", "")))
    return whole, beginnings | {"frame.", "value."}


def test_every_message_in_the_code_has_words() -> None:
    whole, beginnings = keys_in_code()
    assert whole - KEYS == set()
    for beginning in beginnings:
        assert any(key.startswith(beginning) for key in KEYS), beginning


def test_every_word_is_said_somewhere() -> None:
    whole, beginnings = keys_in_code()
    unused = {
        key
        for key in KEYS - whole
        if not key.startswith(("name.", *(start for start in beginnings if start)))
    }
    assert unused == set()


def names_in_code() -> Iterator[tuple[str, str]]:
    """Yield file and name of every field and column that is printed."""
    for file, tree in trees(SOURCE):
        if file in FILES_OF_JSON_ALONE:
            continue
        for function in nodes_of(tree):
            is_of_fields = (
                isinstance(function, ast.FunctionDef)
                and function.name in NAMES_OF_FIELDS
            )
            if is_of_fields or (
                file in FILES_OF_FIELDS and isinstance(function, ast.Module)
            ):
                for node in ast.walk(function):
                    if isinstance(node, ast.Dict):
                        yield from ((file, name) for name in texts_in(node.keys))
        if file.startswith("cli/"):
            for call in calls(tree):
                name = ast.unparse(call.func)
                if name in {"output.give_table", "output.give_fields"} and call.args:
                    yield from ((file, text) for text in names_of(call.args[0], tree))


def names_of(argument: ast.expr, tree: ast.AST) -> Iterator[str]:
    """Yield the names in the first argument of a call, which may have been given a name before."""
    if isinstance(argument, ast.Dict):
        yield from texts_in(argument.keys)
    elif isinstance(argument, ast.Tuple):
        yield from texts_in(argument.elts)
    elif isinstance(argument, ast.Name):
        for node in nodes_of(tree):
            if (
                isinstance(node, ast.Assign)
                and ast.unparse(node.targets[0]) == argument.id
                and isinstance(node.value, ast.Tuple)
            ):
                yield from texts_in(node.value.elts)


def texts_in(nodes: list[ast.expr | None] | list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_name_of_a_field_or_column_has_words() -> None:
    names = list(names_in_code())
    assert len(names) > 150
    without_words = {(file, n) for file, n in names if key_of_name(n) not in KEYS}
    assert without_words == set()


def test_a_name_is_in_english_what_stands_in_the_code() -> None:
    in_code = {key_of_name(name): name for _, name in names_in_code()}
    for key, name in in_code.items():
        assert ENGLISH[key] == name


# ---- every language is complete


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_key_with_the_same_slots(code: str) -> None:
    words = words_of_command_line(code)
    assert {without_form(key) for key in words} == KEYS
    assert not faults_of(code)
    for key in KEYS:
        assert slots(words, key) <= slots(ENGLISH, key) | {"n"}, key
        assert slots(ENGLISH, key) - {"n"} <= slots(words, key), key


def slots(words: dict[str, str], key: str) -> set[str]:
    texts = [text for name, text in words.items() if without_form(name) == key]
    return {
        name
        for text in texts
        for _, name, _, _ in Formatter().parse(text)
        if name is not None
    }


def test_french_one_is_said_of_zero_too() -> None:
    """In French zero is singular: a form with a typed 1 would say one of nothing."""
    words = words_of_command_line("fr")
    typed = [
        k for k, t in words.items() if plural_form(k) == "one" and NUMBER.search(t)
    ]
    assert typed == []


def test_double_signs_of_french_have_a_narrow_space() -> None:
    texts = [*words_of_command_line("fr").values(), *help_words("fr").values()]
    assert [text for text in texts if re.search(r"\S [:;!?»%](\s|$)", text)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_help_is_complete_and_translates_the_english_of_today(code: str) -> None:
    register_verbs()
    words, english = help_words(code), english_help(app)
    for verb, texts in english.items():
        lacking = [
            name
            for name in texts
            if f"{verb}.{name}" not in words and f"{SHARED}.{name}" not in words
        ]
        assert lacking == [], f"{verb}: python tools/print_help_words.py prints them"
        assert words[f"{verb}.{TRANSLATED}"] == digest_of_help(texts), (
            f"the help of {verb} changed: translate it again, then write the digest that"
            " tools/print_help_words.py prints"
        )
    known = {f"{verb}.{name}" for verb, texts in english.items() for name in texts}
    known |= {f"{verb}.{TRANSLATED}" for verb in english}
    strays = {key for key in words if key not in known and not key.startswith(SHARED)}
    assert strays == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_forms_of_a_language_are_said_where_english_has_none(code: str) -> None:
    words = words_of_command_line(code)
    with_forms = {without_form(key) for key in words if plural_form(key)}
    for key in with_forms & set(ENGLISH):
        values = dict.fromkeys(slots(ENGLISH, key), "x")
        for n in (1, 3):
            message = Message(key, **{**values, "n": n})
            said = words[f"{key}.{'one' if n == 1 else 'other'}"]
            assert message.in_language(code) == said.format(**{**values, "n": n})


# ---- what a user sees


@pytest.mark.parametrize(
    ("words", "chosen", "left"),
    [
        (["--language", "nl", "audit", "x"], "nl", ["audit", "x"]),
        (["audit", "x", "--language=fr"], "fr", ["audit", "x"]),
        # Verbs that write a page take the option as well.
        (["estimate", "x", "--language", "nl"], "nl", ["estimate", "x", "--language", "nl"]),
        # In `proof` it is the language of the text.
        (["proof", "x", "--language", "nl"], "en", ["proof", "x", "--language", "nl"]),
    ],
)  # fmt: skip
def test_the_option_chooses_the_language(
    words: list[str], chosen: str, left: list[str]
) -> None:
    spoken = language.choose(app, words)
    assert (spoken.language, spoken.words) == (chosen, left)


@pytest.mark.parametrize(
    ("variables", "chosen"),
    [
        ({"ZICHT_LANGUAGE": "fr", "LANG": "nl_NL.UTF-8"}, "fr"),
        ({"LANG": "fr_BE.UTF-8"}, "fr"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "fr_BE.UTF-8"}, "en"),
        # C names no language, and the project publishes in Dutch first.
        ({"LANG": "C.UTF-8"}, "nl"),
        ({"LANG": "de_DE.UTF-8"}, "nl"),
        ({}, "nl"),
    ],
)
def test_without_the_option_the_user_comes_before_the_project(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    chosen: str,
) -> None:
    for name in ("ZICHT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = '[project]\nlanguages = ["nl", "en"]\n'
    (tmp_path / "zicht.toml").write_text(settings, encoding="utf-8")
    assert language.choose(app, ["status", str(tmp_path)]).language == chosen


def test_a_long_statement_is_not_taken_for_a_folder() -> None:
    statement = ["--statement", "I read every table. " * 30]
    words = ["release", "approve", "no-folder", "3f2a", *statement]
    assert language.choose(app, words).words == words
    # Neither by who fills in the project that the user stands in.
    assert with_project(app, words) == words


def test_a_language_without_words_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "--language", "de"]) == 2
    assert "'de' is not a language that the command line speaks" in (
        capsys.readouterr().err
    )
    monkeypatch.setenv("ZICHT_LANGUAGE", "de")
    run(["audit", "x"])
    assert "ZICHT_LANGUAGE is de" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("nl", ("Fout: De tabellen houden geen stand", "Wat nu: Publiceer ze niet.")),
        ("fr", ("Erreur\u202f: Les tableaux ne tiennent pas", "Que faire\u202f: Ne")),
    ],
)
def test_an_audit_speaks_the_language_and_its_json_is_the_same(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    code: str,
    words: tuple[str, ...],
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE, encoding="utf-8")
    command = ["audit", str(table), "--by", "area"]
    assert run([*command, "--language", code]) == 10
    printed = capsys.readouterr()
    assert all(text in printed.err for text in words)
    assert "cells: " not in printed.out
    documents = []
    for other in ("en", code):
        assert run([*command, "--json", "--language", other]) == 10
        findings = json.loads(capsys.readouterr().out)
        del findings["seconds"]
        documents.append(findings)
    assert documents[0] == documents[1]


def test_json_of_an_error_is_the_same_in_every_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    documents = []
    for code in spoken_languages():
        assert run(["proof", "a", "b", "c", "--json"]) == 2
        documents.append(capsys.readouterr().out)
        assert run(["--language", code, "proof", "a", "b", "c", "--json"]) == 2
        documents.append(capsys.readouterr().out)
    assert len(set(documents)) == 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_help_is_in_the_language(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", code, "status", "--help"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    about = help_words(code)["status.about"].strip().partition("\n")[0]
    assert about in printed
    assert "Folder of the project" not in printed
    assert run(["status", "--help"]) == 0
    assert "Folder of the project" in capsys.readouterr().out


def test_a_message_is_english_as_a_text_and_survives_another_process() -> None:
    message = Message("note.figures_moved", n=1)
    from_elsewhere = pickle.loads(pickle.dumps(message))  # noqa: S301 - it was pickled here
    for same in (message, copy.deepcopy(message), from_elsewhere):
        assert same == "1 figure moved."
        assert same.in_language("nl") == "1 cijfer is veranderd."
    many = Message("title.persons_observed", n=Grouped(12345))
    assert many == "12,345 persons observed"
    assert many.in_language("nl") == "12.345 personen waargenomen"
