"""Bad input gets a clear error, without a number of people in it."""

from pathlib import Path

import numpy as np
import pytest
from tests.desk import audit_files, protect_files
from tests.secret import SECRET

from zicht.disclosure import policy as policies
from zicht.disclosure.figures import NOTHING, estimate
from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import (
    DisclosureRefused,
    ProjectError,
    UsageError,
    ZichtError,
)
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Draft

POLICY = 'name = "p"\nversion = 1\nreason = "test"\nlocal_levels = ["region"]\nminimum_mean_count = 0.0\n'
RULES = Policy("p", "1", "test")


def write(folder: Path, **files: str) -> dict[str, Path]:
    found = {}
    for name, text in files.items():
        found[name] = folder / name.replace("_csv", ".csv").replace(
            "_toml", ".toml"
        ).replace("_hrc", ".hrc")
        found[name].write_text(text, encoding="utf-8")
    return found


def protect(folder: Path, micro: str, **options: str):
    files = write(
        folder,
        micro_csv=micro,
        policy_toml=options.pop("policy", POLICY),
        up_csv=options.pop("up", ""),
    )
    above = [f"region={files['up_csv']}"] if files["up_csv"].read_text() else []
    return protect_files(
        files["micro_csv"],
        by=["region,sex"],
        hierarchies=above,
        policy=files["policy_toml"],
        out=folder / "out",
    )


MICRO = "region,sex,n\n" + "".join(f"r{i % 3},{'mf'[i % 2]},1\n" for i in range(60))


def test_micro_data_is_protected(tmp_path):
    report = protect(tmp_path, MICRO, up="child,parent\nr0,P\nr1,P\nr2,Q\n")
    text = report.files[0].read_text(encoding="utf-8")
    assert text.startswith("region,sex,n,status,lower,upper\n")
    found = audit_files(
        list(report.files),
        by=["region,sex"],
        hierarchies=[f"region={tmp_path / 'up.csv'}"],
        attacker="rounded",
    )
    assert found.ok
    assert set(found.as_mapping()) >= {
        "cells",
        "protected",
        "exact",
        "below_threshold",
        "widest",
        "seconds",
        "complete",
    }


@pytest.mark.parametrize(
    ("micro", "up", "error"),
    [
        (MICRO + "r0,m,-3\n", "", UsageError),
        (MICRO + "r0,m,nan\n", "", UsageError),
        (MICRO + "r0,m,many\n", "", UsageError),
        (MICRO + "r0,m,1.5\n", "", UsageError),
        (MICRO + "r0,m,1,7\n", "", UsageError),
        (MICRO + "Total,m,1\n", "", UsageError),
        ("region,n\nr0,1\n", "", UsageError),
        ("region,sex,n\n", "", UsageError),
        (MICRO, "child,parent\nr0,P\nr1,P\n", UsageError),
        (MICRO, "child,parent\nr0,P\nr1,P\nr2,Q\nP,Q\nQ,P\n", UsageError),
        (MICRO, "child,parent\nr0,P\nr0,Q\nr1,P\nr2,Q\n", UsageError),
    ],
)
def test_bad_input(tmp_path, micro, up, error):
    with pytest.raises(error) as refused:
        protect(tmp_path, micro, up=up)
    assert refused.value.now
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [
        "name = 1",
        'name="p"\nversion=1\nreason="x"\nbsae=5',
        POLICY + "base = 1\n",
        POLICY + 'zeros = "no"\n',
        "= =",
    ],
)
def test_bad_policies(tmp_path, text):
    with pytest.raises(ProjectError):
        protect(tmp_path, MICRO, policy=text)


def test_a_policy_is_read_from_its_table():
    found = policies.read(
        {
            "policy": {
                "name": "p",
                "version": 2,
                "reason": "r",
                "local_levels": ["gemeente"],
            }
        }
    )
    assert found.title == "p 2"


def draft(counts, leaves=("a", "b")):
    codes = (np.asarray([*leaves, "_T"]),)
    return Draft(
        (CountTable("u", (Dimension("d", leaves),), codes, np.asarray(counts)),)
    )


def test_totals_that_do_not_add_are_refused_first():
    with pytest.raises(DisclosureRefused, match="not the sum") as refused:
        publish(draft([11, 12, 99]), RULES, sign=lambda b: b.hex(), secret=SECRET)
    assert "99" not in str(refused.value)


def test_a_total_without_any_parts_is_refused():
    dimensions = (Dimension("d", ("a", "b")), Dimension("e", ("x", "y")))
    codes = (
        np.asarray(["a", "b", "_T", "a", "_T"]),
        np.asarray(["_T", "_T", "_T", "x", "x"]),
    )
    with pytest.raises(DisclosureRefused, match="not the sum"):
        publish(
            Draft((CountTable("u", dimensions, codes, np.asarray([5, 5, 10, 5, 5])),)),
            RULES,
            sign=lambda b: b.hex(),
            secret=SECRET,
        )


def test_two_million_cells_are_refused():
    leaves = tuple(str(i) for i in range(1500))
    dimensions = (Dimension("d", leaves), Dimension("e", leaves))
    table = CountTable(
        "u", dimensions, (np.asarray(["1"]), np.asarray(["1"])), np.asarray([1])
    )
    with pytest.raises(DisclosureRefused, match="too sparse"):
        publish(Draft((table,)), RULES, sign=lambda b: b.hex(), secret=SECRET)


def test_a_sparse_table_is_refused_with_a_proposal():
    leaves = tuple(f"m{i}" for i in range(50))
    dimensions = (
        Dimension("muni", leaves),
        Dimension("day", tuple(f"d{i}" for i in range(50))),
    )
    table = CountTable(
        "u", dimensions, (np.asarray(["m1"]), np.asarray(["d1"])), np.asarray([3])
    )
    with pytest.raises(DisclosureRefused, match="merge its 50 categories"):
        publish(Draft((table,)), RULES, sign=lambda b: b.hex(), secret=SECRET)


@pytest.mark.parametrize(
    "table",
    [
        "region,n,status\na,x,S\n",
        "region,n,status\na,1,?\n",
        "region,n,status\na,1,S\na,1,S\n",
    ],
)
def test_bad_tables_for_the_audit(tmp_path, table):
    path = write(tmp_path, table_csv=table)["table_csv"]
    with pytest.raises(ZichtError):
        audit_files([path], by=["region"])


def test_the_audit_reads_hrc_files_blanks_and_floats(tmp_path):
    rows = "region,n,status,cost\nTotal,30.0,S,1\nP,14.0,S,1\nQ,16.0,S,1\na,,U,1\nb,,M,1\nc,16,S,1\n"
    files = write(tmp_path, t_csv=rows, h_hrc="P\n@a\n@b\nQ\n@c\n@d\n")
    found = audit_files(
        [files["t_csv"]], by=["region"], hierarchies=[f"region={files['h_hrc']}"]
    )
    assert found.ok
    assert found.protected == 2
    assert found.widest == 12


def test_a_withheld_value_is_never_read(tmp_path):
    rows = "region,n,status\nTotal,30,S\na,{},U\nb,20,M\nc,9,S\n"
    texts = [rows.format(n) for n in (1, 999)]
    found = [
        audit_files([write(tmp_path, t_csv=text)["t_csv"]], by=["region"]).as_mapping()
        for text in texts
    ]
    assert {**found[0], "seconds": 0} == {**found[1], "seconds": 0}


def test_an_estimate_is_printed_to_the_base_and_of_few_observed_not_at_all():
    assert estimate(4987.3, 4012, 6123, 984, RULES).value == 4985
    assert estimate(40, 10, 90, 4, RULES) == NOTHING
