"""`--help` in other languages than English.

The English help is the docstring of a verb, as cyclopts reads it. Other languages have it under `[cli.help]` of their
catalogue: `about` for the verb, and a text for each option by its name. Options that several verbs take alike stand
once, under `[cli.help.shared]`. A text that a catalogue lacks stays English.
"""

import hashlib
import inspect
from collections.abc import Iterator, Sequence

from cyclopts import App
from cyclopts.help import (
    ColumnSpec,
    DefaultFormatter,
    HelpEntry,
    HelpPanel,
    InlineText,
)
from cyclopts.help.specs import (
    get_default_command_columns,
    get_default_parameter_columns,
)
from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from zicht.edition.messages import Message, help_words
from zicht.edition.words import REFERENCE

ABOUT = "about"
"""Key of what a verb does."""
TRANSLATED = "translates"
"""Key of the digest of the English text that a help text translates."""
SHARED = "shared"
_FORMAT = "markdown"
_WORDLESS_DEFAULTS = ("False", "", '""')
"""Defaults of options without a value, which say nothing to a reader."""


def help_in(app: App, language: str, words: Sequence[str]) -> None:
    """Let the help of the command that was given be printed in a language."""
    if language == REFERENCE:
        app.help_formatter = None
        return
    path, _, _ = app.parse_commands(list(words))
    # The library takes `--help` for a verb as well.
    path = tuple(word for word in path if not word.startswith("-"))
    app.help_formatter = _TranslatedHelp(language, verb_name(path))


def verb_name(path: Sequence[str]) -> str:
    """Return the key of a verb: `release list` becomes `release_list`, and the program itself `zicht`."""
    return "_".join(path).replace("-", "_") or "zicht"


class _TranslatedHelp(DefaultFormatter):  # type: ignore[misc, unused-ignore]
    """Writes the help of one verb in another language.

    Parameters
    ----------
    language : code of a language with words for the command line
    verb : key of the verb
    """

    def __init__(self, language: str, verb: str) -> None:
        super().__init__()
        self._language = language
        self._verb = verb
        self._texts = help_words(language)

    def render_usage(
        self, console: Console, _options: ConsoleOptions, usage: object
    ) -> None:
        """Print how the command is written."""
        if usage:
            console.print(Text(f"{self._frame('usage')} {usage}", style="bold"))

    def render_description(
        self, console: Console, _options: ConsoleOptions, description: object
    ) -> None:
        """Print what the verb does."""
        about = self._texts.get(f"{self._verb}.{ABOUT}")
        if about:
            console.print(InlineText.from_format(about, _FORMAT))
            console.print()
        elif description:
            console.print(description)

    def __call__(
        self, console: Console, options: ConsoleOptions, panel: HelpPanel
    ) -> None:
        """Print one panel: of options, or of verbs."""
        entries = [self._translated(entry, panel.format) for entry in panel.entries]
        title = self._frame(f"panel_{str(panel.title).lower()}")
        super().__call__(console, options, panel.copy(title=title, entries=entries))

    def _render_panel(
        self, help_panel: HelpPanel, console: Console, options: ConsoleOptions
    ) -> RenderableType:
        is_of_verbs = help_panel.format == "command"
        usual_columns = (
            get_default_command_columns
            if is_of_verbs
            else get_default_parameter_columns
        )
        columns = usual_columns(console, options, help_panel.entries)
        # The last column is the description, beside which the library writes English: `_translated` has it all.
        description = ColumnSpec(renderer="description", overflow="fold")
        self.column_specs = (*columns[:-1], description)
        return super()._render_panel(help_panel, console, options)

    def _translated(self, entry: HelpEntry, kind: str) -> HelpEntry:
        if kind == "command":
            return entry.copy(description=self._first_sentence(entry))
        text = self._text_of_option(entry)
        description = (
            entry.description if text is None else InlineText.from_format(text, _FORMAT)
        )
        if not isinstance(description, InlineText):
            description = InlineText(Text(str(description or "")))
        for remark in self._remarks(entry):
            description.append(Text(f"[{remark}]", style="bright_black"))
        return entry.copy(description=description)

    def _text_of_option(self, entry: HelpEntry) -> str | None:
        for name in entry.names or (entry.positional_label or "",):
            key = _key_of_option(name)
            for owner in (self._verb, SHARED):
                text = self._texts.get(f"{owner}.{key}")
                if text is not None:
                    return text
        return None

    def _remarks(self, entry: HelpEntry) -> Iterator[str]:
        """Yield what stands in brackets behind the text of an option."""
        if entry.choices:
            yield self._frame("choices", choices=", ".join(entry.choices))
        if entry.default is not None and entry.default not in _WORDLESS_DEFAULTS:
            yield self._frame("default", value=entry.default)
        if entry.required:
            yield self._frame("required")

    def _first_sentence(self, entry: HelpEntry) -> object:
        """Return the first paragraph of what a verb does, for the list of verbs."""
        word = entry.names[0] if entry.names else ""
        if word.startswith("-"):
            return self._frame(word.lstrip("-").replace("-", "_"))
        verb = word if self._verb == "zicht" else f"{self._verb}_{word}"
        about = self._texts.get(f"{verb_name([verb])}.{ABOUT}")
        return about.partition("\n\n")[0] if about else entry.description

    def _frame(self, key: str, **values: object) -> str:
        return Message(f"frame.{key}", **values).in_language(self._language)


# ---- what there is to translate


def english_help(app: App) -> dict[str, dict[str, str]]:
    """Return the English help of every verb: key of the verb to `about` and each option with a text.

    Verbs that no list shows are left out.
    """
    helps = {}
    for path, verb in _verbs_of(app, ()):
        texts = {ABOUT: _about(verb)}
        if verb.default_command is not None:
            for argument in verb.assemble_argument_collection(parse_docstring=True):
                text = argument.parameter.help
                if text:
                    texts[_key_of_option(argument.name)] = " ".join(text.split())
        helps[verb_name(path)] = texts
    return helps


def digest_of_help(texts: dict[str, str]) -> str:
    """Return a short digest of the English help of a verb, so that a translation of an earlier one is noticed."""
    words = "\n".join(f"{name}: {text}" for name, text in sorted(texts.items()))
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _verbs_of(app: App, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], App]]:
    yield path, app
    for name in app:
        if not name.startswith("-") and app[name].show:
            yield from _verbs_of(app[name], (*path, name))


def _key_of_option(name: str) -> str:
    """Return the key of an option, or of an argument without one: `--dry-run` becomes `dry_run`."""
    return name.removeprefix("--").replace("-", "_").lower()


def _about(verb: App) -> str:
    """Return what a verb does, without what the docstring says of its parameters."""
    text = inspect.cleandoc(verb.help)
    return text.partition("\nParameters\n---")[0].strip()
