"""Small words that change what a number says: `another`, `each`, `excluding`, `since then`."""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache

from zicht.proof.lexicon.reading import FOLDER, pattern


@dataclass(frozen=True)
class Changing:
    """The words of one language that change what a number says; each is found as a whole word.

    Parameters
    ----------
    anywhere : change it wherever they stand beside it
    how_often : say how often something happened, unless one of `than_other` follows
    than_other : words after which `twice` compares: `twice as many`
    on_top : say that others were counted before
    after_noun : make a number a difference, right after whom it counts
    beside_event : say next to the event that it happened before
    before_number : say right before a number that it is a part
    leading : say how near something comes to what follows, and deny where no number follows
    may_be_led : words other than numbers that `leading` may lead to
    open_ended : count from a day, or up to one, that another sentence names
    other_time : mean another time than the sentence before
    part_of : take a part of a number
    of_number : stand between such a part and the number
    describing : make an event between them and a number a description of whom it counts
    auxiliaries : verbs before what happened
    agents : bring in who reported, or to whom
    joins : join a noun or an event with what it names
    anybody : reporters of whom nothing narrower is said
    modifiers : may stand between a number and whom it counts
    around_year : mean another stretch of time than the year after them
    opening_year : the same, where they open a clause
    harmless : phrases in which such words change nothing
    """

    anywhere: re.Pattern[str]
    how_often: re.Pattern[str]
    than_other: re.Pattern[str]
    on_top: re.Pattern[str]
    after_noun: re.Pattern[str]
    beside_event: re.Pattern[str]
    before_number: re.Pattern[str]
    leading: re.Pattern[str]
    may_be_led: re.Pattern[str]
    open_ended: re.Pattern[str]
    other_time: re.Pattern[str]
    part_of: re.Pattern[str]
    of_number: re.Pattern[str]
    describing: re.Pattern[str]
    auxiliaries: re.Pattern[str]
    agents: re.Pattern[str]
    joins: re.Pattern[str]
    anybody: re.Pattern[str]
    modifiers: re.Pattern[str]
    around_year: re.Pattern[str]
    opening_year: re.Pattern[str]
    harmless: re.Pattern[str]


@cache
def changing(language: str) -> Changing:
    """Return the words of a language that change what a number says.

    Raises
    ------
    FileNotFoundError : the language has no lexicon
    KeyError : a group of words is missing
    """
    path = FOLDER / "changing" / f"{language}.toml"
    content = tomllib.loads(path.read_text("utf-8"))
    return Changing(
        **{group.name: pattern(content[group.name]) for group in fields(Changing)}
    )
