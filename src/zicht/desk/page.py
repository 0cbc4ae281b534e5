"""The page beside protected tables: how they were protected, what was lost, how to read them and attack them.

The page uses only what is published in the tables, so it reveals nothing further.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from zicht.desk.losses import Loss
from zicht.desk.markup import Markup
from zicht.edition import numerals
from zicht.edition.locales import percent_sign
from zicht.edition.words import Words
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.text import Text

STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True)
class Page:
    """The facts on the page, and the language of its words.

    Parameters
    ----------
    title : of the policy
    method : of the protection
    policy : that was applied
    losses : per table
    notes : on rows that were left out and categories that were merged
    groups : per column, each merged category and the category it became part of
    audit : the command that attacks the tables
    several : columns in which one person may have several codes
    local : levels of area in the tables with a threshold of their own
    amount : the column that was summed; empty for counts
    existence : per column without a list of its codes, the number of codes that the rows reveal
    earlier_outputs : earlier outputs in the ledger that were attacked together with these tables; None without a ledger
    language : of the words
    """

    title: str
    method: str
    policy: Policy
    losses: tuple[Loss, ...]
    notes: tuple[Text, ...]
    groups: Mapping[str, Mapping[str, str]]
    audit: str
    several: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    amount: str = ""
    existence: Mapping[str, int] = field(default_factory=dict)
    earlier_outputs: int | None = None
    language: str = "en"

    @property
    def kind(self) -> str:
        """How the tables were protected: `amounts`, `suppression` or `rounding`."""
        if self.amount:
            return "amounts"
        return "suppression" if self.method == "suppression" else "rounding"

    @property
    def method_in_words(self) -> str:
        """Name of the method in the language of the page."""
        is_suppression = self.method == "suppression"
        return self.say("suppression" if is_suppression else "controlled_rounding")

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the page with values filled in; a value that is not `Markup` is escaped."""
        return _filled_in(_words(self.language)(f"gate_page.{key}"), values)

    def count(self, key: str, n: int, **values: object) -> str:
        """Return a sentence of the page in the form that goes with a number, which fills `{n}`."""
        words = _words(self.language).form(f"gate_page.{key}", n)
        return _filled_in(words, {"n": self.number(n), **values})

    def number(self, n: int) -> str:
        """Write a count of cells."""
        return numerals.written(n, self.language)

    def percent(self, part: float, whole: float = 1.0) -> str:
        """Write a share as a whole percentage."""
        percentage = round(100 * part / max(1e-9, whole))
        return f"{percentage}{percent_sign(self.language)}"


@cache
def _words(language: str) -> Words:
    return Words(language)


def _filled_in(words: str, values: Mapping[str, object]) -> str:
    # Names of columns and codes come from the user's file; unescaped they could
    # hold a script.
    escaped = {name: _escaped(value) for name, value in values.items()}
    return escape(words).format(**escaped)


def _escaped(value: object) -> str:
    return value if isinstance(value, Markup) else escape(str(value))
