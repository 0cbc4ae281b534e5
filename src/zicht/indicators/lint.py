"""What a query may say: a small subset of SQL that two engines read alike, over relations that were granted.

A query is parsed once. What the tree holds must be on the list of what is allowed, so that syntax nobody thought of is
refused; and the query that runs is written anew from the tree (`Query.text`), so that no other reading of its text can
slip past. That link fields may not be named is the second lock on that door: the first is that no relation holds them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError, TokenError

from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.former_names import advice_on

DIALECT = "duckdb"

FUNCTIONS = (
    exp.Abs, exp.Avg, exp.Coalesce, exp.Count, exp.DenseRank, exp.Extract, exp.FirstValue, exp.Greatest, exp.Lag,
    exp.LastValue, exp.Lead, exp.Least, exp.Length, exp.Max, exp.Min, exp.Nullif, exp.Rank, exp.Replace, exp.Round,
    exp.RowNumber, exp.SplitPart, exp.StrPosition, exp.Sum, exp.Trim,
)  # fmt: skip
"""Functions that give the same answer on both engines."""

_SYNTAX = (
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Offset,
    exp.Distinct, exp.With, exp.CTE, exp.Subquery, exp.Union, exp.Intersect, exp.Except,
    exp.Window, exp.WindowSpec, exp.Filter,
    exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Literal, exp.Null, exp.Boolean,
    exp.Paren, exp.Case, exp.If, exp.And, exp.Or, exp.Not, exp.In, exp.Between, exp.Is, exp.Like, exp.Escape,
    exp.Exists, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.DPipe,
)  # fmt: skip
"""What a query may be made of, besides functions."""

_REASONS: tuple[tuple[type[exp.Expr], str], ...] = (
    (exp.TryCast, "CAST may not be used: casts round and fail in different ways"),
    (exp.Cast, "CAST may not be used: casts round and fail in different ways"),
    (exp.Interval, "INTERVAL may not be used: adding intervals to dates differs"),
    (exp.Explode, "UNNEST may not be used: split a list by joining numbers"),
    (exp.Unnest, "UNNEST may not be used: split a list by joining numbers"),
    (exp.TableSample, "SAMPLE may not be used: a result may not depend on chance"),
    (exp.CurrentDate, "a result may not depend on the day it is counted"),
    (exp.CurrentTimestamp, "a result may not depend on the day it is counted"),
    (exp.Placeholder, "the sign ? or $ is not in the subset"),
    (exp.Bracket, "the sign [ is not in the subset"),
    (exp.Dot, "a column is named with more than its relation"),
)
_JOIN_KINDS = ("", "INNER", "OUTER")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a query, and on which line; 0 where the line is not known."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


@dataclass(frozen=True)
class Query:
    """A query as it was read.

    Parameters
    ----------
    text : written anew from what was read
    relations : names of the relations it reads, without those it defines itself
    names : every name it mentions, with the line of each first mention
    faults : where it leaves the subset
    """

    text: str
    relations: dict[str, int]
    names: dict[str, int]
    faults: tuple[Fault, ...]


def relations(sql: str) -> frozenset[str]:
    """Return the names of the relations a query reads, without those it defines itself."""
    return frozenset(read(sql).relations)


def check(
    sql: str,
    granted: Collection[str],
    *,
    where: str,
    forbidden: Collection[str] = (),
) -> None:
    """Refuse a query that leaves the subset, mentions a link field, or reads a relation that was not granted.

    Parameters
    ----------
    sql : one SELECT, with or without WITH
    granted : names of the relations it may read
    where : name of the indicator or view, for the error
    forbidden : names that may not be mentioned, whatever relation they would come from: link fields of the forms

    Raises
    ------
    IndicatorError : with a line for everything that is wrong

    Examples
    --------
    >>> check("SELECT unit, year FROM slachtofferjaren", ["slachtofferjaren"], where="ID")
    """
    found = faults(sql, granted, forbidden=forbidden)
    if found:
        raise IndicatorError(
            f"The query of {where} may not run.",
            details=list(map(str, found)),
            now="Deliver the source, or leave out what needs it; queries of your own keep to docs/adr/0041-sql.md.",
        )


def faults(
    sql: str, granted: Collection[str], *, forbidden: Collection[str] = ()
) -> list[Fault]:
    """Return everything that is wrong with a query; the parameters are those of `check`."""
    query = read(sql)
    refused = {name.lower() for name in forbidden}
    found = list(query.faults)
    for name, line in sorted(query.names.items()):
        if name in refused:
            found.append(Fault(line, f"it mentions the link field {name}"))
    for name, line in sorted(query.relations.items()):
        if name not in granted:
            found.append(Fault(line, _not_granted(name)))
    return found


def _not_granted(name: str) -> str:
    """Return why a relation cannot be read."""
    reason = advice_on([name]) or (
        "nothing of such a source was received, and no view has that name"
    )
    return f"it reads {name}: {reason}".rstrip(".")


@lru_cache(maxsize=512)
def read(sql: str) -> Query:
    """Read a query; one that cannot be parsed has a single fault and nothing else."""
    tree = _parsed(sql)
    if isinstance(tree, Fault):
        return Query("", {}, {}, (tree,))
    names: dict[str, int] = {}
    for identifier in tree.find_all(exp.Identifier):
        # Names are compared in lower case, as the database reads them: a link field in
        # capitals is one all the same.
        names.setdefault(identifier.name.lower(), _line(identifier))
    reads: dict[str, int] = {}
    for table in tree.find_all(exp.Table):
        if not _is_defined_here(table):
            reads.setdefault(table.name.lower(), _line(table))
    faults = dict.fromkeys(fault for node in tree.walk() for fault in _faults_of(node))
    return Query(tree.sql(DIALECT, comments=False), reads, names, tuple(faults))


def _parsed(sql: str) -> exp.Query | Fault:
    """Return the one statement of a query, or why it is not one."""
    try:
        statements = [tree for tree in sqlglot.parse(sql, read=DIALECT) if tree]
    except SqlglotError as error:
        return _unreadable(error)
    except RecursionError:
        return Fault(0, "its parentheses are nested too deeply")
    if len(statements) > 1:
        return Fault(0, "it holds more than one statement")
    if not statements or not isinstance(statements[0], exp.Query):
        return Fault(1, "it does not start with SELECT or WITH")
    return statements[0]


def _unreadable(error: SqlglotError) -> Fault:
    """Return on which line the text stops being SQL, without the parser's own words: they may quote a literal."""
    if isinstance(error, TokenError):
        return Fault(0, "a text or a name in quotes is not closed")
    first = getattr(error, "errors", [{}])[0]
    line, column = int(first.get("line") or 0), int(first.get("col") or 0)
    what = str(first.get("description") or "it is not SQL")
    return Fault(line, f"it cannot be read as SQL at character {column}: {what}")


