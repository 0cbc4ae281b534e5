"""Tables as other tools and offices leave them: the right answer, or an error that says what, where and what now."""

from pathlib import Path

import pytest
from tests.desk import audit_files

from zicht.vocabulary.errors import AuditFailed, UsageError

LEAK = "region,n,status\nTotal,31,S\nP,14,S\nQ,17,S\na,,U\nb,11,S\nc,9,S\nd,8,S\n"
"""P is 14 and b is 11, so that a is 3: one withheld cell follows exactly."""


def audit(
    folder: Path, *texts: str | bytes, by: str | tuple[str, ...] = "r", **options
):
    paths = []
    for at, text in enumerate(texts):
        paths.append(folder / f"t{at}.csv")
        paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    tree = options.pop("tree", None)
    if tree:
        (folder / tree[0]).write_bytes(tree[1].encode())
        options["hierarchies"] = [
            f"{options.pop('column', 'region')}={folder / tree[0]}"
        ]
    return audit_files(paths, by=[by] if isinstance(by, str) else by, **options)


@pytest.mark.parametrize(
    "tree",
    [
        ("h.csv", "child,parent\na,P\nb,P\nc,Q\nd,Q\n"),
        ("h.csv", "a,P\nb,P\nc,Q\nd,Q\n"),
        ("h.csv", "code;above\na;P\nb;P\nc;Q\nd;Q\nP;Total\nQ;Total\n"),
        ("h.csv", "country,province,place\nNL,P,a\nNL,P,b\nNL,Q,c\nNL,Q,d\n"),
        ("h.csv", "levels,codes\n@,Total\n@@,P\n@@@,a\n@@@,b\n@@,Q\n@@@,c\n@@@,d\n"),
        ("h.hrc", "P\n@a\n@b\nQ\n@c\n@d\n"),
        ("h.hrc", "Total\n@P\n@@a\n@@b\n@Q\n@@c\n@@d\n"),
        ("h.hrc", "P\r\n.a\r\n.b\r\nQ\r\n.c\r\n.d\r\n"),
    ],
)
def test_a_hierarchy_is_read_in_every_usual_form(tmp_path, tree):
    found = audit(tmp_path, LEAK, by="region", tree=tree)
    assert (found.exact_primary, found.below_threshold, found.ok) == (1, 1, False)


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        (("h.csv", "parent,child\nP,a\nP,b\nQ,c\nQ,d\n"), "Child first"),
        (("h.csv", "child,parent\na,P\nb,P\nc,Q\nd,Q\nP,Q\nQ,P\n"), "own ancestor"),
        (("h.csv", "child,parent\na,P\nb,P\n"), "3 codes are in no hierarchy"),
        (("h.csv", "child\na\n"), "child and parent"),
        (("h.hrc", "P\n@@a\n"), "skips a level"),
        (("h.hrc", "P\n@a\n.b\n"), "different marks"),
        (("h.hrc", "P\na\n"), "stands below"),
        (
            ("h.csv", "child,parent,cost\na,P,1\na,Q,2\nb,P,2\n"),
            "not levels of one another",
        ),
    ],
)
def test_a_faulty_hierarchy_is_explained(tmp_path, tree, says):
    with pytest.raises(UsageError, match=says) as refused:
        audit(tmp_path, LEAK, by="region", tree=tree)
    assert refused.value.now


def test_a_hierarchy_of_no_column_is_refused(tmp_path):
    with pytest.raises(UsageError, match="Did you mean region"):
        audit(
            tmp_path,
            LEAK,
            by="region",
            tree=("h.csv", "child,parent\na,P\n"),
            column="regio",
        )


@pytest.mark.parametrize(
    "total",
    [
        "Total",
        "Totaal",
        "_T",
        "T",
        "All",
        "",
        "TOTAL",
        "Sum",
        "Insgesamt",
        "Both sexes",
    ],
)
def test_margins_are_known_by_their_usual_names(tmp_path, total):
    found = audit(tmp_path, f"r,n,status\n{total},30,S\na,,U\nb,15,S\nc,12,S\n")
    assert found.exact_primary == 1


