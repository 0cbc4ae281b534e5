"""The law of policies: whatever a policy asks is kept in what is written, or nothing is written."""

import csv
import json
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk import protect_files

from zicht.desk.printed import read_published
from zicht.desk.printed_rows import Reader
from zicht.desk.trees import read_hierarchy
from zicht.disclosure.audit.attackers import Attacker, Background, Groups
from zicht.disclosure.audit.published import Mark
from zicht.disclosure.audit.report import audit
from zicht.vocabulary.errors import ZichtError

AREAS = tuple(f"a{i}" for i in range(8))
PROVINCE = {area: f"P{i // 4}" for i, area in enumerate(AREAS)}
FORMS = ("f1", "f2", "f3", "f4")
INHABITANTS = dict(zip(AREAS, (90, 4000, 5000, 300, 6000, 7000, 800, 900), strict=True))

rules = st.fixed_dictionaries(
    {
        "threshold": st.integers(2, 8),
        "local_threshold": st.integers(2, 12),
        "local_levels": st.sampled_from(
            [[], ["area"], ["province"], ["gemeente"], ["commune"]]
        ),
        "base": st.integers(2, 7),
        "zeros": st.sampled_from(["disclosive", "disclosive", "structural"]),
        "method": st.sampled_from(["rounding", "suppression"]),
        "minimum_population": st.sampled_from([0, 0, 1000, 1000000]),
        "minimum_mean_count": st.sampled_from([0.0, 0.0, 3.0]),
    },
    optional={
        "merges": st.sampled_from(
            [{"form": {"f4": "f3"}}, {"form": {"f9": "f3"}}, {"area": {"a1": "a0"}}]
        ),
        "sensitive": st.sampled_from(
            [{"form": ["f2"]}, {"form": ["f4"]}, {"colour": ["red"]}]
        ),
        "group_disclosure": st.booleans(),
    },
)


def as_toml(policy: dict[str, object]) -> str:
    flat = {key: value for key, value in policy.items() if not isinstance(value, dict)}
    lines = ['name = "law"', "version = 1", 'reason = "test"']
    lines += [f"{key} = {json.dumps(value)}" for key, value in flat.items()]
    for key, tables in policy.items():
        if isinstance(tables, dict):
            for name, own in tables.items():
                inner = (
                    [f"{code} = {into!r}" for code, into in own.items()]
                    if isinstance(own, dict)
                    else []
                )
                lines += (
                    [f"[{key}.{name}]", *inner]
                    if inner
                    else [f"[{key}]", f"{name} = {own!r}"]
                )
    return "\n".join(lines)


def written(
    policy: dict[str, object], seed: int, folder: Path
) -> list[dict[str, str]] | None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 300))
    area, form = (
        rng.choice(AREAS, n),
        rng.choice(FORMS, n, p=rng.dirichlet(np.full(4, 0.6))),
    )
    records = [
        *zip(area, form, strict=True),
        *((a, f) for a in AREAS for f in FORMS if (a + f) == "a0f1"),
    ]
    records += [(a, FORMS[i % 4]) for i, a in enumerate(AREAS)]
    (folder / "records.csv").write_text(
        "area,form\n" + "".join(f"{a},{f}\n" for a, f in records)
    )
    (folder / "tree.csv").write_text(
        "area,province\n" + "".join(f"{a},{p}\n" for a, p in PROVINCE.items())
    )
    (folder / "people.csv").write_text(
        "area,people\n" + "".join(f"{a},{n}\n" for a, n in INHABITANTS.items())
    )
    (folder / "policy.toml").write_text(as_toml(policy))
    try:
        protect_files(
            folder / "records.csv",
            by=["area,form"],
            hierarchies=[f"area={folder / 'tree.csv'}"],
            policy=folder / "policy.toml",
            inhabitants=[f"area={folder / 'people.csv'}"]
            if policy["minimum_population"]
            else [],
            out=folder / "out",
        )
    except ZichtError:
        assert not (folder / "out").exists()
        return None
    check(policy, records, folder)
    return list(
        csv.DictReader((folder / "out" / "area_form.csv").read_text().splitlines())
    )


def check(
    policy: dict[str, object], records: list[tuple[str, str]], folder: Path
) -> None:
    rows = list(
        csv.DictReader((folder / "out" / "area_form.csv").read_text().splitlines())
    )
    merges = policy.get("merges", {})
    merged = dict(merges)
    shown = {
        "area": {row["area"] for row in rows},
        "form": {row["form"] for row in rows},
    }
    assert all(
        code not in shown[name] and into in shown[name]
        for name, own in merged.items()
        for code, into in own.items()
    )
    assert set(policy["local_levels"]) <= {"area", "province", "gemeente"}
    is_rounded = policy["method"] == "rounding"
    places = {
        "Total": set(AREAS),
        **{p: {a for a in AREAS if PROVINCE[a] == p} for p in ("P0", "P1")},
    }
    for row in rows:
        areas = places.get(
            row["area"],
            {
                code
                for code in AREAS
                if merged.get("area", {}).get(code, code) == row["area"]
            },
        )
        forms = {
            code
            for code in FORMS
            if row["form"] in ("Total", merged.get("form", {}).get(code, code))
        }
        true = sum(a in areas and f in forms for a, f in records)
        if row["status"] != "published":
            continue
        number = int(row["n"])
        local = ("area" in policy["local_levels"] and row["area"] in AREAS) or (
            "province" in policy["local_levels"] and row["area"] in PROVINCE.values()
        )
        least = policy["local_threshold"] if local else policy["threshold"]
        if true == 0 and policy["zeros"] == "structural":
            assert number == 0
        else:
            assert number >= least
        assert (
            (number % policy["base"] == 0 and abs(number - true) < policy["base"])
            if is_rounded
            else number == true
        )
        if row["area"] in INHABITANTS:
            assert INHABITANTS[row["area"]] >= policy["minimum_population"]
    tree = {"area": [read_hierarchy(folder / "tree.csv")]}
    if "area" in merged:
        return
    table, _ = read_published(
        folder / "out" / "area_form.csv",
        ["area", "form"],
        Reader(hierarchies=tree, base=policy["base"] if is_rounded else None),
    )
    kind = (
        Attacker.ROUNDED
        if is_rounded
        else Attacker.ONE
        if policy["zeros"] == "structural"
        else Attacker.ZERO
    )
    groups = Groups(policy.get("sensitive", {}), policy["threshold"])
    background = Background(
        kind, (1, policy["threshold"] - 1), policy["base"], groups=groups
    )
    findings = audit([table], background)
    assert findings.groups == 0
    assert findings.complete
    assert is_rounded or not np.any(table.marks == Mark.BANDED)


@given(policy=rules, seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_rule_is_kept_or_refused(policy, seed):
    with tempfile.TemporaryDirectory() as folder:
        written(policy, seed, Path(folder))


def test_the_law_is_not_empty():
    """Policies with every rule at once do pass."""
    policy = {
        "threshold": 5,
        "local_threshold": 10,
        "local_levels": ["area"],
        "base": 5,
        "zeros": "disclosive",
        "method": "rounding",
        "minimum_population": 1000,
        "minimum_mean_count": 0.1,
        "merges": {"form": {"f4": "f3"}},
        "sensitive": {"form": ["f2"]},
        "group_disclosure": True,
    }
    with tempfile.TemporaryDirectory() as folder:
        assert written(policy, 1, Path(folder))
    for method in ("rounding", "suppression"):
        with tempfile.TemporaryDirectory() as folder:
            assert written({**policy, "method": method}, 2, Path(folder))
