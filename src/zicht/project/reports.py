"""Reports of a project: `reports/<slug>/report.toml`, `nl.md` and `en.md` into documents of kind `report`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
    folders = sorted(path for path in (project / "reports").glob("*") if path.is_dir())
    for folder in folders:
        _refuse_without_file(folder)
    drafts = [_read_draft(folder, project) for folder in folders]
    for draft in drafts:
        _refuse_without_text(draft)
    kinds = None
    if content is not None:
        kinds = {document.id: document.kind for document in content}
    documents = each(drafts, lambda draft: _document(draft, kinds))
    _refuse_one_address([draft.row for draft in drafts], documents)
    return tuple(sorted(documents, key=_place_in_list))


def _place_in_list(document: Document) -> tuple[int, str]:
    """Return where a report stands: by its order, and by its id among those of one order."""
    return int(str(document.facts["order"])), document.id


@dataclass(frozen=True)
class _Draft:
    """What the folder of a report holds.

    Parameters
    ----------
    folder : relative to the project, as errors name it
    row : of `report.toml`
    texts : Markdown of the editor by language
    """

    folder: str
    row: Row
    texts: Mapping[str, str]

    @property
    def id(self) -> str:
        return self.folder.rpartition("/")[2]


def _refuse_without_file(folder: Path) -> None:
    if not (folder / "report.toml").exists():
        raise ProjectError(
            f"reports/{folder.name}/report.toml:1: there is no such file.",
            now="Write it, or remove the folder.",
        )


def _refuse_without_text(draft: _Draft) -> None:
    if not draft.texts:
        raise draft.row.wrong(
            "", "no text lies beside it.", "Write LANGUAGE.md, such as en.md."
        )


def _read_draft(folder: Path, project: Path) -> _Draft:
    row = read_sheet(folder / "report.toml", project, known=()).top.only(_KEYS)
    texts = {
        text.stem: read_words(text, project)
        for text in sorted(folder.glob("*.md"))
        if is_language(text.stem)
    }
    return _Draft(folder.relative_to(project).as_posix(), row, texts)


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


def _refuse_one_address(rows: Sequence[Row], documents: Sequence[Document]) -> None:
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


def _document(draft: _Draft, kinds: Mapping[str, str] | None) -> Document:
    """Make the document of a report.

    Parameters
    ----------
    kinds : of the documents that a report may refer to, by id; None leaves references unchecked
    """
    _refuse_empty(draft)
    row = draft.row
    title = row.words("title")
    texts_without_references = {
        "title": title,
        "subtitle": row.maybe_words("subtitle"),
        "authors": _authors(row),
    }
    for key, words in texts_without_references.items():
        if words is not None:
            _refuse_typed(row, key, words)
    if kinds is not None:
        _refuse_dangling(row, kinds)
    return Document(
        kind="report",
        id=draft.id,
        slug=row.maybe_words("slug") or Text(draft.id, draft.id),
        title=title,
        body=Text.of(draft.texts, place=draft.folder),
        facts=_facts(draft),
        theme=row.text("theme", ""),
        date=date_of(row, "date") or row.text("date"),
    )


def _refuse_empty(draft: _Draft) -> None:
    for language, words in draft.texts.items():
        if not words.strip():
            raise ProjectError(
                f"{draft.folder}/{language}.md:1: the text is empty.",
                now="Write it, or remove the file.",
            )


def _facts(draft: _Draft) -> dict[str, object]:
    """Return what a release keeps of a report beside its words."""
    row = draft.row
    facts: dict[str, object] = {
        "report_kind": row.one_of("kind", KINDS),
        "order": row.whole("order", 0, MOST_REPORTS, 0),
        "folder": draft.folder,
        "original": row.text("original", ""),
    }
    authors = _authors(row)
    if authors:
        facts["authors"] = dict(authors.items())
    subtitle = row.maybe_words("subtitle")
    if subtitle:
        facts["subtitle"] = dict(subtitle.items())
    return facts