@pytest.mark.parametrize(
    ("table", "by"),
    [
        ("r,n,status\nNetherlands,30,S\na,,U\nb,15,S\nc,12,S\n", "r"),
        (
            "r,s,n,status\nNL,m,30,S\nNL,f,30,S\na,m,,U\na,f,12,S\nb,m,28,S\nb,f,18,S\n",
            "r,s",
        ),
        ("r,n,status\nP,14,S\na,,U\nb,11,S\nQ,17,S\nc,9,S\nd,8,S\n", "r"),
    ],
)
def test_a_total_that_nobody_marked_is_not_taken_for_a_part(tmp_path, table, by):
    """Read as a part it would make no equation, and the table would look safe."""
    with pytest.raises(UsageError, match="looks like the sum"):
        audit(tmp_path, table, by=by)


def test_the_user_says_which_code_is_the_total_or_that_none_is(tmp_path):
    table = "r,n,status\nNetherlands,30,S\na,,U\nb,15,S\nc,12,S\n"
    assert audit(tmp_path, table, totals=["r=Netherlands"]).exact_primary == 1
    found = audit(tmp_path, table, totals=["r="])
    assert found.ok
    assert "Nothing adds up" in found.notes[0]


def test_levels_without_their_hierarchy_are_a_contradiction_that_is_named(tmp_path):
    found = audit(tmp_path, LEAK, by="region")
    assert found.contradiction
    assert not found.ok
    assert found.broken == ("table: total: less than its parts together",)


@pytest.mark.parametrize(
    "symbol",
    ["x", "c", ":", "..", ".", "*", "[c]", "", "NA", "n.p.", "confidential", "(D)"],
)
def test_symbols_stand_for_withheld_numbers(tmp_path, symbol):
    found = audit(tmp_path, f"r,n\nTotal,30\na,{symbol}\nb,15\nc,12\n")
    assert (found.protected, found.exact_primary) == (1, 1)


@pytest.mark.parametrize(
    ("symbol", "width"), [("<5", 2), ("≤5", 2), ("1-4", 2), ("fewer than 5", 2)]
)
def test_bands_say_how_small_a_number_is(tmp_path, symbol, width):
    """Two cells that are 5 together, each from 1 to 4: between 1 and 4, and all of the band stays possible."""
    found = audit(tmp_path, f"r,n\nTotal,32\na,{symbol}\nb,{symbol}\nc,12\nd,16\n")
    assert found.protected == 2
    assert found.widest == width
    assert not found.ok


@pytest.mark.parametrize("symbol", ["-", "–", "[low]"])
def test_a_dash_is_asked_about(tmp_path, symbol):
    with pytest.raises(UsageError, match="zero and others for withheld"):
        audit(tmp_path, f"r,n\nTotal,30\na,{symbol}\nb,15\nc,12\n")


@pytest.mark.parametrize(
    "table",
    [
        "r,n,sdcStatus\nTotal,40,s\na,,u\nb,,x\nc,12,z\n",
        "r,n,Status\nTotal,40,V\na,,A\nb,,D\nc,12,V\n",
        "r,n,STATUS\nTotal,40,S\na,,U\nb,,M\nc,12,P\n",
        "r,n,status\nTotal,40,1\na,,5\nb,,11\nc,12,2\n",
        "r,n,status\nTotal,40,safe\na,,unsafe_freq\nb,,secondary_unsafe\nc,12,safe_manual\n",
        "r,n,CONF_STATUS\n_T,40,F\na,,N\nb,,S\nc,12,F\n",
        "r,n,primary,suppressed\nTotal,40,FALSE,FALSE\na,2,TRUE,TRUE\nb,26,FALSE,TRUE\nc,12,FALSE,FALSE\n",
    ],
)
@pytest.mark.parametrize(("attacker", "widest"), [("one", 26), ("threshold", 3)])
def test_status_codes_tell_primary_from_secondary(tmp_path, table, attacker, widest):
    found = audit(tmp_path, table, attacker=attacker)
    assert found.protected == 2
    assert found.widest == widest


@pytest.mark.parametrize(
    "table", ["r,n,status\nTotal,9,1\na,9,1\n", "r,n,status\nTotal,9,S\na,9,qq\n"]
)
def test_a_status_that_can_be_read_in_two_ways_is_refused(tmp_path, table):
    with pytest.raises(UsageError, match="not known"):
        audit(tmp_path, table)


