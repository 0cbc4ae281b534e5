"""Compiles the SQL of a project on empty tables: views, indicators and the rules of forms."""

import tempfile
from pathlib import Path

from zicht import sources
from zicht.engine import Session, Sql, identifier, sql
from zicht.indicators.compiling import QueryFault, compile_queries
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.vault import payload_columns
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.people import Links, Payload

_LINKS = "links"


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
            details += _faults_of_queries(project, session)
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
    relations = {}
    for source, forms in project.forms.items():
        columns = {
            name: kind for form in forms for name, kind in payload_columns(form).items()
        }
        relations[source] = f"payload_{source}"
        described = [
            Sql(f"{identifier(name)} {kind}") for name, kind in columns.items()
        ]
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
        f"CREATE TABLE {_LINKS} (pseud_id VARCHAR, person_id VARCHAR, status VARCHAR)"
    )
    return Links(_LINKS, 0, 0, {})
