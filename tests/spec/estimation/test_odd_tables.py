"""Odd tables: what each was understood as, or why it was refused and what then works.

`UNDERSTOOD` holds a table and what the reader says about it; every table is read as the
same seven numbers of persons. `REFUSED` holds a table, the cause, the advice, and the
table after the advice was followed; that one is read without complaint.
"""

import pandas
import pytest
import xlsxwriter

from zicht.estimation.reading import read_table
from zicht.vocabulary.errors import ZichtError

ROWS = {"100": 60, "010": 50, "110": 9, "001": 1040, "101": 8, "011": 7, "111": 2}
PATTERNS = [0, 60, 50, 9, 1040, 8, 7, 2]


def text_of(header, line, *, above="", below=""):
    """Write a table; `line` makes the text of one row from its on/off words and count."""
    lines = [line(*pattern, n) for pattern, n in ROWS.items()]
    return "\n".join([*above.splitlines(), header, *lines, *below.splitlines()]) + "\n"


def plain(a, b, c, n):
    return f"{a},{b},{c},{n}"


def coded(on, off):
    def line(*words):
        *pattern, n = words
        return ",".join([*(on if word == "1" else off for word in pattern), str(n)])

    return line


def named(between):
    def line(*words):
        *pattern, n = words
        names = [name for name, on in zip("ABC", pattern, strict=True) if on == "1"]
        return f"{between.join(names)}\t{n}"

    return line


def persons(with_sex=False):
    """Write a row per person and list."""
    lines = []
    for pattern, n in ROWS.items():
        names = [name for name, on in zip("ABC", pattern, strict=True) if on == "1"]
        for k in range(n):
            sex = f",{'fm'[k % 2]}" if with_sex else ""
            lines += [f"p{pattern}-{k},{name}{sex}" for name in names]
    return "\n".join(lines) + "\n"


HEADER = "A,B,C,count"
TABLE = text_of(HEADER, plain)
SEPARATED = text_of("A;B;C;count", lambda a, b, c, n: f"{a};{b};{c};{n}")

