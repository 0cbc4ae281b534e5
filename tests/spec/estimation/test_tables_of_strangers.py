"""Tables as strangers make them: what is said of covariates, and kinds of file met later.

Every table of `UNDERSTOOD` is read as the same seven numbers of persons. Each of
`REFUSED` is refused with its cause, and is read once its advice was followed.
"""

import pytest
from tests.spec.estimation.test_odd_tables import (
    HEADER,
    PATTERNS,
    ROWS,
    TABLE,
    assert_refused_until_mended,
    coded,
    read,
    text_of,
)

from zicht.estimation.reading import Choices, read_chosen, read_table
from zicht.vocabulary.errors import ZichtError


def history(between, around=""):
    """Write a history with a sign between its lists and one around it."""

    def line(a, b, c, n):
        return f"{around}{between.join((a, b, c))}{around},{n}"

    return line


def by_names(between, alone="{}"):
    """Write the names of the lists of every row; `alone` writes a single one."""

    def line(*words):
        *pattern, n = words
        names = [name for name, on in zip("ABC", pattern, strict=True) if on == "1"]
        shown = between.join(names) if len(names) > 1 else alone.format(names[0])
        return f"{shown}\t{n}"

    return line


def own_name(a, b, c, n):
    """Write the name of each list on which the persons are."""
    lists = ("police", "shelter", "ngo")
    words = [
        name if on == "1" else "" for name, on in zip(lists, (a, b, c), strict=True)
    ]
    return f"{','.join(words)},{n}"


FULL_WIDTH = str.maketrans(
    "0123456789", "".join(chr(0xFF10 + digit) for digit in range(10))
)
ARABIC = str.maketrans(
    "0123456789", "".join(chr(0x0660 + digit) for digit in range(10))
)

