"""Ninety kinds of table: what is understood of each, or advice that works.

Every table that is refused names what to do, and the last column does just that: the
table is then read.
"""

import io
import sys

import pandas
import polars
import pyarrow
import pytest
from pyarrow import parquet

from zicht.estimation.reading import read_table
from zicht.vocabulary.errors import UsageError, ZichtError

ROWS = [
    ((1, 0, 0), 60),
    ((0, 1, 0), 50),
    ((1, 1, 0), 9),
    ((0, 0, 1), 40),
    ((1, 0, 1), 8),
    ((0, 1, 1), 7),
    ((1, 1, 1), 2),
]
TOTAL = 176
PATTERNS = [0, 60, 50, 9, 40, 8, 7, 2]


def table(
    on="1", off="0", *, count="count", between=",", names="ABC", before="", extra=""
):
    """Write the rows with a coding, a delimiter and a name of the count column."""
    header = between.join([*names, count]) if count else between.join(names)
    lines = [before + header]
    for pattern, n in ROWS:
        words = [on if value else off for value in pattern]
        if count:
            lines.append(between.join([*words, str(n)]))
        else:
            lines += [between.join(words)] * n
    return "\n".join(lines) + "\n" + extra


def read(tmp_path, text, **choices):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, **choices)


UNDERSTOOD = {
    "zero and one": table(),
    "zero and one with decimals": table("1.0", "0.0"),
    "TRUE and FALSE": table("TRUE", "FALSE"),
    "true and false": table("true", "false"),
    "T and F": table("T", "F"),
    "yes and no": table("yes", "no"),
    "Y and N": table("Y", "N"),
    "ja and nee": table("ja", "nee"),
    "J and N": table("J", "N"),
    "waar and onwaar": table("WAAR", "ONWAAR"),
    "obs and un": table("obs", "un"),
    "seen and unseen": table("seen", "unseen"),
    "gezien and ongezien": table("gezien", "ongezien"),
    "in and out": table("in", "out"),
    "present and absent": table("present", "absent"),
    "an x or nothing": table("x", ""),
    "a one or nothing": table("1", ""),
    "semicolons": table(between=";"),
    "tabs": table(between="\t"),
    "bars": table(between="|"),
    "spaces": table(between=" "),
    "spaces after commas": table(between=", "),
    "quotation marks": table('"1"', '"0"'),
    "a byte order mark": table(before="\ufeff"),
    "blank lines": table().replace("\n", "\n\n"),
    "lines of Windows": table().replace("\n", "\r\n"),
    "capitals in the count": table(count="COUNT"),
    "counts called n": table(count="n"),
    "counts called Freq": table(count="Freq"),
    "counts called aantal": table(count="aantal"),
    "counts called personen": table(count="personen"),
    "counts called total": table(count="total"),
    "counts called cases": table(count="cases"),
    "counts with an unknown name": table(count="wie"),
    "counts with decimals": table().replace(",60", ",60.0"),
    "counts in powers": table().replace(",60", ",6e1"),
    "counts first": "count,A,B,C\n"
    + "".join(f"{n},{a},{b},{c}\n" for (a, b, c), n in ROWS),
    "a row per person": table(count=""),
    "persons with an id": "id,A,B,C\n"
    + "".join(
        f"p{k},{row}\n"
        for k, row in enumerate(
            ",".join(map(str, pattern)) for pattern, n in ROWS for _ in range(n)
        )
    ),
    "row names of R with a name": "row.names,A,B,C,count\n"
    + "".join(f"r{k},{a},{b},{c},{n}\n" for k, ((a, b, c), n) in enumerate(ROWS)),
    "row names of R without a name": '"A","B","C","count"\n'
    + "".join(f'"{k}",{a},{b},{c},{n}\n' for k, ((a, b, c), n) in enumerate(ROWS, 1)),
    "row names with an empty name": ",A,B,C,count\n"
    + "".join(f"{k},{a},{b},{c},{n}\n" for k, ((a, b, c), n) in enumerate(ROWS, 1)),
    "row numbers called n beside counts": "n,A,B,C,count\n"
    + "".join(f"{k},{a},{b},{c},{n}\n" for k, ((a, b, c), n) in enumerate(ROWS, 1)),
    "row numbers called id": "id,A,B,C,count\n"
    + "".join(f"{k},{a},{b},{c},{n}\n" for k, ((a, b, c), n) in enumerate(ROWS, 1)),
    "the unseen row with zero": table(extra="0,0,0,0\n"),
    "the unseen row without a count": table(extra="0,0,0,NA\n"),
    "a combination without persons": table().replace("1,1,1,2", "1,1,1,2\n"),
    "a list with nobody on it": "A,B,C,D,count\n"
    + "".join(f"{a},{b},{c},0,{n}\n" for (a, b, c), n in ROWS),
    "a combination in two rows": table().replace("1,0,0,60", "1,0,0,20\n1,0,0,40"),
    "histories": "history,count\n"
    + "".join(f"{a}{b}{c},{n}\n" for (a, b, c), n in ROWS),
    "histories that lost their zeros": "ch,freq\n"
    + "".join(f"{int(f'{a}{b}{c}')},{n}\n" for (a, b, c), n in ROWS),
    "histories with an unknown name": "who,count\n"
    + "".join(f"{a}{b}{c},{n}\n" for (a, b, c), n in ROWS),
    "histories of persons": "ch\n"
    + "".join(f"{a}{b}{c}\n" * n for (a, b, c), n in ROWS),
    "names with spaces": table(names=["List one", "List two", "List three"]),
    "names with accents": table(names=["Één", "Twéé", "Drïe"]),
    "a year": "A,B,C,year,count\n"
    + "".join(
        f"{a},{b},{c},2020,{n - 1}\n{a},{b},{c},2021,1\n" for (a, b, c), n in ROWS
    ),
    "a sex of zero and one": "A,B,C,sex,count\n"
    + "".join(f"{a},{b},{c},0,{n - 1}\n{a},{b},{c},1,1\n" for (a, b, c), n in ROWS),
    "a covariate with a missing level": "A,B,C,form,count\n"
    + "".join(f"{a},{b},{c},,{n - 1}\n{a},{b},{c},x2,1\n" for (a, b, c), n in ROWS),
    "a column of one value": "A,B,C,country,count\n"
    + "".join(f"{a},{b},{c},nl,{n}\n" for (a, b, c), n in ROWS),
}


