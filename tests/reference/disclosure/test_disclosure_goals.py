"""The protection goals on the invented registrations: everything as one system, and releases that grow by a year."""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.desk import audit_files, count_file, protect_files
from tests.secret import SECRET

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import Draft

DATA = Path(__file__).parents[1] / "data" / "disclosure" / "synthetic"
PROVINCES, UNITS = (
    f"region={DATA / 'region_hierarchy.csv'}",
    f"region={DATA / 'region_hierarchy_overlapping.csv'}",
)
ROUND = Policy("goals", "1", "test", local_levels=("region",))
SUPPRESS = Policy(
    "goals", "2", "test", local_threshold=5, method="suppression", zeros="structural"
)
YEARS = tuple(f"y{i}" for i in range(6))
ALL = (
    "region,year",
    "region,form",
    "province,year,form",
    "province,sex,age,form",
    "region,year,form",
)


def sign(digest: bytes) -> str:
    return digest.hex()


def protected_files(folder: Path, by: tuple[str, ...], above: tuple[str, ...]):
    rules = folder / "policy.toml"
    rules.write_text(
        'name = "goals"\nversion = "1"\nreason = "test"\nlocal_levels = ["region"]\n',
        encoding="utf-8",
    )
    done = protect_files(
        DATA / "micro.csv", by=by, hierarchies=above, policy=rules, out=folder / "out"
    )
    return done, audit_files(
        done.files, by=by, hierarchies=above, attacker="rounded", base=5
    )


def test_regions_by_year_and_form_hold_in_files(tmp_path):
    done, found = protected_files(
        tmp_path, ("region,year", "province,year,form"), (PROVINCES,)
    )
    assert [path.name for path in done.files] == [
        "region_year.csv",
        "province_year_form.csv",
    ]
    assert found.ok


@pytest.mark.nightly
def test_the_largest_table_holds_in_its_file(tmp_path):
    done, found = protected_files(tmp_path, ("region,year,form",), (PROVINCES,))
    assert done.cells == 17_395
    assert found.ok


@pytest.mark.nightly
def test_all_tables_with_crossing_police_units_are_one_system():
    tables = count_file(DATA / "micro.csv", ALL, [PROVINCES, UNITS], ROUND)
    protected = publish(Draft(tables), ROUND, sign=sign, secret=SECRET)
    assert audit(
        [from_protected(t, is_rounded=True) for t in protected.tables],
        Background(Attacker.ROUNDED),
    ).ok


def publish_or_none(draft: Draft, policy: Policy, ledger: Ledger, extents):
    """Publish; None when it was refused for what earlier releases say."""
    try:
        return publish(
            draft, policy, sign=sign, secret=SECRET, ledger=ledger, extents=extents
        )
    except DisclosureRefused as refused:
        if not ledger.entries or "together with earlier releases" not in refused.what:
            raise
        return None


def growing(folder: Path, by: str, policy: Policy) -> None:
    """Print five years and then six; what the second release prints must hold together with the first."""
    rows = list(
        csv.DictReader((DATA / "micro.csv").read_text(encoding="utf-8").splitlines())
    )
    ledger, read = Ledger(), []
    for years in (YEARS[:5], YEARS):
        path = folder / f"{years[-1]}.csv"
        lines = [",".join(row.values()) for row in rows if row["year"] in years]
        path.write_text("\n".join([",".join(rows[0]), *lines]) + "\n", encoding="utf-8")
        extents = {"records": {"year": frozenset(years)}}
        draft = Draft(count_file(path, [by], [PROVINCES], policy))
        made = publish_or_none(draft, policy, ledger, extents)
        if made is None:
            return
        ledger = ledger.entered(years[-1], made, extents)
        rounded = policy.method == "rounding"
        read += [
            from_protected(t, is_rounded=rounded, extents=extents["records"])
            for t in made.tables
        ]
    attacker = Attacker.ROUNDED if policy.method == "rounding" else Attacker.ONE
    assert audit(read, Background(attacker)).ok
    assert all(np.all(t.upper >= t.lower) for t in read)


@pytest.mark.parametrize("policy", [ROUND, SUPPRESS], ids=["rounding", "suppression"])
def test_a_year_more_by_province_is_repaired_or_refused(tmp_path, policy):
    growing(tmp_path, "province,form", policy)


@pytest.mark.nightly
@pytest.mark.parametrize("policy", [ROUND, SUPPRESS], ids=["rounding", "suppression"])
def test_a_year_more_by_region_is_repaired_or_refused(tmp_path, policy):
    growing(tmp_path, "region,form", policy)
