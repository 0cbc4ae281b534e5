"""A report of one analysis, as a page and as a PDF: a working paper for the analyst."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

import typst

from zicht.edition.all_words import all_words
from zicht.edition.numerals import written
from zicht.edition.words import refuse_other_language
from zicht.estimation.comparing import HEADER, Comparison
from zicht.estimation.plots import Plot, all_plots
from zicht.vocabulary.errors import UsageError

TITLE = all_words()["estimate_paper.title"]
WARNING = all_words()["estimate_paper.warning"]
SEEN = all_words()["estimate_paper.seen"]
STYLE = (
    "body{font-family:Georgia,serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}caption{text-align:left;padding:.5rem 0}"
    "th,td{text-align:left;border-bottom:1px solid #999;padding:.2rem .8rem .2rem 0}"
    ".scroll{overflow-x:auto}svg{max-width:100%;height:auto}"
)


def write_report(comparison: Comparison, path: Path, *, language: str = "en") -> Path:
    """Write a report of one analysis.

    Parameters
    ----------
    comparison : methods, what shakes them, and the verdict
    path : ends with `.html` or `.pdf`; folders are made
    language : one that has words

    Raises
    ------
    UsageError : another ending, or another language
    """
    refuse_other_language(language)
    if path.suffix.lower() not in {".html", ".pdf"}:
        raise UsageError(
            f"{path.name} is not a valid name for a report.",
            now="Give a name that ends with .html or .pdf.",
        )
    plots = all_plots(comparison.estimate, comparison.traces, language=language)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".pdf":
        path.write_bytes(_as_pdf(comparison, plots, language))
    else:
        path.write_text(_as_page(comparison, plots, language), encoding="utf-8")
    return path


def _caption(comparison: Comparison, language: str) -> str:
    n_seen = written(comparison.estimate.table.n_observed, language)
    return f"{n_seen} {SEEN.in_language(language)}"


def _as_page(comparison: Comparison, plots: Sequence[Plot], language: str) -> str:
    title = escape(TITLE.in_language(language))
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADER)
    rows = []
    for row in comparison.rows():
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        rows.append(f"<tr>{cells}</tr>")
    table = (
        f"<table><caption>{_caption(comparison, language)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    lines = "".join(f"<li>{escape(line)}</li>" for line in comparison.lines(language))
    figures = "".join(f"<figure>{plot.svg}</figure>" for plot in plots)
    verdict = escape(comparison.estimate.verdict.words.in_language(language))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style><main><h1>{title}</h1>"
        f"<p>{escape(WARNING.in_language(language))}</p><p><strong>{verdict}</strong></p>"
        f'<div class="scroll">{table}</div><ul>{lines}</ul>{figures}</main></html>\n'
    )


TEMPLATE = """#let told = json(bytes(sys.inputs.told))
#set document(title: told.title)
#set page(paper: "a4", margin: 2cm, numbering: "1")
#set text(lang: told.language, size: 10pt)
= #told.title
#told.warning

*#told.verdict*

#table(
  columns: (auto, auto, auto, auto, 1fr),
  stroke: none,
  table.header(..told.header.map(word => [*#word*])),
  ..told.rows.flatten().map(word => [#word]),
)
#for line in told.lines [- #line]
#for plot in told.plots [
  #image(bytes(plot.svg), format: "svg", width: 100%, alt: plot.alt)
]
"""


def _as_pdf(comparison: Comparison, plots: Sequence[Plot], language: str) -> bytes:
    told = {
        "title": TITLE.in_language(language),
        "language": language,
        "warning": WARNING.in_language(language),
        "verdict": comparison.estimate.verdict.words.in_language(language),
        "header": HEADER,
        "rows": comparison.rows(),
        "lines": comparison.lines(language),
        "plots": [{"svg": plot.svg, "alt": plot.alt} for plot in plots],
    }
    printed = typst.compile(
        TEMPLATE.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        sys_inputs={"told": json.dumps(told)},
    )
    return bytes(printed)
