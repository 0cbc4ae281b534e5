"""A longer period beside a shorter one, whole groups, and tables with few people."""

import numpy as np
import pytest
from tests.desk import protect_files
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

POLICY = Policy("p", "1", "test", minimum_mean_count=0.0)
FORMS = Dimension("form", ("f1", "f2", "f3", "f4"))
CODES = (np.asarray(["f1", "f2", "f3", "f4", "_T"]),)
SHORT = {"persons": {"year": frozenset({"2022"})}}
LONG = {"persons": {"year": frozenset({"2022", "2023"})}}


def sign(digest: bytes) -> str:
    return digest.hex()


def draft_of(counts: list[int]) -> Draft:
    table = CountTable("persons", (FORMS,), CODES, np.asarray([*counts, sum(counts)]))
    return Draft((table,))


def two_releases(
    first: list[int], second: list[int]
) -> tuple[ProtectedTable, ProtectedTable]:
    """Publish the forms of one year, and then of that year and the next."""
    before = publish(draft_of(first), POLICY, sign=sign, secret=SECRET, extents=SHORT)
    ledger = Ledger().entered("first", before, SHORT)
    after = publish(
        draft_of(second), POLICY, sign=sign, secret=SECRET, ledger=ledger, extents=LONG
    )
    return before.tables[0], after.tables[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([20, 12, 11, 22], [20, 12, 13, 23]),
        ([23, 17, 11, 24], [24, 22, 11, 24]),
        ([21, 20, 13, 14], [21, 21, 13, 16]),
    ],
)
def test_a_longer_period_is_never_printed_below_a_shorter_one_in_it(first, second):
    """The first release rounded a count up; the longer period goes up too, and no number is lost for it."""
    short, long = two_releases(first, second)
    assert set(short.statuses) == set(long.statuses) == {Status.PUBLISHED}
    assert (long.values >= short.values).all()


RECORDS = "who,region,form\n" + "".join(
    f'p{n},{region},"{forms}"\n'
    for n, (region, forms) in enumerate(
        [("a", "organ")] * 35
        + [("a", "organ;other")] * 3
        + [("a", "other")] * 2
        + [("b", "organ")] * 20
        + [("b", "other")] * 30
        + [("c", "organ;other")] * 22
        + [("c", "other")] * 14
    )
)
"""In region a 38 of 40 carry `organ`; codes do not add up to persons."""


def forms_of_region_a(folder, rules: str) -> dict[str, str]:
    (folder / "records.csv").write_text(RECORDS, encoding="utf-8")
    (folder / "policy.toml").write_text(
        'name = "p"\nversion = 1\nreason = "test"\nminimum_mean_count = 0.0\n'
        f'method = "suppression"\n{rules}',
        encoding="utf-8",
    )
    report = protect_files(
        folder / "records.csv",
        by=["region,form"],
        several=["form"],
        policy=folder / "policy.toml",
        out=folder / "out",
    )
    lines = report.files[0].read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    rows = [dict(zip(header, line.split(","), strict=True)) for line in lines[1:]]
    return {row["form"]: row["status"] for row in rows if row["region"] == "a"}


def test_a_group_is_whole_when_fewer_than_the_threshold_are_outside(tmp_path):
    """Two of forty do not carry the sensitive code. The code is withheld for that, and the total of the row stays."""
    guarded = forms_of_region_a(tmp_path, '[sensitive]\nform = ["organ"]\n')
    assert guarded["organ"] == "withheld"
    assert guarded["Total"] == "published"


def sparse_draft(records: int) -> Draft:
    """A table of a hundred cells in which so many people stand."""
    areas = tuple(f"a{n:02}" for n in range(10))
    forms = tuple(f"f{n}" for n in range(10))
    at = np.arange(records)
    codes = (
        np.asarray([areas[n % 10] for n in at]),
        np.asarray([forms[n // 10] for n in at]),
    )
    table = CountTable(
        "persons",
        (Dimension("area", areas), Dimension("form", forms)),
        codes,
        np.ones(records, dtype=np.int64),
    )
    return Draft((table,))


@pytest.mark.parametrize(
    ("minimum", "records", "is_refused"),
    [(0.5, 49, True), (0.5, 50, False), (0.2, 19, True), (0.2, 20, False)],
)
def test_a_table_with_fewer_people_per_cell_than_the_minimum_is_refused(
    minimum, records, *, is_refused
):
    policy = Policy("p", "1", "test", minimum_mean_count=minimum)
    if is_refused:
        with pytest.raises(DisclosureRefused, match="too sparse"):
            publish(sparse_draft(records), policy, sign=sign, secret=SECRET)
    else:
        assert publish(sparse_draft(records), policy, sign=sign, secret=SECRET).tables


def test_the_minimum_is_one_person_in_ten_cells_unless_the_policy_says_otherwise():
    policy = Policy("p", "1", "test")
    with pytest.raises(DisclosureRefused, match="too sparse"):
        publish(sparse_draft(9), policy, sign=sign, secret=SECRET)
    assert publish(sparse_draft(10), policy, sign=sign, secret=SECRET).tables
