"""The same text, read from every format, says the same; places lead back to the source."""

from pathlib import Path

import docx
import odfdo
import pytest
import typst

from zicht.proof import checking, documents, plain_figures, telling
from zicht.proof.topics import Knowledge
from zicht.vocabulary.errors import PublishingError

HEADING = "Daders van mensenhandel"
SENTENCE = "In 2019 waren er 170 verdachten van mensenhandel in beeld."
CHANGED = "In 2020 waren er 984 verdachten van mensenhandel in beeld."
ROWS = [
    ["Gemelde slachtoffers", "2016", "2018"],
    ["Gemelde slachtoffers van seksuele uitbuiting", "523", "523"],
]
EXPECTED = [
    ("170", "confirmed"),
    ("984", "contradicted"),
    ("523", "confirmed"),
    ("523", "contradicted"),
]


def write_markdown(path: Path) -> None:
    table = "\n".join("| " + " | ".join(row) + " |" for row in ROWS)
    table = table.replace("\n", "\n|---|---|---|\n", 1)
    path.write_text(
        f"# {HEADING}\n\n{SENTENCE}\n\n{CHANGED}\n\n{table}\n", encoding="utf-8"
    )


def write_html(path: Path) -> None:
    head, body = ROWS
    header = "".join(f"<th>{cell}</th>" for cell in head)
    cells = "".join(f"<td>{cell}</td>" for cell in body)
    path.write_text(
        f"<html><head><style>p{{margin:44px}}</style></head><body><h1>{HEADING}</h1>\n"
        f"<p>{SENTENCE.replace('170', '<b>170</b>')}</p>\n<p>{CHANGED}</p>\n"
        f"<table><tr>{header}</tr>\n<tr>{cells}</tr></table></body></html>",
        encoding="utf-8",
    )


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading(HEADING, level=1)
    document.add_paragraph(SENTENCE)
    document.add_paragraph(CHANGED)
    table = document.add_table(rows=2, cols=3)
    for number, row in enumerate(ROWS):
        for column, words in enumerate(row):
            table.cell(number, column).text = words
    document.save(str(path))


def write_odt(path: Path) -> None:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, HEADING))
    document.body.append(odfdo.Paragraph(SENTENCE))
    document.body.append(odfdo.Paragraph(CHANGED))
    table = odfdo.Table("cijfers", width=3, height=2)
    for number, row in enumerate(ROWS):
        for column, words in enumerate(row):
            table.set_value((column, number), words)
    document.body.append(table)
    document.save(str(path))


def write_pdf(path: Path) -> None:
    source = f"= {HEADING}\n\n{SENTENCE}\n\n{CHANGED}\n"
    path.write_bytes(typst.compile(source.encode()))


def write_plain(path: Path) -> None:
    path.write_bytes(f"{HEADING}\n\n{SENTENCE}\r\n\r\n{CHANGED}\r\n".encode("cp1252"))


FORMATS = {
    ".md": (write_markdown, EXPECTED),
    ".html": (write_html, EXPECTED),
    ".docx": (write_docx, EXPECTED),
    ".odt": (write_odt, EXPECTED),
    ".pdf": (write_pdf, EXPECTED[:2]),
    ".txt": (write_plain, EXPECTED[:2]),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_text_says_the_same_in_every_format(
    suffix: str, tmp_path: Path, known: dict[str, Knowledge]
) -> None:
    write, expected = FORMATS[suffix]
    path = tmp_path / f"text{suffix}"
    write(path)
    judgements = checking.check(documents.read_document(path), "nl", known["nl"])
    verdicts = [(one.claim.quantity.words, str(one.verdict)) for one in judgements]
    assert verdicts == expected


def test_a_place_is_line_and_column_of_the_source(
    tmp_path: Path, known: dict[str, Knowledge]
) -> None:
    path = tmp_path / "text.md"
    write_markdown(path)
    document = documents.read_document(path)
    first, *_ = checking.check(document, "nl", known["nl"])
    assert telling.place(first, document) == "3:18"


def test_a_word_broken_over_lines_is_one_word(known: dict[str, Knowledge]) -> None:
    text = "In 2019 waren er 170 verdach-\nten van mensenhandel in beeld."
    document = documents.read_text(text.encode(), ".txt", "text.txt")
    (judgement,) = checking.check(document, "nl", known["nl"])
    assert judgement.verdict == "confirmed"


def test_references_code_and_front_matter_are_not_read(
    known: dict[str, Knowledge],
) -> None:
    text = "---\ntitle: 12\n---\n\nIn 2024 [[V01:2024]] {literal 5}, `77` en [x](https://example.org/77).\n"
    document = documents.read_text(text.encode(), ".md", "text.md")
    assert checking.check(document, "nl", known["nl"]) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.pdf", b"%PDF-1.4\n%%EOF"),
        ("letter.docx", b"not a document"),
        ("letter.odt", b"PK\x03\x04"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0"),
        ("packed.txt", b"7 of \x9c\x01\xbc"),
        ("half a letter.txt", b"\xff\xfea\0b"),
        ("marked.txt", b"\xef\xbb\xbf\xff"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PublishingError, match=name):
        documents.read_document(path)


def test_the_page_bears_every_verdict_in_its_place(
    tmp_path: Path, known: dict[str, Knowledge]
) -> None:
    path = tmp_path / "text.md"
    write_markdown(path)
    document = documents.read_document(path)
    judgements = checking.check(document, "nl", known["nl"])
    page = telling.page(judgements, document, name="text.md", language="nl")
    assert page.count('class="contradicted"') >= 2
    assert '<mark class="confirmed" title="170 (2019)' in page.replace("\n", "")


def test_figures_of_a_plain_file_serve_as_well(tmp_path: Path) -> None:
    figures = tmp_path / "figures.csv"
    figures.write_text(
        "id,title,value,kind,period\n"
        "a,Meldingen van kindermisbruik bij de politie,120,count,2024\n"
        "b,Aandeel meisjes onder slachtoffers van mensenhandel,60,share,2024\n",
        encoding="utf-8",
    )
    known = plain_figures.read_figures(figures, "nl")
    text = (
        "In 2024 kreeg de politie 120 meldingen van kindermisbruik. "
        "In 2024 was 40% van de slachtoffers van mensenhandel een meisje."
    )
    document = documents.read_text(text.encode(), ".md", "text.md")
    verdicts = [str(one.verdict) for one in checking.check(document, "nl", known)]
    assert verdicts == ["confirmed", "contradicted"]


def test_a_plain_file_of_figures_is_refused_with_every_line(tmp_path: Path) -> None:
    figures = tmp_path / "figures.csv"
    figures.write_text(
        "id,title,value,kind\na,Meldingen,x,count\n,Meldingen,1,number\n",
        encoding="utf-8",
    )
    with pytest.raises(PublishingError) as refused:
        plain_figures.read_figures(figures, "nl")
    assert [detail.split(":")[0] for detail in refused.value.details] == [
        "line 2",
        "line 3",
        "line 3",
    ]