UNDERSTOOD = {
    "yes and 1 in one column": (
        TABLE.replace("0,0,1,", "0,0,yes,").replace("1,0,1,", "1,0,Yes,"),
        "More than one coding in one column: C",
    ),
    "yes, no, 1 and 0 in every column": (
        TABLE.replace("1,1,0,", "yes,Y,no,").replace("1,0,1,", "TRUE,false,1,"),
        "More than one coding in one column: A, B, C",
    ),
    "oui and non": (text_of(HEADER, coded("oui", "non")), "A (yes/no), B (yes/no)"),
    "O and N": (text_of(HEADER, coded("O", "N")), "A (yes/no)"),
    "vrai and faux": (text_of(HEADER, coded("VRAI", "FAUX")), "A (TRUE/FALSE)"),
    "on and off": (text_of(HEADER, coded("on", "off")), "A (on/off)"),
    "listed and not listed": (
        text_of(HEADER, coded("Listed", "Not listed")),
        "A (listed/not listed)",
    ),
    "1.00 and 0.00": (text_of(HEADER, coded("1.00", "0.00")), "A (0/1)"),
    "01 and 00": (text_of(HEADER, coded("01", "00")), "A (0/1)"),
    "an x or a point": (text_of(HEADER, coded("x", ".")), "A (x or .)"),
    "a check mark or a cross": (
        text_of(HEADER, coded("\N{CHECK MARK}", "\N{BALLOT X}")),
        "A (check mark/cross)",
    ),
    "decimals with a comma": (
        text_of("A;B;C;count", lambda a, b, c, n: f"{a},0;{b},0;{c},0;{n},00"),
        "A (0/1)",
    ),
    "plus and minus": (text_of(HEADER, coded("+", "-")), "A (+/-), B (+/-), C (+/-)"),
    "plus and a minus sign": (
        text_of(HEADER, coded("+", "\N{MINUS SIGN}")),
        "A (+/-)",
    ),
    "plus or nothing": (text_of(HEADER, coded("+", "")), "A (+ or empty)"),
    "an x or a hyphen": (text_of(HEADER, coded("x", "-")), "A (x or -)"),
    "an x or a zero": (text_of(HEADER, coded("x", "0")), "A (x or 0)"),
    "check marks": (text_of(HEADER, coded("\N{CHECK MARK}", "")), "or empty)"),
    "a blank row": (
        TABLE.replace("1,1,0,9", ",,,\n1,1,0,9"),
        "Rows left out (without any value): 1",
    ),
    "a row of totals": (TABLE + "Total,,,1176\n", "Left out as totals of the other rows: row 9"),
    "a row of totals in Dutch": (TABLE + "Totaal,,,1176\n", "totals of the other rows"),
    "totals per list": (TABLE + "Total,79,68,1176\n", "totals of the other rows: row 9"),
    "a row of totals without a word": (TABLE + ",,,1176\n", "totals of the other rows: row 9"),
    "a row of totals after row names": (
        text_of(f",{HEADER}", lambda a, b, c, n: f"r{a}{b}{c},{a},{b},{c},{n}")
        + "Sum,,,,1176\n",
        "totals of the other rows: row 9",
    ),
    "totals of every column without a word": (
        TABLE + "79,68,1057,1176\n",
        "totals of the other rows: row 9",
    ),
    "totals below an x or nothing": (
        text_of(HEADER, coded("x", "")) + ",,,1176\n",
        "totals of the other rows: row 9",
    ),
    "a header that returns": (
        TABLE.replace("1,1,0,9", f"{HEADER}\n1,1,0,9"),
        "Rows left out (the header again): 1",
    ),
    "a table in Markdown": (
        text_of("| A | B | C | count |\n|---|---|---|:---|",
                lambda a, b, c, n: f"| {a} | {b} | {c} | {n} |"),
        "Persons: 1,176",
    ),
    "a total that the rows do not add up to": (
        TABLE + "Total,,,1180\n",
        "The total in the table is 1,180, which its rows do not add up to",
    ),
    "thousands with commas": (
        TABLE.replace("1040", '"1,040"'),
        "Column count: a sign between thousands was read as such (1,234 is 1234)",
    ),
    "thousands with points": (TABLE.replace("1040", "1.040"), "(1.234 is 1234)"),
    "thousands with blanks": (TABLE.replace("1040", "1 040"), "(1 234 is 1234)"),
    "thousands with narrow blanks": (TABLE.replace("1040", "1\u202f040"), "is 1234)"),
    "thousands with apostrophes": (TABLE.replace("1040", "1'040"), "(1'234 is 1234)"),
    "thousands with commas between semicolons": (
        SEPARATED.replace("1040", "1,040"),
        "(1,234 is 1234)",
    ),
    "lists in one cell with semicolons": (
        text_of("lists\tcount", named(";")),
        "Column lists names the lists of every row: A, B, C",
    ),
    "lists in one cell with commas": (
        text_of("sources\tn", named(", ")),
        "Column sources names the lists of every row: A, B, C",
    ),
    "lists in one cell with plus signs": (text_of("who\tcount", named("+")), "A, B, C"),
    "lists in one cell, a row per person": (
        "lists\n" + "".join(
            (named(";")(*pattern, n).split("\t")[0] + "\n") * n for pattern, n in ROWS.items()
        ),
        "Column lists names the lists of every row: A, B, C",
    ),
    "a row per person and list": (
        "person,list\n" + persons(),
        "Column person names the person, column list the list",
    ),
    "a row per person and list with an unknown name": (
        "id,where\n" + persons(),
        "Column id names the person, column where the list",
    ),
    "a title, and a note below": (
        f"Presumed victims\n{TABLE}Source: three registers\n",
        "(below the table): 1",
    ),
    "a title": (f"Presumed victims by list\n{TABLE}", "Rows left out (above the header): 1"),
    "a title with a comma": (f"Presumed victims, 2024\n{TABLE}", "(above the header): 1"),
    "a title as wide as the table": (f"Victims, 2020, 2021, NL\n{TABLE}", "(above the header): 1"),
    "a title wider than the table": (f"One, two, three, four, five\n{TABLE}", "(above the header): 1"),
    "two titles": (f"Victims\nCounted in May, by hand\n{TABLE}", "(above the header): 2"),
    "two rows of names": (f"Lists,,,Persons\n{TABLE}", "(above the header): 1"),
    "a title of a spreadsheet and a blank row": (
        f"Presumed victims,,,\n,,,\n{TABLE}",
        "(above the header): ",
    ),
    "comments": (f"# made on 1 May\n# by hand\n{TABLE}", "Lines with # left out: 2"),
    "a header that starts with a sign for comments": (
        f"# made by hand\n# {TABLE}",
        "Lines with # left out: 1",
    ),
    "row numbers called #": (
        text_of(f"#,{HEADER}", lambda a, b, c, n: f"{n + 7},{a},{b},{c},{n}"),
        "Column without a name not used: it names the rows",
    ),
    "a note below": (TABLE + "Source: three registers\n", "(below the table): 1"),
    "a trailing separator in every row": (
        TABLE.replace("\n", ",\n"),
        "Empty columns without a name at the end were left out",
    ),
    "a trailing separator in the header": (
        TABLE.replace("count\n", "count,\n"),
        "Empty columns without a name",
    ),
    "a trailing separator below the header": (
        TABLE.replace("\n", ",\n").replace("count,", "count"),
        "Empty columns without a name",
    ),
    "an empty column": (
        text_of(f"{HEADER},remark", lambda a, b, c, n: f"{a},{b},{c},{n},"),
        "Column remark not used: it is empty",
    ),
    "the same list twice": (
        text_of("A,B,C,D,count", lambda a, b, c, n: f"{a},{b},{c},{b},{n}"),
        "List D left out: B holds the same persons",
    ),
    "a list with everybody on it": (
        text_of("A,D,B,C,count", lambda a, b, c, n: f"{a},1,{b},{c},{n}"),
        "Left out because everybody is on it: D",
    ),
}  # fmt: skip


