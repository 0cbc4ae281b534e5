"""Compiles the SQL of a project on empty tables: views, indicators and the rules of forms."""

import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from zicht import sources
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.indicators.compiling import (
    Passed,
    QueryFault,
    codes_passed_on,
    compile_queries,
)
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.vault.reception import payload_columns
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import Column, Form, Kind
from zicht.vocabulary.people import Links, Payload

_LINKS = "links"
_MARK = "\N{SYMBOL FOR UNIT SEPARATOR}"
"""Sign that begins the mark of a column in its type; no code has it."""


def refuse_wrong_queries(project: Project) -> None:
    """Refuse SQL of the project that could not run.

    Raises
    ------
    ProjectError : with file, line and what is wrong for every fault of every query and rule
    """
    if not project.forms:
        return
    with (
        tempfile.TemporaryDirectory(prefix="zicht-check-") as scratch,
        Session(Path(scratch), disk_is_encrypted=True) as session,
    ):
        details = [*_faults_of_rules(project, session)]
        if project.indicators:
            faults = _faults_of_queries(project, session)
            # A query that cannot run passes no codes on.
            details += faults or _unknown_codes_without_a_list(project, session)
    if details:
        raise ProjectError(
            f"{len(details)} faults in the SQL of this project.",
            now="Correct the lines; what a query may say is in docs/adr/0041-sql.md.",
            details=details,
        )


def refuse_sources_without_indicators(project: Project) -> None:
    """Refuse a project that receives records and counts nothing."""
    if project.forms and not project.indicators:
        raise ProjectError(
            "zicht.toml, [indicators]: 'use' is empty and sources are named: nothing would be counted.",
            now='Name indicators, use = ["ID"], or leave out use under [sources].',
        )


def _faults_of_rules(project: Project, session: Session) -> list[str]:
    details = []
    for forms in project.forms.values():
        for form in forms:
            faults = sources.faults_of_rules(
                session, form, project.codes, project.geography
            )
            details += [
                f"{form.check_places.get(name, form.source)}: rule {name}: {words}"
                for name, words in faults.items()
            ]
    return details


def _faults_of_queries(project: Project, session: Session) -> list[str]:
    _refuse_views_named_as_sources(project)
    # A fault is reported at the file that an editor can mend: views of a pack lie
    # elsewhere.
    own_views = {path.stem for path in (project.folder / "views").glob("*.sql")}
    faults = compile_queries(
        session,
        _empty_payload(project, session),
        _no_links(session),
        project.indicators,
        dimensions(project.all_lists),
        views=project.views,
        own_views=own_views,
        merges=project.policy.merges,
    )
    return [_at(project, fault) for fault in faults]


def _unknown_codes_without_a_list(project: Project, session: Session) -> list[str]:
    """Return the codes for unknown that a form declares, a query passes on, and the list of a breakdown lacks."""
    finest = project.geography.leaf_level if project.geography else ""
    details: dict[str, None] = {}
    for passed in _passed_on(project, session):
        listed_codes = set(project.all_lists[passed.dimension].leaves)
        merged = set(project.policy.merges.get(passed.dimension, {}))
        strays = passed.codes - listed_codes - merged
        for _source, column in _origins(project, passed):
            codes = strays & {*column.unknown, *column.not_applicable}
            # A query that names the code does something with it, so the record does not
            # stop the run.
            if codes and not _names_a_code(project, passed.indicator, codes):
                details[_lost_codes(column, passed, codes, finest)] = None
    return list(details)


def counted_as_delivered(project: Project) -> dict[tuple[str, str], Passed]:
    """Return the columns of codes by which an indicator counts as they are delivered, by source and name.

    A record without a value in such a column stops the run, unless the query leaves it out.

    Parameters
    ----------
    project : in which `refuse_wrong_queries` found no fault
    """
    if not project.forms or not project.indicators:
        return {}
    columns: dict[tuple[str, str], Passed] = {}
    with (
        tempfile.TemporaryDirectory(prefix="zicht-check-") as scratch,
        Session(Path(scratch), disk_is_encrypted=True) as session,
    ):
        for passed in _passed_on(project, session):
            for source, column in _origins(project, passed):
                columns.setdefault((source, column.name), passed)
    return columns


def _passed_on(project: Project, session: Session) -> list[Passed]:
    return codes_passed_on(
        session,
        _empty_coded_payload(project, session),
        _no_links(session),
        project.indicators,
        dimensions(project.all_lists),
        views=project.views,
    )


def _mark_of(source: str, column: Column) -> str:
    """Return the code that no record carries, by which a type tells from which column it is."""
    return f"{_MARK}{source}{_MARK}{column.name}"


def _columns_of(forms: Iterable[Form]) -> list[Column]:
    return [column for form in forms for column in form.columns]


