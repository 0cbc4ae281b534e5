"""Plain tables of periods that overlap: what follows by subtraction is found, and nothing else is held against them."""

import pytest
from tests.desk import audit_files

from zicht.desk.extents import codes_of
from zicht.vocabulary.errors import UsageError

OLD = {"a": 10, "b": 20}
PERIODS = ("year=y0-y4", "year=y0-y5")


def regions(folder, name, counts):
    path = folder / f"{name}.csv"
    rows = [*counts.items(), ("Total", sum(counts.values()))]
    path.write_text(
        "region,n,status\n" + "".join(f"{code},{n},S\n" for code, n in rows)
    )
    return path


def by_year(folder, name, counts):
    """Region by year with all margins."""
    path = folder / f"{name}.csv"
    years = sorted({year for _, year in counts})
    rows = dict(counts)
    for region in ("a", "b"):
        rows[region, "Total"] = sum(counts[region, year] for year in years)
    for year in (*years, "Total"):
        rows["Total", year] = rows["a", year] + rows["b", year]
    path.write_text(
        "region,year,n,status\n"
        + "".join(f"{r},{y},{n},S\n" for (r, y), n in rows.items())
    )
    return path


def test_what_a_year_added_follows_by_subtraction(tmp_path):
    tables = [
        regions(tmp_path, "old", OLD),
        regions(tmp_path, "new", {"a": 12, "b": 30}),
    ]
    found = audit_files(tables, by=["region"], extents=PERIODS)
    assert found.implicit == 1
    assert found.named == ("table: region=a, year=y5",)


def test_a_year_that_added_enough_reveals_nothing(tmp_path):
    tables = [
        regions(tmp_path, "old", OLD),
        regions(tmp_path, "new", {"a": 16, "b": 30}),
    ]
    assert audit_files(tables, by=["region"], extents=PERIODS).ok


def test_without_an_extent_a_longer_period_contradicts_the_shorter(tmp_path):
    tables = [
        regions(tmp_path, "old", OLD),
        regions(tmp_path, "new", {"a": 16, "b": 30}),
    ]
    assert audit_files(tables, by=["region"]).contradiction


def test_tables_that_list_their_years_need_not_repeat_them(tmp_path):
    counts = {(region, f"y{year}"): 10 for region in ("a", "b") for year in range(3)}
    new = counts | {("a", "y3"): 6, ("b", "y3"): 7}
    tables = [by_year(tmp_path, "old", counts), by_year(tmp_path, "new", new)]
    assert audit_files(tables, by=["region,year"], extents=["year"]).ok
    assert audit_files(tables, by=["region,year"]).contradiction


def test_a_year_withheld_now_follows_from_the_totals_of_then(tmp_path):
    counts = {(region, f"y{year}"): 10 for region in ("a", "b") for year in range(3)}
    old = by_year(tmp_path, "old", counts)
    new = by_year(tmp_path, "new", counts | {("a", "y3"): 2, ("b", "y3"): 7})
    new.write_text(
        new.read_text().replace("a,y3,2,S", "a,y3,0,U").replace("b,y3,7,S", "b,y3,0,M")
    )
    assert (
        audit_files([old, new], by=["region,year"], extents=["year"]).exact_primary == 1
    )


@pytest.mark.parametrize(
    "extents",
    [["year"], ["year=y0-y4"] * 3, ["=y0"], ["region=a"], ["year=y5-y0"], ["year=,"]],
)
def test_an_extent_that_says_nothing_is_an_error(tmp_path, extents):
    tables = [regions(tmp_path, "old", OLD), regions(tmp_path, "new", OLD)]
    with pytest.raises(UsageError):
        audit_files(tables, by=["region"], extents=extents)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2019-2021", ["2019", "2020", "2021"]),
        ("08-10", ["08", "09", "10"]),
        ("a,b", ["a", "b"]),
    ],
)
def test_ranges_and_lists(text, codes):
    assert codes_of(text) == codes
