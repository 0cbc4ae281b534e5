"""Tables protected by existing tools, and what was measured to leak from them (notes of 2026, HiGHS, R, τ-ARGUS)."""

from pathlib import Path

import pytest
from tests.desk import audit_files

DATA = Path(__file__).parents[1] / "data" / "disclosure"
REGION = f"region={DATA / 'synthetic' / 'region_hierarchy.csv'}"


def findings(name: str, by: str, **options):
    return audit_files(
        [DATA / "protected" / f"{name}.csv"],
        by=[by],
        hierarchies=[REGION] if "region" in by else [],
        **options,
    )


@pytest.mark.parametrize(
    ("name", "by", "primary", "secondary"),
    [
        ("tauargus_modular_region_year", "region,year", 24, 0),
        ("tauargus_optimal_region_year", "region,year", 24, 0),
        ("tauargus_modular_region_form", "region,form", 33, 0),
        ("tauargus_optimal_prov_year_form", "prov,year,form", 14, 0),
        ("tauargus_optimal_prov_sex_age_form", "prov,sex,age,form", 32, 9),
        ("gausssuppression_region_year", "region,year", 0, 0),
        ("gausssuppression_region_form", "region,form", 0, 0),
    ],
)
def test_exact_cells(name, by, primary, secondary):
    found = findings(name, by)
    assert (found.exact_primary, found.exact_secondary) == (primary, secondary)
    assert found.complete
    assert not found.ok


def test_gausssuppression_shows_537_cells_to_be_small():
    assert (
        findings("gausssuppression_region_year", "region,year").below_threshold == 537
    )


@pytest.mark.parametrize("attacker", ["zero", "one"])
@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("good_region_year", "region,year"),
        ("good_region_form", "region,form"),
        ("good_prov_year_form", "prov,year,form"),
        ("good_prov_sex_age_form", "prov,sex,age,form"),
    ],
)
def test_good_tables_hold(name, by, attacker):
    assert findings(name, by, attacker=attacker).ok


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("rounding_bad_allzero_region_year", "region,year"),
        ("rounding_bad_prov_year_form", "prov,year,form"),
    ],
)
def test_bad_roundings_are_rejected(name, by):
    found = findings(name, by, original="freq", base=5)
    assert found.off_base > 0
    assert not found.ok
