"""Nobody who has only a release's folder learns more than the policy allows."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from tests.laws.sizes import cases
from tests.laws.stranger import Stranger
from tests.laws.systems import Country, countries, policies
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.release.freeze import Sealed, freeze
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.releases import Face, Inputs, Release
from zicht.vocabulary.tables import CountTable, Draft
from zicht.vocabulary.text import Text

NAME = Text(nl="wet", en="law")
FACE = Face(
    id="law",
    title=NAME,
    institute=NAME,
    country="",
    invented=True,
    languages=("nl", "en"),
    about=NAME,
    contact="",
    help_lines=(),
)
KEY = Ed25519PrivateKey.from_private_bytes(SECRET[:32].ljust(32, b"."))


def code_list(dimension: Dimension) -> CodeList:
    """Return the code list that a release prints of a dimension."""
    codes = sorted(dimension.codes - {"_T"})
    leaves_first = [*dimension.leaves, *(c for c in codes if c not in dimension.leaves)]
    return CodeList(
        dimension.name,
        {code: Text(nl=code, en=code) for code in leaves_first},
        {tree.name: dict(tree.parents) for tree in dimension.hierarchies},
        dimension.adds_up,
    )


def frozen(country: Country, policy: Policy, folder: Path) -> Path:
    """Publish the tables of a country as a release, and return the folder of its content."""
    return frozen_tables(country.tables(), policy, folder)


def frozen_tables(tables: Sequence[CountTable], policy: Policy, folder: Path) -> Path:
    """Publish tables as a release, and return the folder of its content."""
    protected = publish(
        Draft(tuple(tables)),
        policy,
        sign=lambda digest: KEY.sign(digest).hex(),
        secret=SECRET,
    )
    release = Release(
        digest="",
        face=FACE,
        codes={
            dimension.name: code_list(dimension)
            for table in tables
            for dimension in table.dimensions
        },
        policy=policy,
        losses=protected.losses,
    )
    return freeze(release, Sealed.by(protected, KEY), Inputs(), folder) / "content"


def test_a_stranger_finds_what_follows_by_subtraction(tmp_path: Path) -> None:
    """12 in all and 9 in one area: the withheld 3 of the other one follows."""
    (tmp_path / "cells").mkdir()
    policy = {
        "method": "suppression", "base": 5, "threshold": 5, "local_threshold": 5,
        "local_levels": [], "zeros": "structural",
    }  # fmt: skip
    codes = {"area": {"labels": {"A": {}, "B": {}}, "parents": {}, "adds_up": True}}
    (tmp_path / "policy.json").write_text(json.dumps(policy))
    (tmp_path / "codes.json").write_text(json.dumps(codes))
    (tmp_path / "cells" / "000-u.csv").write_text(
        "area,value,status,lower,upper\n"
        "_T,12,published,12,12\nA,9,published,9,9\nB,,withheld,0,99\n"
    )
    assert Stranger(tmp_path).known_too_well() == ["u [('area', ['B'])]: 3 to 3"]


@pytest.mark.parametrize("method", ["rounding", "suppression"])
def test_a_stranger_learns_no_more_from_a_folder_than_the_policy_allows(
    method: str,
) -> None:
    @cases(12, 1_000)
    @given(countries(areas=4, forms=3, others=3, people=60), policies(method))
    def law(country: Country, policy: Policy) -> None:
        with TemporaryDirectory() as folder:
            try:
                content = frozen(country, policy, Path(folder))
            except DisclosureRefused:
                return
            assert Stranger(content).known_too_well() == []

    law()