UNDERSTOOD = {
    "printed by R as a tibble": (
        "# A tibble: 7 x 4\n  A     B     C     count\n  <dbl> <dbl> <dbl> <int>\n"
        + "".join(
            f"{i} {a} {b} {c} {n}\n" for i, ((a, b, c), n) in enumerate(ROWS.items(), 1)
        ),
        "Column without a name not used: it names the rows",
    ),
    "a file of MARK below a header": (
        "ch freq\n" + "".join(f"{pattern} {n};\n" for pattern, n in ROWS.items()),
        "Column ch holds capture histories of 3 lists",
    ),
    "histories with hyphens": (text_of("history,n", history("-")), "of 3 lists"),
    "histories with blanks": (text_of("history,n", history(" ")), "of 3 lists"),
    "histories in quotation marks": (text_of("history,n", history("", "'")), "of 3 lists"),
    "names with a multiplication sign": (
        text_of("lists\tn", by_names("\N{MULTIPLICATION SIGN}")),
        "names the lists of every row: A, B, C",
    ),
    "names with a sign for both": (
        text_of("lists\tn", by_names("\N{INTERSECTION}")),
        "names the lists of every row: A, B, C",
    ),
    "names as in a formula": (text_of("lists\tn", by_names(":")), "row: A, B, C"),
    "names with and": (
        text_of("lists\tn", by_names(" and ", "{} only")),
        "names the lists of every row: A, B, C",
    ),
    "names with en": (text_of("lists\tn", by_names(" en ", "alleen {}")), "row: A, B, C"),
    "its own name or nothing": (
        text_of("police,shelter,ngo,count", own_name),
        "Columns that hold their own name or nothing were read as lists: police, shelter, ngo",
    ),
    "WAHR and FALSCH": (text_of(HEADER, coded("WAHR", "FALSCH")), "A (TRUE/FALSE)"),
    "verdadero and falso": (text_of(HEADER, coded("VERDADERO", "FALSO")), "A (TRUE/FALSE)"),
    "s\u00ed and no": (text_of(HEADER, coded("s\u00ed", "no")), "A (yes/no)"),
    "digits of full width": (
        text_of(HEADER, lambda *words: ",".join(map(str, words)).translate(FULL_WIDTH)),
        "A (0/1)",
    ),
    "Arabic digits": (
        text_of(HEADER, lambda *words: ",".join(map(str, words)).translate(ARABIC)),
        "A (0/1)",
    ),
    "quotation marks of a text": (
        text_of(HEADER, lambda *words: ",".join(f"\u201c{word}\u201d" for word in words)),
        "A (0/1)",
    ),
    "a byte order mark that was saved as letters": (
        f"\u00ef\u00bb\u00bf{TABLE}", "Lists: A (0/1), B (0/1), C (0/1)"
    ),
    "a row on no list without a count": (
        TABLE + "0,0,0,NA\n", "Rows without any list and without a count were left out: row 9"
    ),
    "a set of names": (
        text_of("lists;n", lambda *words: by_names(", ")(*words).replace("\t", "};").join(["{", ""])),
        "names the lists of every row: A, B, C. Its persons are on no other list.",
    ),
    "names as R writes them": (
        text_of("lists\tn", lambda *words: by_names('", "')(*words).replace("\t", '")\t').join(['c("', ""])),
        "names the lists of every row: A, B, C.",
    ),
    "formulas that keep a text": (
        text_of(HEADER, lambda a, b, c, n: f'"=""{a}""","=""{b}""","=""{c}""",{n}'), "A (0/1)",
    ),
    "units below the header": (
        TABLE.replace("count\n", "count\n(0/1),(0/1),(0/1),persons\n"),
        "Rows left out (units below the header): 1",
    ),
    "a name broken over two lines": (
        TABLE.replace("A,B,C", '"list\nA",B,C'), "Lists: list A (0/1), B (0/1), C (0/1)",
    ),
    "one country": (
        text_of("A,B,C,country,count", lambda a, b, c, n: f"{a},{b},{c},NL,{n}"),
        "Column country not used: it has the same value in every row",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_what_was_understood_is_said(tmp_path, case):
    text, said = case
    reading = read(tmp_path, text)
    assert reading.table.by_pattern.tolist() == PATTERNS
    assert reading.table.covariates == ()
    assert said in "\n".join(reading.lines("en"))


def persons_by_name(*, twice=False):
    """Write a row per person with a name; the first person may stand in the last row again."""
    lines = [
        f"p{pattern}-{k},{','.join(pattern)}" for pattern, n in ROWS.items() for k in range(n)
    ]  # fmt: skip
    return "\n".join(["id,A,B,C", *lines, *lines[: 1 if twice else 0]]) + "\n"


COUNTS_MUST_BE_WHOLE = "unrounded, unweighted counts, written as 1234"

REFUSED = {
    "whole percentages": (
        text_of("A,B,C,percent", lambda a, b, c, n: f"{a},{b},{c},{n // 12}"),
        "Column percent holds fractions or percentages",
        "name the counts with --count",
        TABLE,
    ),
    "running totals": (
        text_of("A,B,C,count,running", lambda a, b, c, n: f"{a},{b},{c},{n},{2000 - n}"),
        "Column running holds another number in nearly every row",
        "Leave it out: --covariate none",
        TABLE,
    ),
    "a count that was withheld": (
        TABLE.replace(",60", ",*"), "1 of 7 counts are not whole numbers of persons, zero or more: row 2",
        "A count that was withheld or is known as a range must be filled in", TABLE,
    ),
    "a count known as a range": (
        TABLE.replace(",60", ",<100"), "zero or more: row 2", "must be filled in", TABLE,
    ),
    "a count below zero": (
        TABLE.replace(",60", ",-60"), "zero or more: row 2", COUNTS_MUST_BE_WHOLE, TABLE,
    ),
    "a count with a note": (
        TABLE.replace(",60", ",60 (a)"), "zero or more: row 2", COUNTS_MUST_BE_WHOLE, TABLE,
    ),
    "a raised number of a note": (
        TABLE.replace(",60", ",60\N{SUPERSCRIPT TWO}"), "zero or more: row 2", COUNTS_MUST_BE_WHOLE, TABLE,
    ),
    "overlaps of every two lists": (
        "list,A,B,C\nA,79,11,10\nB,11,68,9\nC,10,9,1057\n",
        "does not say who is on three",
        "a row per combination of lists",
        TABLE,
    ),
    "lists below each other": (
        "\n".join(
            [
                *(f"{name},{','.join(p[i] for p in ROWS)}" for i, name in enumerate("ABC")),
                f"count,{','.join(map(str, ROWS.values()))}\n",
            ]
        ),
        "the lists stand below each other",
        "Turn rows and columns around",
        TABLE,
    ),
    "histories of different length": (
        "ch,freq\n" + "".join(f"{p.replace('110', '1100')},{n}\n" for p, n in ROWS.items()),
        "Column ch holds histories of different length: row 3, 5, 7",
        "Write a 1 or a 0 for every list in every history",
        "ch,freq\n" + "".join(f"{p},{n}\n" for p, n in ROWS.items()),
    ),
    "a failed formula in a list": (
        TABLE.replace("1,1,0,9", "#N/A,1,0,9"),
        "Column A says who is on a list, except in row 4",
        "Write 1 or 0 there",
        TABLE,
    ),
    "a failed formula in a count": (
        TABLE.replace(",60", ",#REF!"), "zero or more: row 2", COUNTS_MUST_BE_WHOLE, TABLE,
    ),
    "a person in two rows": (
        persons_by_name(twice=True),
        "Column id holds the same in several rows, row 2, 1178",
        "Make one row of them",
        persons_by_name(),
    ),
    "a first list without a name": (
        TABLE.replace("A,B,C", ",B,C"), "a column has values and no name", "Give every column a name", TABLE,
    ),
    "how often persons were seen": (
        TABLE.replace("1,1,0,9", "3,1,0,9").replace("1,0,1,8", "2,0,1,8"),
        "Column A holds another number in nearly every row",
        "write 1 for once or more",
        TABLE,
    ),
    "a count for women and one for men": (
        text_of("A,B,C,women,men", lambda a, b, c, n: f"{a},{b},{c},{n // 2},{n - n // 2}"),
        "Columns women, men could each hold the counts",
        "write the counts below each other and the kind in a column beside them",
        "A,B,C,sex,count\n"
        + "".join(
            f"{a},{b},{c},women,{n // 2}\n{a},{b},{c},men,{n - n // 2}\n" for (a, b, c), n in ROWS.items()
        ),
    ),
    "a file of MARK": (
        "".join(f"{pattern} {n};\n" for pattern, n in ROWS.items()),
        "the first row holds values, not names of columns",
        "Add a first row with the name of every column",
        "history count\n" + "".join(f"{pattern} {n};\n" for pattern, n in ROWS.items()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_the_cause_is_right_and_the_advice_works(tmp_path, case):
    assert_refused_until_mended(tmp_path, *case)


def of_sexes(*sexes):
    """Write two lists, seen by persons of these sexes, of each as many."""
    lines = [
        f"{a},{b},{sex},{n}" for a, b, n in ((1, 1, 5), (1, 0, 20), (0, 1, 30)) for sex in sexes
    ]  # fmt: skip
    return "\n".join(["a,b,sex,n", *lines]) + "\n"


@pytest.mark.parametrize("unknown", ["", "NA", ".", "Unknown", "onbekend"])
def test_persons_of_unknown_sex_are_a_group_and_can_be_left_out(tmp_path, unknown):
    path = tmp_path / "table.csv"
    path.write_text(of_sexes("m", "f", unknown), encoding="utf-8")
    reading = read_table(path)
    assert sorted({level for (level,) in reading.table.levels}) == ["f", "m", "unknown"]
    said = "\n".join(reading.lines("en"))
    assert "Covariates: sex (3)" in said
    assert "A covariate of 55 persons is not known (row numbers: 4, 7, 10)" in said
    assert "Leave them out with --unknown leave-out" in said
    smaller = read_chosen(path, Choices(unknown="leave-out"))
    assert smaller.table.n_observed == 110
    assert (
        "55 persons is not known (row numbers: 4, 7, 10): they were left out"
        in "\n".join(smaller.lines("en"))
    )


def test_leaving_out_unknown_persons_says_where_nobody_was_left_out(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(of_sexes("1", "2", "99"), encoding="utf-8")
    reading = read_chosen(path, Choices(unknown="leave-out"))
    assert reading.table.n_observed == 165
    assert "nobody was left out" in "\n".join(reading.lines("en"))
    assert "nobody was left out" not in "\n".join(read_table(path).lines("en"))


def test_values_that_differ_in_capitals_or_blanks_are_one(tmp_path):
    reading = read(tmp_path, of_sexes("m", "f").replace("f,30", "F ,30"))
    assert {level for (level,) in reading.table.levels} == {"f", "m"}
    assert "Column sex: values that differ in capitals or blanks only" in "\n".join(
        reading.lines("en")
    )


def test_a_question_of_yes_and_no_is_a_covariate(tmp_path):
    text = text_of(
        "A,B,C,is_minor,count", lambda a, b, c, n: f"{a},{b},{c},0,{n}\n{a},{b},{c},1,2"
    )
    assert read(tmp_path, text).table.covariates == ("is_minor",)


def test_a_list_on_which_nobody_is_alone_is_named(tmp_path):
    text = text_of(
        "A,B,C,hurt,count", lambda a, b, c, n: f"{a},{b},{c},0,{n}\n{a},{b},{c},1,2"
    )
    reading = read(tmp_path, text)
    assert reading.table.lists == ("A", "B", "C", "hurt")
    assert "Nobody is on this list alone: hurt" in "\n".join(reading.lines("en"))
    path = tmp_path / "table.csv"
    assert read_table(path, covariates=["hurt"]).table.lists == ("A", "B", "C")


def test_dates_say_who_is_on_a_list_where_the_user_names_the_lists(tmp_path):
    path = tmp_path / "table.csv"
    lines = ["police,shelter"]
    lines += ["2024-05-01,2024-06-30"] * 3 + ["2024-05-02,"] * 10 + [",7/6/2024"] * 8
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ZichtError) as refused:
        read_table(path)
    assert "Columns police, shelter hold dates or nothing" in refused.value.what
    assert "--lists police --lists shelter" in refused.value.now
    reading = read_table(path, lists=["police", "shelter"])
    assert reading.table.by_pattern.tolist() == [0, 10, 8, 3]
