"""Reports of a project: `reports/<slug>/report.toml`, `nl.md` and `en.md` into documents of kind `report`."""

from pathlib import Path

from zicht.project.rows import Row, each, read_sheet
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import LANGUAGES, Text

KINDS = ("monitor", "annual_report", "brochure", "briefing")
_KEYS = "title subtitle slug kind theme date authors order original"


def read_reports(project: Path) -> tuple[Document, ...]:
    """Read the reports of a project.

    Parameters
    ----------
    project : its folder

    Returns
    -------
    one Document of kind `report` per folder under `reports/`, by their order; `body` is the Markdown of the editor,
    `facts` holds `report_kind`, `subtitle`, `authors`, `order`, and `folder`, which errors name

    Raises
    ------
    ProjectError : a mistake in a `report.toml`, or a text that is missing; names file and line
    """
    files = sorted((project / "reports").glob("*/report.toml"))
    strays = [
        folder.name
        for folder in sorted((project / "reports").glob("*"))
        if folder.is_dir() and not (folder / "report.toml").exists()
    ]
    if strays:
        raise ProjectError(f"reports/{strays[0]} has no report.toml.", now="Write one, or remove the folder.")
    rows = [read_sheet(file, project, known=()).top.only(_KEYS) for file in files]
    documents = each(zip_rows(files, rows, project), _document)
    return tuple(sorted(documents, key=lambda document: (str(document.facts["order"]).zfill(4), document.id)))


def zip_rows(files: list[Path], rows: list[Row], project: Path) -> list[Row]:
    """Give each row the texts that lie beside it."""
    made = []
    for file, row in zip(files, rows, strict=True):
        texts = {language: file.with_name(f"{language}.md") for language in LANGUAGES}
        for language, text in texts.items():
            if not text.exists():
                raise row.wrong("", f"{language}.md is missing.", "A report is written in Dutch and in English.")
            row = Row(row.file, row.line, {**row.values, language: text.read_text("utf-8")}, row.lines)  # noqa: PLW2901
        folder = file.parent.relative_to(project).as_posix()
        made.append(Row(row.file, row.line, {**row.values, "folder": folder}, row.lines))
    return made


def _authors(row: Row) -> object:
    """Who wrote it: one text for both languages, or one for each."""
    if not isinstance(row.values.get("authors"), dict):
        return row.text("authors", "")
    words = row.words("authors")
    return {"nl": words.nl, "en": words.en}


def _document(row: Row) -> Document:
    name = row.text("folder").rpartition("/")[2]
    body = {language: str(row.values[language]) for language in LANGUAGES}
    for language, words in body.items():
        if not words.strip():
            raise ProjectError(f"{row.text('folder')}/{language}.md:1: the text is empty.")
    subtitle, slug = row.maybe_words("subtitle"), row.maybe_words("slug")
    facts: dict[str, object] = {
        "report_kind": row.one_of("kind", KINDS),
        "order": int(row.number("order")) if row.has("order") else 0,
        "folder": row.text("folder"),
        "original": row.text("original", ""),
    }
    facts["authors"] = _authors(row)
    if subtitle:
        facts["subtitle"] = {"nl": subtitle.nl, "en": subtitle.en}
    return Document(
        kind="report",
        id=name,
        slug=slug or Text(name, name),
        title=row.words("title"),
        body=Text(body["nl"], body["en"]),
        facts=facts,
        theme=row.text("theme", ""),
        date=row.text("date"),
    )
