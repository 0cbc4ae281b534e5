"""The name of a column may hold an equals sign, and every option of COLUMN=VALUE still names it."""

import csv

from zicht.cli import run
from zicht.cli.parsing import columns_of, parse_levels, parse_totals
from zicht.desk.extents import parse_extent

HEADER = "in=out,sex\n"
RECORDS = "in,m\n" * 40 + "in,f\n" * 30 + "out,m\n" * 25 + "out,f\n" * 35


def test_the_longest_column_that_the_text_begins_with_is_the_one():
    columns = columns_of(["in=out,sex", "in"])
    assert parse_totals(["in=out=all", "sex=T", "in=x"], columns) == {
        "in=out": "all",
        "sex": "T",
        "in": "x",
    }
    assert [level.column for level in parse_levels(["other=a=b"], columns)] == ["other"]
    extent = parse_extent("in=out=2019-2020", columns)
    assert (extent.column, extent.codes) == ("in=out", ("2019", "2020"))
    assert parse_extent("in=out", columns).codes == ()


def test_advice_on_such_a_column_can_be_followed_and_the_command_printed_audits_it(
    tmp_path, capsys
):
    records = tmp_path / "r.csv"
    records.write_text(HEADER + RECORDS + "Total,m\n")
    out = tmp_path / "out"
    command = ["protect", str(records), "--by", "in=out,sex", "--out", str(out)]
    command += ["--codes", "in=out=", "--codes", "sex="]
    assert run(command) == 2
    assert '--without "in=out=*total"' in capsys.readouterr().err
    assert run([*command, "--without", "in=out=*total"]) == 0
    (table,) = out.glob("in*.csv")
    with table.open() as lines:
        rows = list(csv.DictReader(lines))
    assert {row["in=out"] for row in rows} == {"in", "out", "Total"}
    audit = ["audit", str(table), "--by", "in=out,sex", "--codes", "in=out="]
    audit += ["--codes", "sex=", "--attacker", "rounded", "--base", "5"]
    assert run(audit) == 0