def read(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


@pytest.mark.parametrize("case", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_what_was_understood_is_said(tmp_path, case):
    text, said = case
    reading = read(tmp_path, text)
    assert reading.table.by_pattern.tolist() == PATTERNS
    assert said in "\n".join(reading.lines("en"))
    assert len(reading.lines("nl")) == len(reading.lines("en"))


REFUSED = {
    "a word that is no coding in one row": (
        TABLE.replace("1,1,0,9", "1,1,o,9"),
        "Column C says who is on a list, except in row 4.",
        "Write 1 or 0 there",
        TABLE,
    ),
    "one and two": (
        text_of(HEADER, coded("1", "2")),
        "does not say which of both is on the list",
        "--on 1 --off 2 where 2 means no",
        TABLE,
    ),
    "every count with a point before three digits": (
        text_of(HEADER, lambda a, b, c, n: f"{a},{b},{c},{n % 900}.000"),
        "between thousands or before decimals",
        "as 1234",
        TABLE,
    ),
    "thousands and decimals in one column": (
        TABLE.replace("1040", "1.040").replace(",60", ",60.5"),
        "not whole numbers",
        "written as 1234",
        TABLE,
    ),
    "thousands with commas between commas": (
        TABLE.replace("1040", "1,040"),
        "1 row does not have 4 columns, as the header has; the first is row 5",
        "write counts without a sign between thousands",
        TABLE,
    ),
    "a header without the name of the third list": (
        TABLE.replace("A,B,C", "A,B"),
        "7 rows do not have 3 columns",
        "Name every column in the header",
        TABLE,
    ),
    "every count with a comma between commas": (
        text_of(HEADER, lambda a, b, c, n: f"{a},{b},{c},1,{n % 900:03}"),
        "7 rows do not have 4 columns",
        "write counts without a sign between thousands",
        TABLE,
    ),
    "a title and no header": (
        "Presumed victims\n" + TABLE.split("\n", 1)[1],
        "7 rows do not have 1 column",
        "Add a first row with the name of every column",
        TABLE,
    ),
    "zero, one and two in one column": (
        TABLE.replace("1,0,0,60", "1,0,2,60").replace("0,1,0,", "0,1,2,"),
        "1,040 persons are on no list",
        "If a covariate is a list, write 1 and 0 in it",
        TABLE,
    ),
    "a row per person and list with unknown names": (
        "who,where\n" + persons(),
        "No column is a list",
        "in columns named person and list",
        "person,list\n" + persons(),
    ),
    "JSON": (
        '[{"A": 1, "B": 0, "count": 60}]',
        "begins as JSON, XML or HTML does",
        "Save the table as CSV",
        TABLE,
    ),
    "HTML": (
        "<table><tr><th>A</th></tr></table>",
        "begins as JSON, XML or HTML does",
        "Save the table as CSV",
        TABLE,
    ),
    "a row without any list": (
        TABLE + ",,,100\n",
        "1 misses a value, row 9",
        "leave these rows out",
        TABLE,
    ),
    "a column without a name": (
        text_of("A,B,C,count,", lambda a, b, c, n: f"{a},{b},{c},{n},x"),
        "a column has values and no name",
        "Give every column a name",
        text_of(f"{HEADER},remark", lambda a, b, c, n: f"{a},{b},{c},{n},x"),
    ),
    "a list with everybody on it, some on it alone": (
        text_of("A,B,C,D,count", lambda a, b, c, n: f"{a},{b},{c},1,{n}") + "0,0,0,1,5\n",
        "Everybody is on list D",
        "Leave column D out, and the rows of persons on it alone",
        TABLE,
    ),
    "two lists of which one holds everybody": (
        "A,B,count\n1,1,5\n0,1,7\n",
        "Everybody is on list B",
        "two other lists must remain",
        TABLE,
    ),
    "one list under two names": (
        "A,B,count\n1,1,5\n0,0,0\n",
        "Lists A, B hold the same persons",
        "Give two lists or more",
        TABLE,
    ),
    "a person with two values of a covariate": (
        "person,list,sex\n" + persons(with_sex=True).replace("p110-0,B,f", "p110-0,B,m"),
        "1 person has more than one value of sex",
        "Decide on one value per person",
        "person,list,sex\n" + persons(with_sex=True),
    ),
    "a row per person and list without a list": (
        "person,list\np1,\n" + persons(),
        "1 row does not name a person and a list; the first is row 2",
        "leave them out",
        "person,list\n" + persons(),
    ),
    "a column with the name of a list": (
        text_of("lists\tcount", named(";")).replace("lists\tcount", "lists\tA\tcount").replace(
            "\t", "\tz\t").replace("lists\tz\tA\tz\tcount", "lists\tA\tcount"),
        "A is the name of a column and of a list",
        "Give the column another name",
        text_of("lists\tcount", named(";")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_the_cause_is_right_and_the_advice_works(tmp_path, case):
    assert_refused_until_mended(tmp_path, *case)


def assert_refused_until_mended(tmp_path, text, cause, advice, mended):
    with pytest.raises(ZichtError) as refused:
        read(tmp_path, text)
    assert cause in refused.value.what
    assert advice in refused.value.now
    assert read(tmp_path, mended).table.by_pattern.tolist() == PATTERNS


def test_covariates_of_persons_are_read_or_left_out_as_advised(tmp_path):
    path = tmp_path / "table.csv"
    rows = persons(with_sex=True).replace("p110-0,B,f", "p110-0,B,m")
    path.write_text(f"person,list,sex\n{rows}", encoding="utf-8")
    lists_alone = read_table(path, covariates=["none"]).table
    assert lists_alone.by_pattern.tolist() == PATTERNS
    assert lists_alone.covariates == ()


def test_a_row_per_person_and_list_keeps_the_covariates_of_persons(tmp_path):
    reading = read(tmp_path, "person,list,sex\n" + persons(with_sex=True))
    assert reading.table.covariates == ("sex",)
    assert reading.table.by_pattern.tolist() == PATTERNS
    assert "rows, one per person and list" in reading.lines("en")[0]


def test_rows_are_numbered_as_in_the_file(tmp_path):
    text = f"A title\n\n{TABLE}".replace("0,1,1,7", "\nNA,1,1,7")
    assert "row 10" in "\n".join(read(tmp_path, text).lines("en"))


def test_a_data_frame_with_a_row_of_totals():
    frame = pandas.DataFrame(
        [[*pattern, str(n)] for pattern, n in ROWS.items()],
        columns=["A", "B", "C", "count"],
    )
    frame.loc[len(frame)] = ["Total", "", "", "1176"]
    reading = read_table(frame)
    assert reading.table.by_pattern.tolist() == PATTERNS
    assert "totals of the other rows: row 8" in "\n".join(reading.lines("en"))


def test_a_spreadsheet_with_a_title_a_blank_row_and_totals(tmp_path):
    path = tmp_path / "table.xlsx"
    counts = [[*map(int, pattern), n] for pattern, n in ROWS.items()]
    names = HEADER.split(",")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(
            [["Victims"], [], names, *counts, ["Total", "", "", 1176]]
        ):
            sheet.write_row(place, 0, row)
    reading = read_table(path)
    assert reading.table.by_pattern.tolist() == PATTERNS
    said = "\n".join(reading.lines("en"))
    assert "Rows left out (above the header): 1" in said
    assert "totals of the other rows: row 11" in said


def test_the_sheet_that_was_read_is_said_and_can_be_chosen(tmp_path):
    path = tmp_path / "table.xlsx"
    names = HEADER.split(",")
    counts = [[*map(int, pattern), n] for pattern, n in ROWS.items()]
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Old").write_row(0, 0, ["See the other sheet"])
        sheet = book.add_worksheet("New")
        for place, row in enumerate([names, *counts]):
            sheet.write_row(place, 0, row)
    with pytest.raises(ZichtError):
        read_table(path)
    with pytest.raises(ZichtError) as refused:
        read_table(path, sheet="Third")
    assert refused.value.now == "Its sheets are Old, New."
    reading = read_table(path, sheet="New")
    assert reading.table.by_pattern.tolist() == PATTERNS
    assert "Of 2 sheets, New was read" in "\n".join(reading.lines("en"))


def test_what_is_said_in_dutch_is_dutch(tmp_path):
    text = text_of(f",{HEADER},remark", lambda a, b, c, n: f"r{n},{a},{b},{c},{n},")
    said = "\n".join(read(tmp_path, text).lines("nl"))
    assert "Kolom zonder naam niet gebruikt: die benoemt de rijen" in said
    assert "Kolom remark niet gebruikt: die is leeg" in said


@pytest.mark.parametrize("content", [b"\xff\xfea\0b", b"A,B\n\x9c\x01,1\n"])
def test_a_file_that_is_no_text_is_refused_and_not_shown(tmp_path, content):
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with pytest.raises(ZichtError, match=r"table\.csv is not a text file"):
        read_table(file)
