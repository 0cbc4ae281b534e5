"""The rule for a headline as data: limits and reasons (`rule.toml`); its words are in the catalogues."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from zicht.edition.all_words import all_words
from zicht.edition.numerals import filled_in, sentence
from zicht.vocabulary.estimates import Criterion
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class RuleLine:
    """One line of the rule.

    Parameters
    ----------
    name : of the line
    limit : what is allowed
    at_least : whether the value must be at least the limit, or at most
    words : the line with its limit and value
    unjudged : why it could not be judged, where it could not
    why : the reason for the line
    """

    name: str
    limit: float
    at_least: bool
    words: Text
    unjudged: Text
    why: str

    def judge(self, value: float | None) -> Criterion:
        """Apply the line to a value; None where it could not be judged."""
        if value is None:
            words = sentence("verdict.unjudged", reason=self.unjudged)
            return Criterion(self.name, None, self.limit, words)
        met = value >= self.limit if self.at_least else value <= self.limit
        words = filled_in(self.words, limit=self.limit, value=value)
        return Criterion(self.name, bool(met), self.limit, words, float(value))


@dataclass(frozen=True)
class StabilityRule:
    """The whole rule.

    Parameters
    ----------
    headline : methods whose estimate may be the headline, the preferred one first
    required : methods without whose limits there is no headline
    spanned : methods whose intervals the interval of the headline spans
    by_kind : methods that model kinds of persons whom lists see differently
    spanned_by_kind : methods whose intervals count where lists do so
    raising : methods whose further parameter is a variance, which only adds persons
    defensible : methods that must agree
    lines : every line
    """

    headline: tuple[str, ...]
    required: tuple[str, ...]
    spanned: tuple[str, ...]
    by_kind: tuple[str, ...]
    spanned_by_kind: tuple[str, ...]
    raising: tuple[str, ...]
    defensible: tuple[str, ...]
    lines: tuple[RuleLine, ...]


@lru_cache(maxsize=1)
def read_rule() -> StabilityRule:
    """Read the rule that ships with the package."""
    path = files("zicht.estimation.judgement").joinpath("rule.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = tuple(
        RuleLine(
            row["name"],
            float(row["limit"]),
            row["at_least"],
            all_words()[f"verdict_line.{row['name']}"],
            all_words()[f"verdict_unjudged.{row['name']}"],
            row["why"],
        )
        for row in table["criterion"]
    )
    return StabilityRule(
        tuple(table["headline"]),
        tuple(table["required"]),
        tuple(table["spanned"]),
        tuple(table["by_kind"]),
        tuple(table["spanned_by_kind"]),
        tuple(table["raising"]),
        tuple(table["defensible"]),
        lines,
    )
