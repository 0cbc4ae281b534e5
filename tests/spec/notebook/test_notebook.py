"""`import zicht`: the names it gives, tables of three libraries in and out, and the notebook in docs."""

import doctest
import inspect
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import zicht
from zicht.desk.protect import protect_files, read_policy
from zicht.desk.requests import Destination, Protection, RecordsFile
from zicht.notebook import auditing, estimating, frames, modelling, protecting, releases
from zicht.notebook.protecting import STANDARD
from zicht.vocabulary.errors import EstimationRefused, UsageError

ROOT = Path(__file__).parents[3]
EARLIER = next((ROOT / "tests/unit/release/data/format_1").iterdir())
MAKERS = {"pyarrow": pa.table, "pandas": pd.DataFrame, "polars": pl.DataFrame}
SEEN: dict[str, list[Any]] = {
    "a": [1, 0, 1],
    "b": [0, 1, 1],
    "count": [80, 30, 20],
}


@pytest.fixture(params=MAKERS)
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(columns: dict[str, list[Any]], library: str) -> Any:
    return MAKERS[library](columns)


def column(table: Any, name: str) -> list[object]:
    return list(nw.from_native(table, eager_only=True)[name].to_list())


def rows(table: Any) -> list[tuple[object, ...]]:
    values = (column(table, name) for name in nw.from_native(table).columns)
    nothing = [[None if v != v else v for v in c] for c in values]  # noqa: PLR0124 - NaN of pandas
    return list(zip(*nothing, strict=True))


# --- what is exported


def test_the_list_of_names_is_what_there_is() -> None:
    assert set(zicht.__all__) == {
        "audit",
        "capture_table",
        "compare_models",
        "estimate",
        "fit_model",
        "open_release",
        "protect",
        "simple_estimates",
    }
    for name in zicht.__all__:
        assert callable(getattr(zicht, name))
    assert set(zicht.__all__) <= set(dir(zicht))
    with pytest.raises(AttributeError, match="nothing_such"):
        zicht.nothing_such  # noqa: B018


@pytest.mark.parametrize("name", zicht.__all__)
def test_every_name_says_what_it_takes_gives_and_refuses(name: str) -> None:
    verb = getattr(zicht, name)
    text = inspect.getdoc(verb) or ""
    for section in ("Parameters", "Returns", "Raises", "Examples"):
        assert f"{section}\n{'-' * len(section)}" in text
    described = text.partition("Returns\n")[0]
    for parameter in inspect.signature(verb).parameters:
        assert (
            f"{parameter} :" in described
            or f"{parameter}, " in described
            or (f", {parameter} :" in described)
        )