@pytest.mark.parametrize(
    "table",
    [
        "r;n;status\nTotal;1.030,0;S\na;;U\nb;28,0;S\nc;1.000,0;S\n",
        'r,n,status\nTotal,"1,030",S\na,,U\nb,28,S\nc,"1,000",S\n',
        "r;n;status\nTotal;1.030;S\na;;U\nb;28;S\nc;1.000;S\n",
        "r\tn\tstatus\r\nTotal\t1 030\tS\r\na\t\tU\r\nb\t28\tS\r\nc\t1000\tS\r\n",
        "r,n,status\nTotal,1.03e3,S\na,,U\nb,28.0,S\nc,1000.000,S\n",
        "\ufeffr,n,status\nTotal,1030,S\na,,U\n\nb,28,S\nc,1000,S\n\n",
        "sep=;\nr;N;STATUS\nTotal;1030;S\na;;U\nb;28;S\nc;1000;S\n",
        "r,n,status\nTotal,1030,S\na,,U\nb,28,S\nc,1000,S\n".encode("utf-16"),
    ],
)
def test_numbers_are_read_as_they_were_meant(tmp_path, table):
    """1030 - 28 - 1000 = 2, however it is written."""
    found = audit(tmp_path, table)
    assert (found.exact_primary, found.below_threshold) == (1, 1)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("r;n;status\nTotal;3.000;S\na;;U\nb;1.000;S\n", "as thousands or as decimals"),
        (
            "r,n,status\nTotal,10,S\na,-3,S\n",
            "1 value is negative, the first in row 2",
        ),
        ("r,n,status\nTotal,10,S\na,NaN,S\n", "is not a number"),
        ("r,n,status\nTotal,10,S\na,2.5,S\n", "is not a whole number"),
        ("r,n,status\nTotal,1e12,S\na,2,S\n", "is too large"),
        ("r,n,status\nTotal,,S\na,2,S\n", "is not a number"),
        ("", "no rows"),
        ("r,n,status\n", "no rows"),
        ("r,r,n\na,b,1\n", "stands twice"),
        ("r,n,status\na,5,S\na,9,S\n", "1 cell stands twice"),
        ("r,n,status\nTotal,5,S\n,9,S\n", "names its total in two ways"),
        ("r,n,status\na,1,2,S\n", "more or fewer fields"),
        ("region,n,status\na,5,S\n", "column r is missing"),
        (b"r,n\n\xe9,4\n", "UTF-8"),
    ],
)
def test_bad_tables_say_what_and_where(tmp_path, table, says):
    with pytest.raises(UsageError, match=says) as refused:
        audit(tmp_path, table)
    assert refused.value.now


def test_small_numbers_printed_openly_are_no_pass(tmp_path):
    found = audit(tmp_path, "r,n,status\nTotal,10,S\na,3,S\nb,7,S\n")
    assert found.small_printed == 1
    assert not found.ok


def test_a_large_withheld_number_that_follows_exactly_is_found(tmp_path):
    """Tools that do not tell secondary cells apart mark them as the others."""
    found = audit(tmp_path, "r,n\nTotal,50\na,x\nb,15\nc,12\n")
    assert (found.exact_primary, found.below_threshold, found.ok) == (1, 0, False)


def test_a_table_of_a_level_is_tied_to_the_other_by_its_codes(tmp_path):
    leaves = "region,n,status\nTotal,31,S\na,,U\nb,11,S\nc,,U\nd,8,S\n"
    above = "prov,n,status\nTotal,31,S\nP,14,S\nQ,17,S\n"
    found = audit(
        tmp_path,
        leaves,
        above,
        by=("region", "prov"),
        tree=("h.csv", "child,parent\na,P\nb,P\nc,Q\nd,Q\n"),
    )
    assert found.exact_primary == 2


def test_a_table_too_large_with_its_empty_cells_is_refused_at_once(tmp_path):
    with pytest.raises(AuditFailed, match="9,000,000 cells"):
        audit(
            tmp_path,
            "r,s,n\n" + "".join(f"r{i},s{i},5\n" for i in range(3000)),
            by="r,s",
        )


def test_columns_are_found_whatever_their_capitals(tmp_path):
    found = audit(
        tmp_path, "The Region,N\nTotal,30\na,x\nb,15\nc,12\n", by="the region"
    )
    assert found.exact_primary == 1


def test_bounds_of_a_rounding_are_read_and_other_intervals_are_not(tmp_path):
    rows = "r,n,status,lower,upper\nTotal,30,published,{},{}\na,,withheld,,\nb,25,published,{},{}\n"
    assert audit(tmp_path, rows.format(26, 34, 21, 29), codes=["r="]).ok
    assert audit(tmp_path, rows.format(22, 41, 19, 28)).exact_primary == 1


def test_a_file_without_a_header_is_not_quoted(tmp_path):
    """The first line of such a file is a record, perhaps with the count of a withheld cell."""
    with pytest.raises(UsageError, match="column r, n is missing") as refused:
        audit(tmp_path, "a;y0;3;U\nb;y0;12;S\n")
    assert "3" not in str(refused.value)
    assert "is there a header" in refused.value.now


