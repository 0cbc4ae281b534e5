"""The verb with which one authorised person judges links."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, ProjectFolder
from zicht.cli.passphrases import passphrase_of
from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from zicht.pipeline.link_review import Answer, Shown

links = App(name="link", help="Judge which records are one person.")
app.command(links)

_OTHER_SCREEN, _FIRST_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
"""The terminal's second screen keeps nothing: when it is left, what it showed cannot be scrolled back to."""
_CLEAR = "\x1b[2J\x1b[H"


@links.command
def review(
    project: ProjectFolder,
    *,
    key: Path,
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """Judge pairs of records, field by field, and learn how good linkage is.

    Pairs are drawn at random, likely and unlikely ones in turn. Only link fields are shown, on a screen that the
    terminal forgets. A judgement is dated, signed and kept in the vault; it changes no link. Precision and recall are
    estimated from all judgements, with 95% intervals. It needs a terminal, and a key that the root key lists.

    Example: `zicht link review projects/mijnland --key ~/review.key`

    Parameters
    ----------
    key
        File with your own signing key.
    passphrase_file
        File with the passphrase of the key; asked on the terminal when left out.
    """
    from zicht.pipeline import link_review

    # Into a pipe or a file the names of people would be kept.
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            Message("error.no_terminal_for_records"),
            now=Message("error.use_a_terminal"),
        )
    passphrase = passphrase_of(key, passphrase_file)
    try:
        with output.steps() as tell:
            reviewed = link_review.review_links(
                project, key=key, passphrase=passphrase, ask=_ask, tell=tell
            )
    # The screen with names is left whatever happens, also at Ctrl-C.
    finally:
        sys.stderr.write(_FIRST_SCREEN)
        sys.stderr.flush()
    output.give_answer(reviewed.as_fields(), as_json=json)


def _ask(shown: "Shown") -> "Answer":
    """Show one pair and wait for an answer; anything that is not an answer shows the pair again."""
    from zicht.pipeline.link_review import Answer

    answers = {"1": Answer.ONE, "2": Answer.TWO, "?": Answer.SKIP, "q": Answer.STOP}
    screen = _OTHER_SCREEN + _CLEAR + _pair_in_words(shown)
    while True:
        sys.stderr.write(screen)
        sys.stderr.flush()
        line = sys.stdin.readline()
        # An empty line still ends in a line break: without one, the terminal was closed.
        word = line.strip().lower() if line else "q"
        if word in answers:
            sys.stderr.write(_CLEAR)
            return answers[word]


def _pair_in_words(shown: "Shown") -> str:
    """Return the two records side by side, a star before each field in which they differ, and the question."""
    pair = Message("prompt.pair", number=shown.number, of=shown.of)
    lines = [output.spoken(pair), ""]
    for name, left, right in shown.fields:
        mark = " " if left == right else "*"
        lines.append(f"{mark} {name:<16} {_printable(left):<30} {_printable(right)}")
    lines += ["", f"{output.spoken(Message('prompt.judge_pair'))} "]
    return "\n".join(lines)


def _printable(text: str) -> str:
    """Replace what a terminal would obey and not show: a delivered value is never a command."""
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text
    )