def test_nothing_is_loaded_until_a_name_is_used() -> None:
    code = "import sys, zicht; print(sorted({'numpy', 'narwhals', 'scipy', 'duckdb'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "module",
    [auditing, estimating, frames, modelling, protecting, releases],
    ids=lambda m: m.__name__,
)
def test_examples_in_the_documentation_of_names_hold(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


def test_the_notebook_in_docs_runs() -> None:
    cells = runpy.run_path(str(ROOT / "docs" / "notebook.py"))
    assert cells["table"].n_observed == 542
    assert cells["findings"].revealed == 1
    assert "Total" in column(cells["protected"].tables[0], "town")


# --- tables in and out


def test_a_table_of_any_library_counts_the_same_persons(library: str) -> None:
    table = zicht.capture_table(made(SEEN, library))
    assert table.lists == ("a", "b")
    assert table.n_observed == 130
    persons = {"a": [True, False, True], "b": [False, True, True]}
    assert zicht.capture_table(made(persons, library)).counts == (1, 1, 1)


def test_estimates_come_in_the_library_of_the_table(library: str) -> None:
    given = made(SEEN, library)
    result = zicht.estimate(given, methods=["independence"], replicates=0)
    assert type(result.methods) is type(given)
    # Lincoln and Petersen: 100 on one list, 50 on the other, 20 on both.
    assert column(result.methods, "estimate") == pytest.approx([250])
    assert result.headline is None
    assert column(result.criteria, "met") == []  # one method gives no verdict


def test_lists_without_overlap_give_no_estimate() -> None:
    apart = pl.DataFrame({"a": [1, 0], "b": [0, 1], "count": [80, 30]})
    with pytest.raises(EstimationRefused, match="No person is on two lists"):
        zicht.estimate(apart)


def records(seed: int = 1) -> dict[str, list[Any]]:
    rng = np.random.default_rng(seed)
    return {
        "town": rng.choice(
            ["Delft", "Leiden", "Assen"], 300, p=[0.6, 0.3, 0.1]
        ).tolist(),
        "sex": rng.choice(["f", "m"], 300).tolist(),
    }


def test_tables_have_the_cells_that_the_command_line_writes(
    library: str, tmp_path: Path
) -> None:
    by = (("town",), ("town", "sex"))
    file = tmp_path / "records.csv"
    pl.DataFrame(records()).write_csv(file)
    report = protect_files(
        RecordsFile(path=file, tables=by),
        Protection(policy=read_policy(STANDARD)),
        Destination(tmp_path / "out"),
    )
    result = zicht.protect(made(records(), library), by)
    for table, path, names in zip(result.tables, report.files, by, strict=True):
        assert type(table) is type(made(records(), library))
        written = pl.read_csv(path)
        assert set(nw.from_native(table).columns) == set(written.columns)
        cells = list(zip(*(column(table, name) for name in names), strict=True))
        assert cells == written.select(names).rows()


def test_bounds_hold_the_true_counts(library: str) -> None:
    result = zicht.protect(made(records(), library), ["sex"])
    true = Counter(records()["sex"]) | Counter(Total=300)
    for sex, n, lower, upper, _ in rows(result.tables[0]):
        assert lower <= true[sex] <= upper  # type: ignore[operator,index]
        assert n % result.policy.base == 0  # type: ignore[operator]


def test_protected_tables_withstand_the_attack(library: str) -> None:
    by = [["town"], ["sex"], ["town", "sex"]]
    result = zicht.protect(made(records(), library), by)
    findings = zicht.audit(
        list(result.tables), by, base=result.policy.base, attacker="rounded"
    )
    assert findings.ok
    assert findings.cells > 10


def test_levels_are_mappings(library: str) -> None:
    towns = {"Delft": "South", "Leiden": "South", "Assen": "North"}
    result = zicht.protect(made(records(), library), ["town"], levels={"town": towns})
    shown = dict(
        zip(
            column(result.tables[0], "town"), column(result.tables[0], "n"), strict=True
        )
    )
    assert {"Total", "South", "North", "Delft"} <= shown.keys()


@pytest.mark.parametrize("wrong", [[1, 2], "records.csv", {"a": [1]}])
def test_what_is_not_a_table_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match="not a table"):
        zicht.protect(wrong, ["a"])


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(UsageError, match="no rows"):
        zicht.capture_table(pl.DataFrame({"a": [], "b": []}))


def test_a_misspelt_column_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match="column twon is missing") as caught:
        zicht.protect(pl.DataFrame(records()), ["twon"])
    assert "town" in caught.value.now


def test_figures_of_a_release_come_in_the_library_that_is_asked(library: str) -> None:
    release = zicht.open_release(EARLIER, library=library)  # type: ignore[arg-type]
    figures = release.figures("V01")
    assert type(figures) is type(made(SEEN, library))
    assert rows(figures) == [
        ("2020", "_T", 15.0, "published", 11.0, 19.0),
        ("2020", "v", None, "banded", 0.0, 4.0),
    ]
    assert column(release.cited, "value") == [984.0]
    assert release.estimate("P01").period == "2024"


def test_a_figure_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no figures of V99") as caught:
        zicht.open_release(EARLIER).figures("V99")
    assert "V01" in caught.value.now
