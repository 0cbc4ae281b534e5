"""What editors wrote: documents of every kind, recommendations, accounts and search terms, from plain files.

A pack brings definitions, methods, themes and search terms; a project adds its own, and replaces a document of the
pack by one of the same id. `docs/knowledge.md` tells an editor how.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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

ACCOUNT_KEYS = "year part title figure is_total check note"
PARTS = ("framework", "spending", "result")
_YEAR = re.compile(r"\d{4}")
Maker = Callable[[Row], Document]


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

    def recommendation(row: Row, body: object) -> Document:
        found = read_recommendation(row, look_every_months)
        recommendations.append(found)
        return recommendation_document(row, found, body)  # type: ignore[arg-type]

    own = list(_rows(root, project, {**PAGES, "recommendations": recommendation}))
    standard = [] if pack is NO_PACK else list(_rows_of_pack(pack))
    for rows in (own, standard):
        refuse_doubles(row for row, _ in rows)
    each((row for row, _ in own), lambda row: subjects.field(row, ""))
    taken = {row.text("id") for row, _ in own}
    kept = [pair for pair in standard if pair[0].text("id") not in taken]
    documents = (
        *(without_strays(document, known) for document in _made(kept)),
        *_made(own),
    )
    refuse_dangling({row.text("id"): row for row, _ in (*kept, *own)}, documents, known)
    accounts = _accounts(root / "finances.toml", project, known.figures, checks)
    concepts = read_concepts(root, pack=pack)
    return Content(documents, tuple(recommendations), accounts, concepts)


def _rows_of_pack(pack: Pack) -> Iterator[tuple[Row, Maker]]:
    """Yield the rows and pages of a pack that the project did not remove."""
    for row, make in _rows(pack.folder / "knowledge", pack.folder, PAGES):
        place = PurePosixPath(row.file)
        kind = place.parent.name if place.suffix == ".md" else place.stem
        if not pack.has_removed(kind, row.text("id")):
            yield row, make


def _rows(
    folder: Path, root: Path, pages: Mapping[str, Callable[..., Document]]
) -> Iterator[tuple[Row, Maker]]:
    """Every row and page of a folder of content, with what makes a document of it."""
    for name, make in pages.items():
        for path in sorted((folder / name).glob("*.md")):
            row, words = read_page(path, root)
            yield row, lambda row, make=make, words=words: make(row, words)  # type: ignore[misc]
    for name, make_row in ROWS.items():
        path = folder / f"{name}.toml"
        if path.exists():
            yield from (
                (row, make_row) for row in _sheet(path, root, name[:-1]).rows(name[:-1])
            )
    for name, (columns, make_row) in GRIDS.items():
        path = folder / f"{name}.csv"
        if path.exists():
            yield from (
                (row, make_row) for row in read_grid(path, root, columns=columns)
            )


def _made(rows: Iterable[tuple[Row, Maker]]) -> tuple[Document, ...]:
    makers = {id(row): (row, make) for row, make in rows}
    return each(
        (row for row, _ in makers.values()), lambda row: makers[id(row)][1](row)
    )


def _sheet(path: Path, root: Path, table: str) -> Sheet:
    return read_sheet(path, root, known=(table,)).only_tables()


def _refuse_strays(root: Path, project: Path) -> None:
    """Refuse files that nobody reads: a name misspelt would leave out what stands in them."""
    pages = (*PAGES, "recommendations")
    tables = [f"{name}.toml" for name in (*ROWS, "finances", "synonyms")] + [
        f"{name}.csv" for name in GRIDS
    ]
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if (
            path.is_dir()
            or any(part.startswith(".") for part in place.parts)
            or path.stem == "README"
        ):
            continue
        is_page = (
            len(place.parts) == 2 and place.parts[0] in pages and path.suffix == ".md"
        )
        if not is_page and place.as_posix() not in tables:
            folders = [f"{name}/{path.stem}.md" for name in pages]
            near = difflib.get_close_matches(
                place.as_posix(), [*tables, *folders], n=1, cutoff=0.5
            )
            raise ProjectError(
                f"{path.relative_to(project).as_posix()}:1: nobody reads this file.",
                now=f"Did you mean {near[0]}?"
                if near
                else f"Known are {', '.join(tables)} and pages in folders.",
            )


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