def _faults_of(node: exp.Expr) -> Iterator[Fault]:
    line = _line(node)
    for kind, words in _REASONS:
        if isinstance(node, kind):
            yield Fault(line, words)
            return
    if isinstance(node, exp.Var) and isinstance(node.parent, exp.Extract):
        return
    if not isinstance(node, _SYNTAX + FUNCTIONS):
        yield Fault(line, _outside_the_subset(node))
    elif isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        yield Fault(line, "it selects *: name the columns")
    elif isinstance(node, exp.Join):
        yield from _faults_of_join(node)
    elif isinstance(node, exp.Table) and (node.args.get("db") or not node.name):
        yield Fault(line, "a relation is named with its database or schema")
    elif isinstance(node, exp.With) and node.args.get("recursive"):
        yield Fault(line, "RECURSIVE may not be used: it is not in the subset")
    elif isinstance(node, exp.Group) and node.args.get("all"):
        yield Fault(line, "GROUP BY ALL may not be used: name the columns")
    elif isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        yield Fault(line, "BY NAME may not be used: write the columns in one order")


def _outside_the_subset(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return f"the function {node.name.lower()} is not in the subset"
    if isinstance(node, exp.Func):
        written = node.sql(DIALECT, comments=False).partition("(")[0]
        return f"the function {written.lower()} is not in the subset"
    return f"{node.key.upper()} may not be used: it is not in the subset"


def _faults_of_join(join: exp.Join) -> Iterator[Fault]:
    line = _line(join)
    if join.method or join.kind not in _JOIN_KINDS:
        yield Fault(line, f"{join.method or join.kind} JOIN: write JOIN ... ON")
    elif not (join.args.get("on") or join.args.get("using")):
        yield Fault(line, "it joins with a comma or without ON: write JOIN ... ON")


def _is_defined_here(table: exp.Table) -> bool:
    """Whether a relation is one that the query defines: by a WITH around it, before the place where it is read."""
    node: exp.Expr = table
    while node.parent is not None:
        parent = node.parent
        if isinstance(parent, exp.With):
            earlier = parent.expressions[: parent.expressions.index(node)]
            if _names(earlier, table):
                return True
        elif not isinstance(node, exp.With):
            with_ = parent.args.get("with_") or parent.args.get("with")
            if with_ is not None and _names(with_.expressions, table):
                return True
        node = parent
    return False


def _names(definitions: Collection[exp.Expr], table: exp.Table) -> bool:
    return any(one.alias.lower() == table.name.lower() for one in definitions)


def _line(node: exp.Expr) -> int:
    """Return the line of a node: its own, that of the first name within it, or of the nearest one around it."""
    for inner in node.walk():
        if "line" in inner.meta:
            return int(inner.meta["line"])
    return _line(node.parent) if node.parent is not None else 0