@pytest.mark.parametrize("text", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_a_table_that_is_understood(tmp_path, text):
    reading = read(tmp_path, text)
    assert reading.table.n_observed == TOTAL
    assert reading.table.by_pattern.tolist() == PATTERNS
    assert any("Persons: 176" in line for line in reading.lines())


REFUSED = {
    "no rows": ("A,B,C,count\n", {}, "header and a row", table(), {}),
    "an empty file": ("", {}, "header and a row", table(), {}),
    "numbers for a header": (
        table().split("\n", 1)[1], {}, "first row with the name", table(), {}),
    "a row that is too short": (
        table(extra="1,0\n"), {}, "Complete these rows", table(), {}),
    "two columns with one name": (
        table(names="AAC"), {}, "name of its own", table(), {}),
    "an open quotation mark": (
        table(extra='"1,0,0,1\n'), {}, "Save it again", table(), {}),
    "negative counts": (table().replace(",60", ",-60"), {}, "unrounded", table(), {}),
    "fractions": (table().replace(",60", ",60.5"), {}, "unrounded", table(), {}),
    "words for counts": (table().replace(",60", ",many"), {}, "unrounded", table(), {}),
    "a suppressed count": (table().replace(",2\n", ",<5\n"), {}, "unrounded", table(), {}),
    "a count that is missing": (
        table().replace(",60", ",NA"), {}, "leave these rows out",
        table().replace("1,0,0,60\n", ""), {}),
    "many lists that are missing": (
        table().replace("1,0,0,60", "NA,0,0,60"), {}, "leave these rows out", table(), {}),
    "persons on no list": (
        table(extra="0,0,0,500\n"), {}, "Leave out the rows without any list", table(), {}),
    "one list": ("A,count\n1,5\n", {}, "two lists or more", table(), {}),
    "two lists of which one is empty": (
        "A,B,count\n1,0,5\n", {}, "two lists or more", table(), {}),
    "nobody at all": (
        "A,B,count\n1,0,0\n0,1,0\n1,1,0\n", {}, "Give the persons", table(), {}),
    "lists coded one and two": (
        table("1", "2"), {}, "--on 1 --off 2", None, {"on": "1", "off": "2"}),
    "lists in an unknown coding": (
        table("here", "gone"), {}, "write 1 and 0 in a column per list", table(), {}),
    "lists in the words of another language": (
        table("kyll\u00e4", "ei"), {}, "--on and --off", None, {"on": "KYLL\u00c4", "off": "ei"}),
    "declared words that no column holds": (
        table("here", "gone"), {"on": "there"}, "Look in the file", None, {"on": "here"}),
    "a word for not on it alone": (
        table("here", "gone"), {"off": "gone"}, "Give --on as well", None,
        {"on": "here", "off": "gone"}),
    "one word for both": (
        table("here", "gone"), {"on": "here", "off": "Here"}, "two different words", None,
        {"on": "here"}),
    "a column of counts per year": (
        "A,B,C,2020,2021\n" + "".join(f"{a},{b},{c},{n},{n + 1}\n" for (a, b, c), n in ROWS),
        {}, "Write the counts below each other",
        "A,B,C,count,year\n" + "".join(
            f"{a},{b},{c},{n},2020\n{a},{b},{c},{n + 1},2021\n" for (a, b, c), n in ROWS), {}),
    "a second column of counts": (
        "A,B,C,count,women\n" + "".join(f"{a},{b},{c},{n},{3 * n}\n" for (a, b, c), n in ROWS),
        {"count": "count"}, "--covariate none", None, {"count": "count", "covariates": ["none"]}),
    "more persons than there are": (
        table().replace(",60", "," + "9" * 400), {}, "--count", table(), {"count": "count"}),
    "the sheet of a text file": (
        table(), {"sheet": "Sheet1"}, "Leave --sheet out", None, {}),
    "a list named that is no list": (
        table("here", "gone"), {"lists": ["A", "B", "C"]}, "Write 1 and 0", table(), {}),
    "a list that does not exist": (
        table(), {"lists": ["A", "X"]}, "Its columns are A, B, C", table(),
        {"lists": ["A", "B", "C"]}),
    "a covariate that does not exist": (
        table(), {"covariates": ["X"]}, "Its columns are", table(), {"covariates": ["none"]}),
    "a count that does not exist": (
        table(), {"count": "X"}, "Its columns are A, B, C, count", table(),
        {"count": "count"}),
    "two columns of counts": (
        "A,B,C,count,freq\n" + "".join(f"{a},{b},{c},{n},{n + 1}\n" for (a, b, c), n in ROWS),
        {}, "--count count", None, {"count": "count", "covariates": ["none"]}),
    "row numbers called n": (
        "A,B,C,n\n" + "".join(f"{a},{b},{c},{k}\n" for k, ((a, b, c), _n) in enumerate(ROWS, 1)),
        {}, "--count rows", None, {"count": "rows", "covariates": ["none"]}),
    "a covariate with an age per person": (
        "A,B,C,when\n" + "".join(
            f"{a},{b},{c},d{k % 40}\n" for (a, b, c), n in ROWS for k in range(n)),
        {}, "--covariate none", None, {"covariates": ["none"]}),
    "totals among the levels": (
        "A,B,C,form,count\n" + "".join(
            f"{a},{b},{c},x,{n}\n{a},{b},{c},Total,{n}\n" for (a, b, c), n in ROWS),
        {}, "Leave out the rows with totals",
        "A,B,C,form,count\n" + "".join(f"{a},{b},{c},x,{n}\n" for (a, b, c), n in ROWS), {}),
    "names for too few lists of a history": (
        "history,count\n" + "".join(f"{a}{b}{c},{n}\n" for (a, b, c), n in ROWS),
        {"lists": ["A", "B"]}, "3 names with --lists", None, {"lists": ["A", "B", "C"]}),
}  # fmt: skip


HEADERLESS = {
    "persons with their lists": "Jansen,1,0,1\nPietersen,0,1,1\nDe Vries,1,1,0\nBakker,0,1,0\n",
    "two lists and a name": "Jansen,1,0\nPietersen,1,1\nDe Vries,0,1\nBakker,0,1\n",
    "a person and a list": "Jansen,KMar\nPietersen,KMar\nJansen,FM\nBakker,FM\n",
    "yes and no": "yes,no,no,120\nno,yes,no,90\nyes,yes,no,20\n",
    "histories": "100,120\n010,90\n110,20\n",
    "histories with a space": "100 120;\n010 90;\n110 20;\n",
    "names alone": "Jansen,KMar\nPietersen,FM\nDe Vries,FM\nBakker,SHN\n",
}
"""Files without names of columns."""


@pytest.mark.parametrize("text", HEADERLESS.values(), ids=HEADERLESS)
def test_a_first_row_that_is_a_person_is_not_shown(tmp_path, text):
    with pytest.raises(ZichtError) as refused:
        read(tmp_path, text)
    error = refused.value
    said = " ".join([error.what, *error.details, error.now])
    assert "first row with" in said
    assert not any(name in said for name in ("Jansen", "KMar", "120"))


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_advice_that_works_when_followed(tmp_path, case):
    text, choices, advice, mended, then = case
    with pytest.raises(ZichtError) as refused:
        read(tmp_path, text, **choices)
    assert advice in refused.value.now
    reading = read(tmp_path, mended or text, **then)
    assert reading.table.n_lists >= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            UNDERSTOOD["counts with an unknown name"],
            "Column wie was taken for the counts",
        ),
        (UNDERSTOOD["a combination in two rows"], "repeat a combination: 1"),
        (UNDERSTOOD["a list with nobody on it"], "nobody is on it: D"),
        (UNDERSTOOD["histories"], "holds capture histories of 3 lists"),
        (UNDERSTOOD["row numbers called n beside counts"], "Column n not used"),
        (UNDERSTOOD["obs and un"], "A (obs/un), B (obs/un), C (obs/un)"),
        (UNDERSTOOD["a row per person"], "every row is one person"),
        (UNDERSTOOD["a sex of zero and one"], "Covariates: sex"),
        (
            table().replace("0,1,1,7", "NA,1,1,7"),
            "1 row misses a value and was left out: row 7",
        ),
    ],
)
def test_what_was_handled_is_said(tmp_path, text, said):
    assert said in "\n".join(read(tmp_path, text).lines("en"))


