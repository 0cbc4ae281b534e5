"""Reports of a project: `reports/<slug>/report.toml`, `nl.md` and `en.md` into documents of kind `report`."""

from collections.abc import Collection, Mapping
from pathlib import Path

from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.numbers_in_text import find_numbers
from zicht.project.documents import PUBLICATION_KINDS, date_of
from zicht.project.rows import Row, each, read_sheet, read_words
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text, is_language

MOST_REPORTS = 1_000_000
"""Largest place of a report in the list."""

KINDS = ("monitor", "annual_report", "brochure", "briefing")
_KEYS = "title subtitle slug kind theme date authors order original"


def read_reports(
    project: Path, content: Collection[Document] | None = None
) -> tuple[Document, ...]:
    """Read the reports of a project.

    Parameters
    ----------
    project : its folder
    content : documents to which `original` and `theme` refer; None when they are not known here

    Returns
    -------
    one Document of kind `report` per folder under `reports/`, by their order; `body` is the Markdown of the editor,
    `facts` holds `report_kind`, `subtitle`, `authors`, `order`, and `folder`, which errors name

    Raises
    ------
    ProjectError : a mistake in a `report.toml`, a number typed in a title, or a text that is missing; names file and
        line
    """
    files = sorted((project / "reports").glob("*/report.toml"))
    strays = [
        folder.name
        for folder in sorted((project / "reports").glob("*"))
        if folder.is_dir() and not (folder / "report.toml").exists()
    ]
    if strays:
        raise ProjectError(
            f"reports/{strays[0]}/report.toml:1: there is no such file.",
            now="Write it, or remove the folder.",
        )
    rows = [read_sheet(file, project, known=()).top.only(_KEYS) for file in files]
    kinds = (
        None
        if content is None
        else {document.id: document.kind for document in content}
    )
    documents = each(zip_rows(files, rows, project), lambda row: _document(row, kinds))
    _refuse_one_address(rows, documents)
    return tuple(
        sorted(
            documents,
            key=lambda document: (str(document.facts["order"]).zfill(4), document.id),
        )
    )


def zip_rows(files: list[Path], rows: list[Row], project: Path) -> list[Row]:
    """Return each row with the texts that lie beside it."""
    made = []
    for file, row in zip(files, rows, strict=True):
        texts = {
            text.stem: read_words(text, project)
            for text in sorted(file.parent.glob("*.md"))
            if is_language(text.stem)
        }
        if not texts:
            raise row.wrong(
                "", "no text lies beside it.", "Write LANGUAGE.md, such as en.md."
            )
        folder = file.parent.relative_to(project).as_posix()
        values = {**row.values, "texts": texts, "folder": folder}
        made.append(Row(row.file, row.line, values, row.lines))
    return made


def _authors(row: Row) -> Text | None:
    """Who wrote it: one text for all languages, or one for each."""
    if isinstance(row.values.get("authors"), dict):
        return row.words("authors")
    name = row.text("authors", "")
    return Text.of(dict.fromkeys(languages_with_words(), name)) if name else None


def _refuse_typed(row: Row, key: str, words: Text) -> None:
    """Refuse numbers in a title: no reference can stand there, so nobody would mend them when the figure moves."""
    for language, title in words.items():
        if language not in languages_with_words():
            continue
        for number in find_numbers(title, language):
            raise row.wrong(
                key,
                f"{number.words!r} was typed where no reference can stand.",
                "Say it in the text.",
            )


def _refuse_dangling(row: Row, kinds: Mapping[str, str]) -> None:
    original, theme = row.text("original", ""), row.text("theme", "")
    if original and kinds.get(original) not in PUBLICATION_KINDS:
        raise row.wrong(
            "original",
            f"{original!r} is not a publication.",
            "Name one of content/publications.",
        )
    if theme and kinds.get(theme) != "theme":
        raise row.wrong(
            "theme", f"{theme!r} is not a theme.", "Name one of the knowledge base."
        )


def _refuse_one_address(rows: list[Row], documents: Collection[Document]) -> None:
    first: dict[tuple[str, str], Row] = {}
    for row, document in zip(rows, documents, strict=True):
        for language, slug in document.slug.items():
            other = first.setdefault((language, slug), row)
            if other is not row:
                raise row.wrong(
                    "slug",
                    f"its address {slug!r} is that of {other.at('slug')} too.",
                    "Give each its own.",
                )


def _document(row: Row, kinds: Mapping[str, str] | None) -> Document:
    name = row.text("folder").rpartition("/")[2]
    texts = row.values["texts"]
    body = texts if isinstance(texts, dict) else {}
    for language, words in body.items():
        if not words.strip():
            raise ProjectError(
                f"{row.text('folder')}/{language}.md:1: the text is empty.",
                now="Write it, or remove the file.",
            )
    subtitle, slug, authors = (
        row.maybe_words("subtitle"),
        row.maybe_words("slug"),
        _authors(row),
    )
    seen = {"title": row.words("title"), "subtitle": subtitle, "authors": authors}
    for key, said in seen.items():
        if said is not None:
            _refuse_typed(row, key, said)
    if kinds is not None:
        _refuse_dangling(row, kinds)
    facts: dict[str, object] = {
        "report_kind": row.one_of("kind", KINDS),
        "order": row.whole("order", 0, MOST_REPORTS, 0),
        "folder": row.text("folder"),
        "original": row.text("original", ""),
    }
    if authors:
        facts["authors"] = dict(authors.items())
    if subtitle:
        facts["subtitle"] = dict(subtitle.items())
    return Document(
        kind="report",
        id=name,
        slug=slug or Text(name, name),
        title=row.words("title"),
        body=Text.of(body, place=row.text("folder")),
        facts=facts,
        theme=row.text("theme", ""),
        date=date_of(row, "date") or row.text("date"),
    )
