"""What a query may say: a small subset of SQL that two engines read alike, over relations that were granted.

A query that names a link field, an identity or a file is refused before it runs. The check reads words, not meaning: it
is the second lock on that door. The first is that the link fields are in no relation that a query may name.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from zicht.vocabulary.errors import IndicatorError

LINK_FIELDS = frozenset(
    """
    bsn voornamen voornaam tussenvoegsel achternaam naam geboortedatum link_geslacht link_nationaliteit link_gemeente
    """.split()  # noqa: SIM905 - a list of words reads better
)
"""Names no query may mention, whatever relation they would come from."""

FUNCTIONS = frozenset(
    """
    abs avg coalesce count extract first_value greatest lag last_value lead least length max min nullif position
    rank dense_rank replace round row_number split_part sum trim
    """.split()  # noqa: SIM905
)
"""Functions that give the same answer on both engines."""

_BEFORE_PARENTHESIS = frozenset(
    "and as by else exists filter from having in join not on or over select then using when where".split()  # noqa: SIM905
)
_ENDS_FROM = frozenset(
    [
        "where",
        "group",
        "having",
        "order",
        "window",
        "union",
        "intersect",
        "except",
        "limit",
    ]
)
_OPENS_FROM = frozenset(["from", "join"])
_BANNED = {
    "cast": "casts round and fail in different ways",
    "try_cast": "casts round and fail in different ways",
    "interval": "adding intervals to dates differs",
    "unnest": "split a list by joining volgnummers",
    "lateral": "it is not in the subset",
    "qualify": "it is not in the subset",
    "pivot": "it is not in the subset",
    "unpivot": "it is not in the subset",
    "natural": "name the columns to join on",
    "cross": "name the columns to join on",
    "values": "it is not in the subset",
    "table": "it is not in the subset",
    "describe": "it is not in the subset",
    "summarize": "it is not in the subset",
    "show": "it is not in the subset",
    "tablesample": "a result may not depend on chance",
    "sample": "a result may not depend on chance",
    "asof": "it is not in the subset",
    "positional": "it is not in the subset",
    "into": "a query only reads",
    "ilike": "it is not in the subset",
    "similar": "regular expressions differ",
    "glob": "regular expressions differ",
    "current_date": "a result may not depend on the day it is counted",
    "current_timestamp": "a result may not depend on the day it is counted",
}
_TOKEN = re.compile(
    r"""
    (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*"|`[^`]*`)
    | (?P<number>(?>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?!\w))
    | (?P<word>[^\W\d]\w*)
    | (?P<space>\s+)
    | (?P<sign>\|\||<>|<=|>=|!=|::|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = frozenset(
    [
        "||",
        "<>",
        "<=",
        ">=",
        "!=",
        "<",
        ">",
        "=",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        ",",
        ".",
    ]
)


@dataclass(frozen=True)
class Token:
    """A word, text or sign of a query; words in small letters."""

    kind: str
    value: str


_OPEN = Token("sign", "(")
_NOTHING = Token("", "")


@dataclass
class _Place:
    """Inside one pair of parentheses."""

    opener: str = ""
    reads_relations: bool = False


@dataclass
class _Reading:
    """What a query was found to say."""

    relations: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    faults: dict[str, None] = field(default_factory=dict)


def relations(sql: str) -> frozenset[str]:
    """Names of the relations a query reads, without those it defines itself."""
    reading = _read(list(_tokens(sql)))
    return frozenset(reading.relations - reading.own)


def check(
    sql: str,
    granted: Collection[str],
    *,
    where: str,
    forbidden: Collection[str] = LINK_FIELDS,
) -> None:
    """Refuse a query that leaves the subset, mentions a link field, or reads a relation that was not granted.

    Parameters
    ----------
    sql : one SELECT, with or without WITH
    granted : names of the relations it may read
    where : name of the indicator or view, for the error
    forbidden : names that may not be mentioned at all; whatever starts with `link_` never may

    Raises
    ------
    IndicatorError : with a line for everything that is wrong

    Examples
    --------
    >>> check("SELECT eenheid, jaar FROM slachtofferjaren", ["slachtofferjaren"], where="V01")
    """
    tokens = list(_tokens(sql))
    reading = _read(tokens)
    faults = [
        *reading.faults,
        *_mentions(tokens, {name.lower() for name in forbidden}),
        *(
            f"it reads {name}: nothing of such a source was received, and no view has that name"
            for name in sorted(reading.relations - reading.own - set(granted))
        ),
    ]
    if faults:
        raise IndicatorError(
            f"The query of {where} may not run.",
            details=faults,
            now="Deliver the source, or leave out what needs it; queries of your own keep to docs/adr/0041-sql.md.",
        )


def _tokens(sql: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(sql):
        kind, value = str(match.lastgroup), match.group()
        if kind in ("comment", "space"):
            continue
        if kind == "quoted":
            yield Token("quoted", value[1:-1].lower())
        else:
            yield Token(kind, value.lower() if kind == "word" else value)


def _mentions(tokens: list[Token], forbidden: set[str]) -> Iterator[str]:
    names = {token.value for token in tokens if token.kind in ("word", "quoted")}
    for name in sorted(names):
        if name in forbidden or name.startswith("link_"):
            yield f"it mentions the link field {name}"


def _read(tokens: list[Token]) -> _Reading:
    reading = _Reading()
    if not tokens or tokens[0].value not in ("select", "with"):
        reading.faults["it does not start with SELECT or WITH"] = None
    places = [_Place()]
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else _NOTHING
        following = (*tokens[at + 1 : at + 3], _NOTHING, _NOTHING)[:2]
        if token.kind == "sign":
            _read_sign(token.value, before, following[0], places, reading)
        elif token.kind in ("word", "quoted"):
            _read_name(token, before, following, places, reading)
    if len(places) > 1:
        reading.faults["a parenthesis is not closed"] = None
    return reading


def _read_sign(
    sign: str, before: Token, after: Token, places: list[_Place], reading: _Reading
) -> None:
    if sign == "(":
        places.append(_Place(before.value if before.kind == "word" else ""))
    elif sign == ")":
        if len(places) == 1:
            reading.faults["a parenthesis is closed that was not opened"] = None
        else:
            places.pop()
    elif sign == "," and places[-1].reads_relations:
        reading.faults["it joins with a comma: write JOIN ... ON"] = None
    elif sign == "*" and (
        before.value in ("select", "distinct", ",", ".") or after.value == "from"
    ):
        reading.faults["it selects *: name the columns"] = None
    elif sign == ";":
        reading.faults["it holds more than one statement"] = None
    elif sign not in _SIGNS:
        reading.faults[f"the sign {sign} is not in the subset"] = None


def _read_name(
    token: Token,
    before: Token,
    following: tuple[Token, ...],
    places: list[_Place],
    reading: _Reading,
) -> None:
    after, second = following
    calls = after == _OPEN
    if token.kind == "quoted" or before.value == ".":
        if calls:
            reading.faults[f"the function {token.value} is not in the subset"] = None
        return
    word, place = token.value, places[-1]
    if word in _OPENS_FROM:
        place.reads_relations = not (
            place.opener in ("extract", "trim") or before.value == "distinct"
        )
        if place.reads_relations:
            _read_source(following, reading)
    elif word in _ENDS_FROM:
        place.reads_relations = False
    elif word in _BANNED:
        reading.faults[f"{word.upper()} may not be used: {_BANNED[word]}"] = None
    elif calls and word not in FUNCTIONS | _BEFORE_PARENTHESIS:
        reading.faults[f"the function {word} is not in the subset"] = None
    elif after.value == "as" and second == _OPEN:
        reading.own.add(word)


def _read_source(following: tuple[Token, ...], reading: _Reading) -> None:
    name, after = following
    if name == _OPEN:
        if after.value not in ("select", "with", "("):
            reading.faults[
                "FROM and JOIN need the name of a relation, or a SELECT between parentheses"
            ] = None
    elif name.kind not in ("word", "quoted"):
        reading.faults[
            "FROM and JOIN need the name of a relation, or a SELECT between parentheses"
        ] = None
    elif after.value == ".":
        reading.faults["a relation is named with its database or schema"] = None
    else:
        reading.relations.add(name.value)