def test_no_message_quotes_a_value(tmp_path):
    with pytest.raises(UsageError) as refused:
        read(tmp_path, table().replace(",60", ",secret"))
    assert "secret" not in str(refused.value)


FRAME = {
    "A": [row[0][0] for row in ROWS],
    "B": [bool(row[0][1]) for row in ROWS],
    "C": [float(row[0][2]) for row in ROWS],
    "count": [row[1] for row in ROWS],
}


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_data_frames(make):
    assert read_table(make(FRAME)).table.by_pattern.tolist() == PATTERNS


def test_something_that_is_no_table():
    with pytest.raises(UsageError, match="A dict is not a table"):
        read_table(FRAME)


def test_parquet(tmp_path):
    path = tmp_path / "table.parquet"
    parquet.write_table(pyarrow.table(FRAME), path)
    assert read_table(path).table.by_pattern.tolist() == PATTERNS


def test_standard_input(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(table().encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert read_table("-").table.by_pattern.tolist() == PATTERNS


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_a_file_that_is_not_what_its_name_says(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(UsageError, match="is not a valid"):
        read_table(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "table.csv"
    path.write_bytes(UNDERSTOOD["names with accents"].encode(encoding))
    assert read_table(path).table.lists == ("Één", "Twéé", "Drïe")


@pytest.mark.parametrize("share", ["29.2", "8,8%", "12 %"])
def test_a_column_of_percentages_is_neither_counts_nor_a_covariate(tmp_path, share):
    path = tmp_path / "shares.csv"
    path.write_text(f"P;S;share\n1;0;{share}\n0;1;{share}\n1;1;3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="fractions or percentages"):
        read_table(path)
    assert read_table(path, covariates=["none"]).table.n_observed == 3


@pytest.mark.parametrize(
    ("language", "read"),
    [
        ("en", "Persons: 1,234."),
        ("nl", "Personen: 1.234."),
        ("fr", "Personnes\u202f: 1\u202f234."),
    ],
)
def test_what_was_understood_is_said_in_any_language(language, read, tmp_path):
    table = tmp_path / "lists.csv"
    table.write_text("a,b,count\n1,0,1000\n0,1,200\n1,1,34\n", encoding="utf-8")
    assert read_table(table).lines(language)[1] == read
