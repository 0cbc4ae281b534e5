"""What editors wrote: documents of every kind, recommendations, accounts and search terms, from plain files.

A pack brings definitions, methods, themes and search terms; a project adds its own, and replaces a document of the
pack by one of the same id. `docs/knowledge.md` tells an editor how.
"""

import difflib
import re
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from zicht.project.concepts import read_concepts
from zicht.project.documents import GRIDS, PAGES, ROWS
from zicht.project.markdown import read_page
from zicht.project.packs import NO_PACK, Pack
from zicht.project.recommendations import read_recommendation, recommendation_document
from zicht.project.references import Known, refuse_dangling, without_strays
from zicht.project.rows import Row, Sheet, each, read_grid, read_sheet, refuse_doubles
from zicht.project.subjects import ANY_SUBJECT, Subjects
from zicht.vocabulary.content import AccountLine, Content, Recommendation
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

ACCOUNT_KEYS = "year part title figure is_total check note"
PARTS = ("framework", "spending", "result")
_YEAR = re.compile(r"\d{4}")
_FOLDERS_OF_PAGES = (*PAGES, "recommendations")


def read_content(
    project: Path,
    *,
    known: Known | None = None,
    checks: Collection[str] | None = None,
    folder: str = "content",
    look_every_months: int = 12,
    pack: Pack = NO_PACK,
    subjects: Subjects = ANY_SUBJECT,
) -> Content:
    """Read everything that editors wrote in a project.

    Parameters
    ----------
    project : its folder
    known : figures and indicators, to which documents may refer: a cited figure by its id, an indicator (`ID`) or a
        figure of it (`ID:2024`)
    checks : ids of the reconciliations, to which lines of the accounts may refer; None when they are not known here
    folder : of the content, in the project
    look_every_months : when a recommendation must be looked at again after the last look, where it does not say
    pack : whose documents come before those of the project
    subjects : fields of work that a document may belong to

    Returns
    -------
    documents of the pack and of the project, recommendations, accounts and search terms

    Raises
    ------
    ProjectError : a file does not hold, or refers to a figure or document that is nowhere; names file and line

    References
    ----------
    docs/knowledge.md
    """
    root, known = project / folder, known or Known()
    _refuse_strays(root, project)
    recommendations: list[Recommendation] = []

    def document_of_recommendation(row: Row, body: Text) -> Document:
        # A recommendation is read once, and serves as a value and as a document.
        recommendation = read_recommendation(row, look_every_months)
        recommendations.append(recommendation)
        return recommendation_document(row, recommendation, body)

    makers = {**PAGES, "recommendations": document_of_recommendation}
    of_project = list(_entries(root, project, makers))
    of_pack = [] if pack is NO_PACK else list(_entries_of_pack(pack))
    for entries in (of_project, of_pack):
        refuse_doubles(entry.row for entry in entries)
    each(of_project, lambda entry: subjects.field(entry.row, ""))
    ids_of_project = {entry.id for entry in of_project}
    not_replaced = [entry for entry in of_pack if entry.id not in ids_of_project]
    # A pack may refer to figures that this project does not count: those references are left out.
    documents_of_pack = [
        without_strays(document, known) for document in _documents(not_replaced)
    ]
    documents = (*documents_of_pack, *_documents(of_project))
    rows_by_id = {entry.id: entry.row for entry in (*not_replaced, *of_project)}
    refuse_dangling(rows_by_id, documents, known)
    accounts = _accounts(root / "finances.toml", project, known.figures, checks)
    concepts = read_concepts(root, pack=pack)
    return Content(documents, tuple(recommendations), accounts, concepts)


@dataclass(frozen=True)
class _Entry:
    """A row or page of content, with the function that makes a document of it."""

    row: Row
    make: Callable[[Row], Document]

    @property
    def id(self) -> str:
        return self.row.text("id")


def _entries_of_pack(pack: Pack) -> Iterator[_Entry]:
    """Yield the rows and pages of a pack that the project did not remove."""
    for entry in _entries(pack.folder / "knowledge", pack.folder, PAGES):
        place = PurePosixPath(entry.row.file)
        kind = place.parent.name if place.suffix == ".md" else place.stem
        if not pack.has_removed(kind, entry.id):
            yield entry