@pytest.mark.parametrize(
    "symbol",
    [
        "/",
        "nd",
        "n.d.",
        "ns",
        "..C",
        ": c",
        ":bu",
        "F",
        "[u]",
        "·",
        "n.s.",
        "confidential",
    ],
)
def test_symbols_of_more_offices_stand_for_withheld_numbers(tmp_path, symbol):
    """Destatis, INSEE, Statistics New Zealand, Eurostat, Statistics Canada, Statistics Netherlands."""
    found = audit(tmp_path, f"r,n\nTotal,30\na,{symbol}\nb,15\nc,12\n")
    assert (found.protected, found.exact_primary) == (1, 1)


@pytest.mark.parametrize(
    ("symbol", "width"),
    [
        ("5 or fewer", 4),
        ("4 or less", 2),
        ("up to 4", 2),
        ("at most 4", 2),
        ("4 of minder", 2),
        ("≥2", 2),
        ("2+", 2),
    ],
)
def test_bands_in_words_say_between_what_a_number_lies(tmp_path, symbol, width):
    """Two cells that are 6 together, each at least 1."""
    found = audit(
        tmp_path, f"r,n\nTotal,34\na,{symbol}\nb,{symbol}\nc,12\nd,16\n", small="1-5"
    )
    assert found.protected == 2
    assert found.widest == width


def test_a_number_that_is_known_to_be_large_bounds_the_others(tmp_path):
    """Of 18, at least 17 are in b: a is 1."""
    found = audit(tmp_path, "r,n\nTotal,30\na,<5\nb,17 or more\nc,12\n")
    assert (found.exact_primary, found.ok) == (2, False)


@pytest.mark.parametrize("symbol", ["0n", "0s", "k", "z", "[w]"])
def test_symbols_that_say_nearly_zero_or_nothing_are_asked_about(tmp_path, symbol):
    with pytest.raises(UsageError, match="zero and others for withheld"):
        audit(tmp_path, f"r,n\nTotal,30\na,{symbol}\nb,15\nc,12\n")


@pytest.mark.parametrize("mark", [" p", "p", " [r]", "[note 3]", " bd", " (r)", "e"])
def test_marks_behind_a_number_leave_it_a_number(tmp_path, mark):
    found = audit(tmp_path, f'r,n\nTotal,"1,030{mark}"\na,c\nb,28{mark}\nc,1000\n')
    assert found.exact_primary == 1


@pytest.mark.parametrize(
    "table",
    [
        "r,OBS_VALUE,OBS_FLAG\nTotal,40,\na,,c\nb,:,bc\nc,12,bp\n",
        "r,OBS_VALUE,OBS_STATUS\nTotal,40,A\na,,Q\nb,,c\nc,12,B|E\n",
        "r,OBS_VALUE,STATUS\nTotal,40,A\na,,x\nb,,F\nc,12,E\n",
        "r,OBS_VALUE,STATUS\nTotal,40,A\na,,x\nb,,..\nc,12,C\n",
        "r,OBS_VALUE,StatusVar\nTotal,40,S\na,,U\nb,,M\nc,12,S\n",
    ],
    ids=["Eurostat", "SDMX", "Statistics Canada", "letters of quality", "tau-ARGUS"],
)
def test_flags_that_say_nothing_of_protection_leave_a_number_printed(tmp_path, table):
    found = audit(tmp_path, table, value="OBS_VALUE")
    assert (found.protected, found.widest) == (2, 26)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (
            "r,n,status\nTotal,30,S\na,,U\nb,15,S\nc,12,S\nSource: office,,\n",
            "row has neither a number nor a status",
        ),
        (
            "r,s,n\nTotal,Total,30\na,Total,x\nb,Total,15\nSource,,\n",
            "names its total in two ways",
        ),
        ("Table 1\nr,n,status\nTotal,30,S\na,,U\n", "the first is row 1"),
        ("r,n,status\nTotal,30,S\na,,U\na,,U\n", "the first in row 3"),
        (b"PK\x03\x04 and so on", "workbook"),
        ("r,n,status\nTotal,30,S\nb\xe9,,U\n".encode("latin-1"), "line 3"),
        ("r;2019;2020\na;13;14\n", "n is missing"),
    ],
)
def test_what_stands_around_a_table_is_not_taken_for_cells(tmp_path, table, says):
    """Read as a withheld cell, a note below the table would hide those beside it."""
    with pytest.raises(UsageError, match=says) as refused:
        audit(
            tmp_path,
            table,
            by="r,s" if isinstance(table, str) and table.startswith("r,s") else "r",
        )
    assert refused.value.now
    assert "13" not in str(refused.value)


