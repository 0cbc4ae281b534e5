"""Sets the table for the queries: sources, links, code lists and views, as relations with the names queries use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from graphlib import CycleError, TopologicalSorter

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.indicators import lint
from zicht.vocabulary.arrays import Texts
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.people import Links, Payload

TextColumns = dict[str, Texts]

LINKS = "links"
"""Relation of links: `pseud_id`, `person_id`, `status`."""
LEVELS = "levels"
"""Relation of the levels of all dimensions: `dimension`, `level`, `code`, `above` (the code above)."""
NUMBERS = "numbers"
"""Relation of the numbers 1 to 64 (`number`), to split texts that hold several codes."""
WATCHED = "observation"
"""Relation of one row, with the first and the last day that are counted: `first_day`, `last_day`."""

UPWARDS = "upwards"
"""Relation of each code and all codes above it, itself included: `dimension`, `code`, `ancestor`."""

_LONGEST_LIST = 64
_PREFIX = "count_"
"""In the session relations stand under this prefix; a query gets those it reads under their plain names."""


@contextmanager
def laid(
    session: Session,
    payload: Payload,
    links: Links,
    views: Mapping[str, str],
    dimensions: Mapping[str, Dimension],
) -> Iterator["Relations"]:
    """Lay out the relations that queries may read, and clear them away afterwards.

    Raises
    ------
    IndicatorError : a view has the name of a source
    """
    relations = Relations(session, payload, links, views, dimensions)
    try:
        relations.lay()
        yield relations
    finally:
        relations.clear()


class Relations:
    """The relations that queries may read; views are worked out when a query first needs them, and kept."""

    def __init__(
        self,
        session: Session,
        payload: Payload,
        links: Links,
        views: Mapping[str, str],
        dimensions: Mapping[str, Dimension],
    ) -> None:
        self.session = session
        self._names_of_sources = frozenset(payload.relations)
        self._sources = {**payload.relations, LINKS: links.relation}
        self._views = dict(views)
        self._dimensions = dimensions
        self.forbidden = payload.link_names
        self._made: list[str] = []
        self._reads = {name: lint.relations(text) for name, text in views.items()}
        self.granted = frozenset({*self._sources, *views, LEVELS, NUMBERS, WATCHED})

    @property
    def upwards(self) -> Sql:
        """Relation of each code and all codes above it, as it is named in the session."""
        return identifier(_PREFIX + UPWARDS)

    def lay(self) -> None:
        """Make the relations that are no view."""
        # With English names a source may well be called links or numbers, and was once
        # replaced without a word.
        taken = self._names_of_sources & {LEVELS, NUMBERS, WATCHED, UPWARDS, LINKS}
        if taken:
            raise IndicatorError(
                f"Source {', '.join(sorted(taken))} has the name of a relation that Zicht makes itself.",
                now="Give the source another name in its form.",
            )
        clashes = set(self._views) & {*self._sources, LEVELS, NUMBERS, WATCHED, UPWARDS}
        if clashes:
            raise IndicatorError(
                f"View {', '.join(sorted(clashes))} has the name of a source.",
                now="Give the view another name.",
            )
        self.session.write(
            _PREFIX + NUMBERS, {"number": np.arange(1, _LONGEST_LIST + 1)}
        )
        self.session.write(_PREFIX + LEVELS, self._levels())
        self.session.write(_PREFIX + UPWARDS, self._upwards())
        self._lay_watched()
        self._made += [NUMBERS, LEVELS, UPWARDS, WATCHED]
        for name, relation in self._sources.items():
            view = "CREATE OR REPLACE VIEW {view} AS SELECT * FROM {relation}"
            self.session.execute(
                sql(view, view=_PREFIX + name, relation=named(relation))
            )
            self._made.append(name)

    def ready(self, query: str, *, where: str) -> Sql:
        """Check a query, work out the views it needs, and put before it what the plain names stand for.

        The result goes between `FROM (` and `)`.

        Raises
        ------
        IndicatorError : the query may not run
        """
        lint.check(query, self.granted, where=where, forbidden=self.forbidden)
        reads = lint.relations(query)
        for name in self.views_needed(reads):
            if name not in self._made:
                lint.check(
                    self._views[name],
                    self.granted,
                    where=f"view {name}",
                    forbidden=self.forbidden,
                )
                self.make_view(name)
        # What runs is written anew from the tree that was checked: the database never
        # reads text that the parser may have read otherwise (ADR 0120).
        return self._standing_alone(lint.read(query).text, reads)

    def counted(self, indicator: Indicator) -> Sql:
        """Return the query of what an indicator counts: of a survey, who answered a question."""
        source = self.ready(indicator.sql, where=f"indicator {indicator.id}")
        survey = indicator.survey
        if survey is None:
            return source
        answered = sql("{outcome} IS NOT NULL", outcome=survey.outcome)
        if survey.asked:
            answered = sql(
                "{answered} AND {asked}::BOOLEAN", answered=answered, asked=survey.asked
            )
        return sql(
            "SELECT * FROM ({source}) AS answers WHERE {answered}",
            source=source,
            answered=answered,
        )

    def make_view(self, name: str) -> None:
        """Work out a view, of which those it reads are there; it is kept as a table."""
        text = lint.read(self._views[name]).text
        self.session.execute(
            sql(
                "CREATE OR REPLACE TABLE {name} AS {text}",
                name=_PREFIX + name,
                text=self._standing_alone(text, self._reads[name]),
            )
        )
        self._made.append(name)

    @contextmanager
    def kept_as(self, name: str, query: Sql) -> Iterator[Sql]:
        """Keep the rows of a query as a table while they are counted, and return its name."""
        table = _PREFIX + name
        self.session.execute(
            sql("CREATE OR REPLACE TABLE {table} AS {query}", table=table, query=query)
        )
        try:
            yield identifier(table)
        finally:
            self.session.drop(table)

    def columns_of(self, query: str) -> tuple[str, ...]:
        """Return the names of the columns that a query yields, without running it over any row.

        The query is taken as it was written, on the second line of what is run, so that an error has its line.
        """
        text = self._standing_alone(query.rstrip().rstrip(";"), lint.relations(query))
        return self.yielded_by(text)

    def yielded_by(self, source: Sql) -> tuple[str, ...]:
        """Return the names of the columns that a query which is `ready` yields, without running it over any row."""
        return tuple(self.session.columns(sql("{source} LIMIT 0", source=source)))

    def types_of(self, query: str) -> dict[str, str]:
        """Return the type of each column that a query yields, by its name."""
        text = self._standing_alone(query.rstrip().rstrip(";"), lint.relations(query))
        rows = self.session.rows(sql("DESCRIBE {text}", text=text))
        return {str(row[0]): str(row[1]) for row in rows}

    def read_by(self, name: str) -> frozenset[str]:
        """Return the relations that a view reads."""
        return self._reads[name]

    def clear(self) -> None:
        """Drop everything that was made here."""
        self.session.drop(*(_PREFIX + name for name in reversed(self._made)))
        self._made.clear()

    def views_needed(self, wanted: frozenset[str]) -> list[str]:
        """Return the views that relations need, each after those it reads itself.

        Raises
        ------
        IndicatorError : views read each other in a circle
        """
        graph: dict[str, frozenset[str]] = {}
        queue = list(wanted)
        while queue:
            name = queue.pop()
            if name in self._views and name not in graph:
                graph[name] = self._reads[name] & self._views.keys()
                queue += graph[name]
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = [str(name) for name in error.args[1]]
            raise IndicatorError(
                "Views read each other in a circle.",
                now="Let one of them read no other of these views.",
                details=[" reads ".join(reversed(circle))],
            ) from None

    def _levels(self) -> TextColumns:
        rows = [
            (name, hierarchy.name, code, parent)
            for name, dimension in self._dimensions.items()
            for hierarchy in dimension.hierarchies
            for code, parent in hierarchy.parents.items()
        ]
        return _texts(("dimension", "level", "code", "above"), rows)

    def _lay_watched(self) -> None:
        """Write the first day of the first year that is counted, and the last day of the last one."""
        years = [int(year) for year in self._dimensions[PERIOD].leaves]
        self.session.execute(
            sql(
                "CREATE OR REPLACE TABLE {name} AS SELECT"
                " CAST({first} AS DATE) AS first_day, CAST({last} AS DATE) AS last_day",
                name=_PREFIX + WATCHED,
                first=literal(date(min(years), 1, 1).isoformat()),
                last=literal(date(max(years), 12, 31).isoformat()),
            )
        )

    def _upwards(self) -> TextColumns:
        rows = [
            (name, leaf, code)
            for name, dimension in self._dimensions.items()
            for leaf in dimension.leaves
            for code in (leaf, *dimension.ancestors(leaf))
        ]
        return _texts(("dimension", "code", "ancestor"), rows)

    def _standing_alone(self, query: str, reads: frozenset[str]) -> Sql:
        plain = [
            sql(
                "{name} AS NOT MATERIALIZED (SELECT * FROM {made})",
                name=name,
                made=_PREFIX + name,
            )
            for name in sorted(reads)
        ]
        before = sql("WITH {plain}", plain=plain) if plain else Sql("")
        return sql(
            "{before} SELECT * FROM (\n{query}\n) AS rows_of_query",
            before=before,
            query=Sql(query),
        )


def named(relation: str) -> Sql:
    """Write the name of a relation, `name` or `file.schema.name`, as SQL."""
    if not re.fullmatch(r"[\w.\"]+", relation):
        raise IndicatorError("The name of a relation is not valid.")
    return identifier(*(part.strip('"') for part in relation.split(".")))


def merged(code: Sql, merges: Merges) -> Sql:
    """Write a column of codes in which some become part of others."""
    if not merges:
        return code
    cases = " ".join(
        f"WHEN {literal(one)} THEN {literal(into)}" for one, into in merges.items()
    )
    return sql("CASE {code} {cases} ELSE {code} END", code=code, cases=Sql(cases))


def _texts(names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> TextColumns:
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {
        name: np.array(column, dtype=np.str_)
        for name, column in zip(names, columns, strict=True)
    }
