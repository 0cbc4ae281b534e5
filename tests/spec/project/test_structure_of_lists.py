"""Code lists declare how their codes relate; tables, charts and counts act on it."""

from pathlib import Path

import numpy as np
import pytest

from zicht.pipeline.validity import refuse_codes_out_of_time, without_codes_out_of_time
from zicht.project.codes import read_codes
from zicht.vocabulary.codes import CodeList, Relation
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import IndicatorError, ProjectError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.tables import CountTable, Draft
from zicht.vocabulary.text import Text
from zicht.vocabulary.validity import Validity

AGES = """\
name = "age"
adds_up = true
ordered = true
unknown = ["not_stated"]

[[code]]
code = "child"
en = "Child"
in = { known = "stated" }

[[code]]
code = "adult"
en = "Adult"
in = { known = "stated" }

[[code]]
code = "not_stated"
en = "Not stated"

[[code]]
code = "stated"
en = "Stated"
"""


def read(folder: Path, words: str) -> CodeList:
    (folder / "codes").mkdir(exist_ok=True)
    (folder / "codes" / "age.toml").write_text(words)
    return read_codes(folder / "codes")["age"]


def test_a_list_with_a_name_of_before_is_refused(tmp_path: Path) -> None:
    """What a release prints by `jaarblok` is read under the name of today: a list of that name would be mixed up."""
    codes = tmp_path / "codes"
    codes.mkdir()
    words = 'name = "jaarblok"\n[[code]]\ncode = "a"\nen = "A"\n'
    (codes / "jaarblok.toml").write_text(words, encoding="utf-8")
    with pytest.raises(ProjectError, match="is called 'year_block' now"):
        read_codes(codes)


def test_a_list_declares_its_subtotals_order_and_unknown(tmp_path: Path) -> None:
    ages = read(tmp_path, AGES)
    assert ages.subtotals == ("stated",)
    assert ages.leaves == ("child", "adult", "not_stated")
    assert ages.parts_of("stated") == ("child", "adult")
    assert ages.is_ordered
    assert ages.unknown == ("not_stated",)
    assert ages.relation is Relation.PARTS


def test_a_subtotal_is_not_drawn_beside_its_parts(tmp_path: Path) -> None:
    ages = read(tmp_path, AGES)
    everything = ["stated", "child", "adult", "not_stated"]
    assert ages.side_by_side(everything) == ("child", "adult", "not_stated")


def test_a_subtotal_stands_for_parts_of_which_there_is_no_figure(
    tmp_path: Path,
) -> None:
    ages = read(tmp_path, AGES)
    assert ages.side_by_side(["stated", "child", "not_stated"]) == (
        "not_stated",
        "stated",
    )


def test_of_hierarchies_that_cross_one_is_drawn() -> None:
    regions = CodeList(
        "town",
        {code: Text(en=code) for code in ("a", "b", "c", "North", "South", "Law 1")},
        {
            "region": {"a": "North", "b": "North", "c": "South"},
            "court": {"a": "Law 1"},
        },
    )
    assert regions.side_by_side(["North", "South", "Law 1"]) == ("North", "South")
    assert regions.side_by_side(regions.labels, most=2) == ("North", "South")
    assert regions.side_by_side(regions.labels) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('unknown = ["not_stated"]', 'unknown = ["stated"]', 1, "unknown names stated"),
        ("adds_up = true", 'adds_up = true\nrelation = "nested"', 1, "do not fit"),
        ("adds_up = true", 'relation = "nestd"', 2, "Did you mean 'nested'"),
        ('known = "stated" }', 'known = "sttd" }', 9, "'sttd', which is not a code"),
        ('en = "Adult"', 'en = "Adult"\nvalid_from = "x"', 14, "must be a year"),
        (
            'en = "Adult"',
            'en = "Adult"\nvalid_from = 2022\nvalid_until = 2020',
            15,
            "ends in 2020",
        ),
        ("ordered = true", "orderd = true", 3, "Did you mean 'ordered'"),
    ],
)
def test_a_structure_that_does_not_hold_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, words: str
) -> None:
    with pytest.raises(ProjectError) as raised:
        read(tmp_path, AGES.replace(before, after, 1))
    assert f"codes/age.toml:{line}: " in str(raised.value)
    assert words in str(raised.value)


def list_with_a_new_code() -> dict[str, CodeList]:
    labels = {code: Text(en=code) for code in ("old", "new")}
    return {"form": CodeList("form", labels, validity={"new": Validity(2022)})}


def table(counts: list[int]) -> Draft:
    years = Dimension("year", ("2021", "2022"))
    forms = Dimension("form", ("old", "new"))
    codes = (
        np.array(["2021", "2021", "2022", "2022"]),
        np.array(["old", "new", "old", "new"]),
    )
    return Draft((CountTable("cases", (years, forms), codes, np.array(counts)),))


def test_a_record_with_a_code_before_its_first_year_is_refused() -> None:
    refuse_codes_out_of_time(table([5, 0, 5, 5]), list_with_a_new_code())
    with pytest.raises(IndicatorError, match="form new in 2021"):
        refuse_codes_out_of_time(table([5, 1, 5, 5]), list_with_a_new_code())


def test_a_code_has_no_figure_before_its_first_year() -> None:
    numbers = np.array([5.0, 0.0, 5.0, 5.0])
    series = Series(
        "X",
        ("form",),
        np.array(["2021", "2021", "2022", "2022"]),
        (np.array(["old", "new", "old", "new"]),),
        numbers,
        np.array(["published"] * 4),
        numbers,
        numbers,
        numbers,
        numbers,
    )
    left = without_codes_out_of_time(series, list_with_a_new_code())
    rows = list(zip(left.periods.tolist(), left.codes[0].tolist(), strict=True))
    assert rows == [("2021", "old"), ("2022", "old"), ("2022", "new")]
