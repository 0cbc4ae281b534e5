"""The checker of prints finds what is wrong with a print: each fault is made on purpose."""

import pdf_checker
import pytest
import typst

from zicht.reports.row_headers import mark_row_headers

GOOD = """#set document(title: "Proef")
#set text(lang: "nl")
#title()
= Kop
#link("https://example.org")[hier]
#table(columns: 2, table.header[Wat][Hoeveel], [een], [1])
#pagebreak()
== Onderkop
"""


def problems_of(words: str, *, tagged: bool = True, rows: bool = True) -> list[str]:
    made = typst.compile(words.encode(), format="pdf", pdf_tags=tagged, timestamp=0)
    return pdf_checker.problems(
        mark_row_headers(made) if rows else made, language="nl", title="Proef"
    )


def test_a_good_print_passes() -> None:
    made = typst.compile(
        GOOD.encode(), format="pdf", pdf_standards=["ua-1"], timestamp=0
    )
    assert (
        pdf_checker.problems(mark_row_headers(made), language="nl", title="Proef") == []
    )


def test_a_print_that_claims_nothing_is_told() -> None:
    assert "It does not say that it follows PDF/UA-1." in problems_of(GOOD)


def test_headers_of_rows_are_missed() -> None:
    found = problems_of(GOOD, rows=False)
    assert "Table 1 has a row without a header of its own." in found
    assert "Tables have headers of one direction only." in found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('lang: "nl"', 'lang: "de"', "Its language is de instead of nl."),
        ('title: "Proef"', 'title: "Anders"', "Its title is Anders instead of Proef."),
        ("== Onderkop", "=== Onderkop", "A heading of level 3 follows one of level 1."),
        ("= Kop", "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))\n= Kop",
         "1 figures have no alternative text."),
        ("table.header[Wat][Hoeveel]", "[Wat], [Hoeveel]", "Table 1 has no row of headers."),
        ("= Kop", "#text(fill: gray)[bleek]\n= Kop", "Page 1 has text of contrast"),
    ],
)  # fmt: skip
def test_a_fault_is_told(old: str, new: str, told: str) -> None:
    assert old in GOOD
    found = problems_of(GOOD.replace(old, new))
    assert any(told in problem for problem in found), found


def test_what_is_not_tagged_is_told() -> None:
    with pytest.raises(AttributeError):
        mark_row_headers(typst.compile(b"x", format="pdf", pdf_tags=False, timestamp=0))
    found = problems_of(GOOD, tagged=False, rows=False)
    assert "It is not tagged." in found
    assert any("neither tagged nor an artifact" in problem for problem in found)


def test_the_same_print_gives_the_same_bytes() -> None:
    made = typst.compile(GOOD.encode(), format="pdf", timestamp=0)
    assert mark_row_headers(made) == mark_row_headers(made)