def _origins(project: Project, passed: Passed) -> list[tuple[str, Column]]:
    """Return the sources and columns, one of each version of a form, from which the codes of a breakdown come."""
    return [
        (source, column)
        for source, forms in project.forms.items()
        for column in _columns_of(forms)
        if _mark_of(source, column) in passed.codes
    ]


def _names_a_code(project: Project, indicator: str, codes: Collection[str]) -> bool:
    """Whether an indicator or a view names one of some codes, and so does something with it."""
    queries = [counted.sql for counted in project.indicators if counted.id == indicator]
    queries += project.views.values()
    return any(f"'{code}'" in query for code in codes for query in queries)


def _lost_codes(
    column: Column, passed: Passed, codes: Collection[str], finest: str
) -> str:
    listed = ", ".join(sorted(codes))
    place = (
        'in geography/geography.toml (unknown = "...")'
        if passed.dimension == finest
        else f"in codes/{passed.dimension}.toml"
    )
    return (
        f"{column.declared_at}: column {column.name}: {listed} stands for no value, and {passed.indicator} counts by"
        f" {passed.dimension}, which has no such code: a record with it would stop the run. Declare the code {place},"
        " or let the query yield one that the list has."
    )


def _refuse_views_named_as_sources(project: Project) -> None:
    """Refuse a view that has the name of a source: a query could not tell which of the two it reads."""
    for name in sorted(set(project.views) & set(project.forms)):
        raise ProjectError(
            f"{_place_of(project, 'view', name)}:1: a source has the name {name} too.",
            now="Give the view another name.",
        )


def _place_of(project: Project, kind: str, name: str) -> str:
    """Return the file of a query, as an editor knows it."""
    file = f"{kind}s/{name}.sql"
    is_own = (project.folder / file).is_file()
    return file if is_own else f"{project.pack.folder.name}/{file}"


def _at(project: Project, fault: QueryFault) -> str:
    if not fault.name:
        return f"zicht.toml: {fault.words}"
    place = _place_of(project, fault.kind, fault.name)
    return f"{place}:{fault.line or 1}: {fault.words}"


def _empty_payload(project: Project, session: Session) -> Payload:
    """Make a table without rows for every source, with the columns of all versions of its form."""
    types_of = {}
    for source, forms in project.forms.items():
        types_of[source] = {
            name: kind for form in forms for name, kind in payload_columns(form).items()
        }
    return _empty_relations(project, session, types_of, prefix="payload")


def _empty_coded_payload(project: Project, session: Session) -> Payload:
    """Make the same tables, in which the type of a column of codes lists the codes that it may hold."""
    types_of = {}
    for source, forms in project.forms.items():
        types: dict[str, str] = {}
        codes_of: dict[str, dict[str, None]] = {}
        for form in forms:
            types |= payload_columns(form)
            for column in form.columns:
                codes = codes_of.setdefault(column.name, {})
                listed = _codes_of(project, column)
                if listed:
                    # The mark travels through the query with the codes, and tells from
                    # which column they came.
                    codes |= dict.fromkeys((*listed, _mark_of(source, column)))
        for name, codes in codes_of.items():
            if codes and types.get(name) == "VARCHAR":
                words = ", ".join(str(literal(code)) for code in codes)
                types[name] = f"ENUM({words})"
        types_of[source] = types
    return _empty_relations(project, session, types_of, prefix="coded")


def _codes_of(project: Project, column: Column) -> tuple[str, ...]:
    """Return the codes that a column may hold; none where these are not listed, or several stand in one value."""
    if column.kind is Kind.AREA and project.geography is not None:
        areas = project.geography.level(column.codes)
        listed = tuple(area.code for area in areas)
    elif column.kind is Kind.CODE:
        listed = project.codes[column.codes].leaves
    else:
        return ()
    return (*listed, *column.unknown, *column.not_applicable)


def _empty_relations(
    project: Project,
    session: Session,
    types_of: Mapping[str, Mapping[str, str]],
    *,
    prefix: str,
) -> Payload:
    """Make a table without rows for every source.

    Parameters
    ----------
    types_of : type of each column, by source and name
    prefix : of the names of the tables
    """
    relations = {}
    for source, types in types_of.items():
        relations[source] = f"{prefix}_{source}"
        described = [Sql(f"{identifier(name)} {kind}") for name, kind in types.items()]
        session.execute(
            sql(
                "CREATE TABLE {table} ({columns})",
                table=relations[source],
                columns=described,
            )
        )
    rows = dict.fromkeys(relations, 0)
    return Payload(relations, rows, project.link_names)


def _no_links(session: Session) -> Links:
    session.execute(
        f"CREATE OR REPLACE TABLE {_LINKS} (pseud_id VARCHAR, person_id VARCHAR, status VARCHAR)"
    )
    return Links(_LINKS, 0, 0, {})