def test_blank_fields_behind_the_header_are_left_off(tmp_path):
    assert (
        audit(
            tmp_path, "r,n,status\nTotal,30,S,\na,,U,\nb,15,S,,\nc,12,S\n"
        ).exact_primary
        == 1
    )


def test_the_hierarchy_of_ssbtools_is_read_and_its_minus_signs_are_refused(tmp_path):
    tree = "mapsFrom,mapsTo,sign,level\na,P,1,1\nb,P,1,1\nP,Total,1,2\nQ,Total,1,2\nc,Q,1,1\nd,Q,1,1\n"
    assert audit(tmp_path, LEAK, by="region", tree=("h.csv", tree)).exact_primary == 1
    with pytest.raises(UsageError, match="taken off"):
        audit(
            tmp_path, LEAK, by="region", tree=("h.csv", tree.replace("b,P,1", "b,P,-1"))
        )


def test_a_table_of_numbers_that_are_not_all_rounded_is_told_so(tmp_path, capsys):
    from zicht.cli import run

    (tmp_path / "t.csv").write_text("r,n\nTotal,31\na,7\nb,24\n", encoding="utf-8")
    assert run(["audit", str(tmp_path / "t.csv"), "--by", "r", "--base", "5"]) == 10
    assert "not multiples of 5" in capsys.readouterr().err


def test_a_first_line_that_is_a_record_is_not_quoted(tmp_path):
    """Tables of tau-ARGUS have no header: a number that stands twice in the first line is a count."""
    with pytest.raises(UsageError, match="first line holds numbers") as refused:
        audit(tmp_path, '"Total";"Total";37;37;S\n"a";"Total";12;12;S\n')
    assert "37" not in str(refused.value)


def test_hidden_zeros_are_a_contradiction_that_is_explained(tmp_path, capsys):
    """GaussSuppression with protectZeros: who takes every withheld cell for one or more finds the sums too small."""
    from zicht.cli import run

    rows = '"","mun","freq","primary","suppressed"\n"1","Total",4,FALSE,FALSE\n"2","k1",0,TRUE,TRUE\n'
    rows += '"3","k2",0,TRUE,TRUE\n"4","k3",4,FALSE,FALSE\n'
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    command = [
        "audit",
        str(tmp_path / "t.csv"),
        "--by",
        "mun",
        "--value",
        "freq",
        "--small",
        "1-3",
    ]
    assert run(command) == 10
    assert "--attacker zero" in capsys.readouterr().err.replace("\n", " ")
    (tmp_path / "t.csv").write_text(
        rows.replace("4,FALSE,FALSE\n", "9,FALSE,FALSE\n", 1), encoding="utf-8"
    )
    assert run([*command, "--attacker", "zero", "--codes", "mun="]) == 0


def test_crossed_columns_of_which_the_total_has_a_name_of_its_own(tmp_path):
    """rtauargus folds two columns into one; their total is called Total___Total, and each margin has a hierarchy."""
    cells = {
        "tr1___LL": "",
        "tr1___SP": "",
        "tr2___LL": "",
        "tr2___SP": "",
        "Total___Total": 60,
    }
    cells |= {"tr1___Total": 30, "tr2___Total": 30, "Total___LL": 33, "Total___SP": 27}
    table = "tc,n,Status\n" + "".join(
        f"{code},{n},{'V' if n else 'B'}\n" for code, n in cells.items()
    )
    ways = {
        "tr": "tr1___Total\n@tr1___LL\n@tr1___SP\ntr2___Total\n@tr2___LL\n@tr2___SP\n"
    }
    ways["cj"] = "Total___LL\n@tr1___LL\n@tr2___LL\nTotal___SP\n@tr1___SP\n@tr2___SP\n"
    for name, text in ways.items():
        (tmp_path / f"{name}.hrc").write_text(text, encoding="utf-8")
    above = [f"tc={tmp_path / name}.hrc" for name in ways]
    with pytest.raises(UsageError, match="in no hierarchy") as refused:
        audit(tmp_path, table, by="tc", hierarchies=above)
    assert "--total tc=CODE" in refused.value.now
    found = audit(
        tmp_path, table, by="tc", hierarchies=above, totals=["tc=Total___Total"]
    )
    assert (found.ok, found.protected, found.widest) == (True, 4, 25), (
        "tr1___LL is 4 to 29"
    )


