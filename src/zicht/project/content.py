"""What editors wrote: documents of every kind, recommendations, accounts and search terms, from plain files.

The standard catalogue brings definitions, methods, themes and search terms; a project adds its own, and replaces a
standard document by one of the same id. `docs/knowledge.md` tells an editor how.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from zicht.project.concepts import CATALOGUE, read_concepts
from zicht.project.documents import GRIDS, PAGES, ROWS
from zicht.project.markdown import read_page
from zicht.project.recommendations import read_recommendation, recommendation_document
from zicht.project.rows import Row, each, read_grid, read_sheet, refuse_doubles
from zicht.vocabulary.content import AccountLine, Content, Recommendation
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document

PARTS = ("framework", "spending", "result")
_COUNTED = re.compile(r"[A-Z]+\d+[A-Za-z-]*(:[^ ]+)?")
_POINTERS = ("related", "source", "evidence")
"""Facts that name other documents."""
Maker = Callable[[Row], Document]


def read_content(
    project: Path,
    *,
    figures: Collection[str] = (),
    indicators: Collection[str] | None = None,
    folder: str = "content",
    look_every_months: int = 12,
) -> Content:
    """Read everything that editors wrote in a project.

    Parameters
    ----------
    project : its folder
    figures : ids of the cited figures, to which documents may refer
    indicators : ids of the indicators; a document may refer to one (`V01`) or to a figure of it (`V01:2024`). None when
        they are not known here: then every such reference is let through
    folder : of the content, in the project
    look_every_months : when a recommendation must be looked at again after the last look, where it does not say

    Returns
    -------
    documents of the standard catalogue and of the project, recommendations, accounts and search terms

    Raises
    ------
    ProjectError : a file does not hold, or refers to a figure or document that is nowhere; names file and line

    References
    ----------
    docs/knowledge.md
    """
    root = project / folder
    recommendations: list[Recommendation] = []

    def recommendation(row: Row, body: object) -> Document:
        found = read_recommendation(row, look_every_months)
        recommendations.append(found)
        return recommendation_document(row, found, body)  # type: ignore[arg-type]

    own = list(_rows(root, project, {**PAGES, "recommendations": recommendation}))
    standard = list(_rows(CATALOGUE / "knowledge", CATALOGUE, PAGES))
    for rows in (own, standard):
        refuse_doubles(row for row, _ in rows)
    taken = {row.text("id") for row, _ in own}
    kept = [pair for pair in standard if pair[0].text("id") not in taken]
    known = set(figures), None if indicators is None else set(indicators)
    documents = (*(_without_strays(document, *known) for document in _made(kept)), *_made(own))
    _refuse_dangling({row.text("id"): row for row, _ in (*kept, *own)}, documents, *known)
    accounts = _accounts(root / "finances.toml", project, set(figures))
    return Content(documents, tuple(recommendations), accounts, read_concepts(root))


def _rows(folder: Path, root: Path, pages: Mapping[str, Callable[..., Document]]) -> Iterator[tuple[Row, Maker]]:
    """Every row and page of a folder of content, with what makes a document of it."""
    for name, make in pages.items():
        for path in sorted((folder / name).glob("*.md")):
            row, words = read_page(path, root)
            yield row, lambda row, make=make, words=words: make(row, words)  # type: ignore[misc]
    for name, make_row in ROWS.items():
        path = folder / f"{name}.toml"
        if path.exists():
            yield from ((row, make_row) for row in read_sheet(path, root, known=(name[:-1],)).rows(name[:-1]))
    for name, (columns, make_row) in GRIDS.items():
        path = folder / f"{name}.csv"
        if path.exists():
            yield from ((row, make_row) for row in read_grid(path, root, columns=columns))


def _made(rows: Iterable[tuple[Row, Maker]]) -> tuple[Document, ...]:
    makers = {id(row): (row, make) for row, make in rows}
    return each((row for row, _ in makers.values()), lambda row: makers[id(row)][1](row))


def _without_strays(document: Document, figures: set[str], indicators: set[str] | None) -> Document:
    """Leave out of a standard document the indicators that this project does not use."""
    named = _listed(document.facts.get("figures"))
    kept = [word for word in named if word in figures or _is_counted(word, indicators)]
    others = {key: value for key, value in document.facts.items() if key != "figures"}
    return replace(document, facts={**others, "figures": kept} if kept else others)


def _refuse_dangling(
    places: Mapping[str, Row], documents: Iterable[Document], figures: set[str], indicators: set[str] | None
) -> None:
    """Refuse references to figures or documents that are nowhere; all of them together."""
    mistakes = [
        f"{places[document.id].at(key)}: {word!r} is no {thing}."
        for document in documents
        for key, word, thing in _dangling(document, set(places), figures, indicators)
    ]
    if mistakes:
        raise ProjectError(
            f"{len(mistakes)} references lead nowhere.",
            details=mistakes,
            now="Correct the id, or add what it refers to.",
        )


def _dangling(
    document: Document, ids: set[str], figures: set[str], indicators: set[str] | None
) -> Iterator[tuple[str, str, str]]:
    for word in _listed(document.facts.get("figures")):
        if word not in figures and not _is_counted(word, indicators):
            yield "figures", word, "figure of the register and no figure of an indicator"
    for key in _POINTERS:
        for word in _listed(document.facts.get(key)):
            if word not in ids and not word.startswith("https://"):
                yield "history" if key == "evidence" else key, word, "document"


def _is_counted(word: str, indicators: set[str] | None) -> bool:
    if indicators is None:
        return _COUNTED.fullmatch(word) is not None
    return word.partition(":")[0] in indicators


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(part) for part in value] if isinstance(value, list) else []


def _accounts(path: Path, project: Path, figures: set[str]) -> tuple[AccountLine, ...]:
    rows = read_sheet(path, project, known=("line",)).rows("line") if path.exists() else ()
    return each(rows, lambda row: _account_line(row, figures))


def _account_line(row: Row, figures: set[str]) -> AccountLine:
    row.only("year part title figure is_total check note")
    figure = row.text("figure")
    if figure not in figures:
        raise row.wrong("figure", f"{figure!r} is no figure of the register.", "Amounts stand in figures/*.toml.")
    return AccountLine(
        year=row.text("year"),
        part=row.one_of("part", PARTS),
        title=row.words("title"),
        figure=figure,
        is_total=row.flag("is_total", default=False),
        check=row.text("check", ""),
        note=row.maybe_words("note"),
    )