def _entries(
    folder: Path, root: Path, pages: Mapping[str, Callable[[Row, Text], Document]]
) -> Iterator[_Entry]:
    """Yield every page, row of a TOML file and row of a CSV file of a folder of content."""
    for name, make_of_page in pages.items():
        for path in sorted((folder / name).glob("*.md")):
            row, words = read_page(path, root)
            yield _Entry(row, _with_words(make_of_page, words))
    for name, make in ROWS.items():
        path = folder / f"{name}.toml"
        if path.exists():
            table = name[:-1]
            for row in _sheet(path, root, table).rows(table):
                yield _Entry(row, make)
    for name, (columns, make) in GRIDS.items():
        path = folder / f"{name}.csv"
        if path.exists():
            for row in read_grid(path, root, columns=columns):
                yield _Entry(row, make)


def _with_words(
    make_of_page: Callable[[Row, Text], Document], words: Text
) -> Callable[[Row], Document]:
    return lambda row: make_of_page(row, words)


def _documents(entries: Iterable[_Entry]) -> tuple[Document, ...]:
    return each(entries, lambda entry: entry.make(entry.row))


def _sheet(path: Path, root: Path, table: str) -> Sheet:
    return read_sheet(path, root, known=(table,)).only_tables()


def _refuse_strays(root: Path, project: Path) -> None:
    """Refuse files that nobody reads: a name misspelt would leave out what stands in them."""
    toml_files = [f"{name}.toml" for name in (*ROWS, "finances", "synonyms")]
    csv_files = [f"{name}.csv" for name in GRIDS]
    tables = [*toml_files, *csv_files]
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        is_hidden = any(part.startswith(".") for part in place.parts)
        if path.is_dir() or is_hidden or path.stem == "README":
            continue
        if _is_page(place) or place.as_posix() in tables:
            continue
        near = _nearest_name(place, tables)
        raise ProjectError(
            f"{path.relative_to(project).as_posix()}:1: nobody reads this file.",
            now=f"Did you mean {near}?"
            if near
            else f"Known are {', '.join(tables)} and pages in folders.",
        )


def _is_page(place: Path) -> bool:
    """Whether a file, by its place in the content, is a page of one of the kinds that are read."""
    in_folder_of_pages = len(place.parts) == 2 and place.parts[0] in _FOLDERS_OF_PAGES
    return in_folder_of_pages and place.suffix == ".md"


def _nearest_name(place: Path, tables: Sequence[str]) -> str:
    """Return the file that was probably meant, or an empty text: a table, or a page in the right folder."""
    pages = [f"{folder}/{place.stem}.md" for folder in _FOLDERS_OF_PAGES]
    names = [*tables, *pages]
    near = difflib.get_close_matches(place.as_posix(), names, n=1, cutoff=0.5)
    return near[0] if near else ""


def _accounts(
    path: Path, project: Path, figures: Collection[str], checks: Collection[str] | None
) -> tuple[AccountLine, ...]:
    rows = _sheet(path, project, "line").rows("line") if path.exists() else ()
    return each(rows, lambda row: _account_line(row, figures, checks))


def _account_line(
    row: Row, figures: Collection[str], checks: Collection[str] | None
) -> AccountLine:
    row.only(ACCOUNT_KEYS)
    figure, check, year = row.text("figure"), row.text("check", ""), row.text("year")
    if not _YEAR.fullmatch(year):
        raise row.wrong("year", f"'year' is {year!r}, no year.", "Write 2020.")
    if figure not in figures:
        raise row.wrong(
            "figure",
            f"{figure!r} is not a figure of the register.",
            "Amounts stand in figures/*.toml.",
        )
    if check and checks is not None and check not in checks:
        raise row.wrong(
            "check",
            f"{check!r} is not a reconciliation.",
            "They stand in figures/reconciliations.toml.",
        )
    return AccountLine(
        year=year,
        part=row.one_of("part", PARTS),
        title=row.words("title"),
        figure=figure,
        is_total=row.flag("is_total", default=False),
        check=check,
        note=row.maybe_words("note"),
        place=row.at(),
    )