@pytest.mark.parametrize(
    "total",
    ["Total, all ages", "Total population", "Bevölkerung insgesamt", "Grand total"],
)
def test_a_code_that_is_called_a_total_is_asked_about_even_where_it_is_withheld(
    tmp_path, total
):
    """Nothing shows that it is the sum of others, and read as a part it would make no equation."""
    table = f'r,n\n"{total}",x\na,x\nb,x\nc,50\n'
    if total != "Grand total":
        with pytest.raises(UsageError, match="called a total"):
            audit(tmp_path, table)
    assert audit(tmp_path, table, totals=[f"r={total}"]).ok


NESTED = (
    "age,geo,eu,n\nTotal,Total,Total,59\nold,Total,Total,38\nyoung,Total,Total,21\n"
)
NESTED += "Total,Iceland,Total,13\nTotal,Spain,Total,46\nTotal,Total,EU,46\nTotal,Total,nonEU,13\n"
NESTED += "old,Iceland,Total,x\nold,Spain,Total,x\nyoung,Iceland,Total,x\nyoung,Spain,Total,x\n"


def test_a_column_beside_that_of_its_level_is_one_dimension(tmp_path):
    """Of the young, 3 are outside the EU, and only Iceland is: read apart, the withheld cell looks safe."""
    (tmp_path / "eu.csv").write_text(
        "geo,eu\nIceland,nonEU\nSpain,EU\n", encoding="utf-8"
    )
    table = (
        NESTED
        + "young,Total,nonEU,7\nold,Total,nonEU,6\nyoung,Total,EU,14\nold,Total,EU,32\n"
    )
    assert audit(tmp_path, table, by="age,geo,eu").ok
    above = [f"geo={tmp_path / 'eu.csv'}"]
    assert audit(tmp_path, table, by="age,geo,eu", hierarchies=above).exact_primary == 4
    twice = table + "young,Iceland,nonEU,x\n"
    assert (
        audit(tmp_path, twice, by="age,geo,eu", hierarchies=above).exact_primary == 4
    ), "one cell, printed twice"
    with pytest.raises(UsageError, match="in 1 row the eu of a code of geo differs"):
        audit(
            tmp_path, table + "young,Iceland,EU,x\n", by="age,geo,eu", hierarchies=above
        )


def test_rounding_to_the_nearest_tells_more_than_controlled_rounding(tmp_path):
    """Many offices do so: a 0 is 2 at most, and leaves three possible counts where five are asked."""
    table = "r,n\nTotal,20\na,0\nb,10\nc,10\n"
    assert audit(tmp_path, table, base=5, codes=["r="]).ok
    found = audit(tmp_path, table, base=5, nearest=True)
    assert (found.narrow, found.ok) == (1, False), "a is 0, 1 or 2"
    assert audit(tmp_path, "r,n\nTotal,25\na,5\nb,10\nc,10\n", base=5, nearest=True).ok


def test_sums_narrow_numbers_that_were_rounded_each_by_itself(tmp_path):
    """Three of at most 7 are together at least the 18 of the total: each is 4 or more, and none is 3."""
    table = "r,n\nTotal,20\na,5\nb,5\nc,5\n"
    found = audit(tmp_path, table, base=5, nearest=True)
    assert not found.contradiction
    assert found.narrow == 4
    with pytest.raises(UsageError, match="needs the base"):
        audit(tmp_path, table, nearest=True)


def test_a_number_too_far_from_the_original_is_no_nearest_multiple(tmp_path):
    rows = "r,n,o\nTotal,25,25\na,5,8\nb,10,9\nc,10,8\n"
    assert audit(tmp_path, rows, base=5, original="o").off_base == 0
    assert audit(tmp_path, rows, base=5, original="o", nearest=True).off_base == 1


def test_numbers_that_look_rounded_are_noted(tmp_path):
    """Read as exact they hide nothing and tell nothing: nobody said that they were rounded."""
    table = "r,n\nTotal,165\n" + "".join(
        f"r{at},{5 * (at % 4 + 2)}\n" for at in range(10)
    )
    assert "multiple of 5: give --base 5" in " ".join(audit(tmp_path, table).notes)
    assert audit(tmp_path, table, base=5).notes == ()
    assert not any(
        "multiple" in note
        for note in audit(tmp_path, table.replace("r0,10", "r0,11")).notes
    )
