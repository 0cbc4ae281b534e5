"""Random small countries: areas with crossing hierarchies, forms of which one may have several, years; and policies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from hypothesis import strategies as st

from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

Record = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Country:
    """Invented records, what they may be broken down by, and which tables are asked for.

    Parameters
    ----------
    records : per record, the codes it carries in each dimension
    choices : the dimensions of each table
    levels : per table, the hierarchies whose levels stand in it without the leaves that they place; none for all codes
    """

    dimensions: tuple[Dimension, ...]
    records: tuple[Record, ...]
    choices: tuple[tuple[int, ...], ...]
    levels: tuple[frozenset[str], ...]

    def tables(self, *, sparse: bool = False) -> tuple[CountTable, ...]:
        """Count every table with all its margins."""
        return tuple(
            count(
                self.records,
                [self.dimensions[at] for at in choice],
                only=only,
                sparse=sparse,
            )
            for choice, only in zip(self.choices, self.levels, strict=True)
        )

    def used(self) -> tuple[Dimension, ...]:
        """Give the dimensions that stand in a table."""
        return tuple(
            self.dimensions[at]
            for at in sorted({at for choice in self.choices for at in choice})
        )

    def of(self, name: str, codes: Iterable[str]) -> "Country":
        """Give the country with those records alone that carry one of these codes."""
        wanted = frozenset(codes)
        return replace(
            self,
            records=tuple(record for record in self.records if record[name] & wanted),
        )


def count(
    records: Sequence[Record],
    dimensions: Sequence[Dimension],
    *,
    only: frozenset[str] = frozenset(),
    sparse: bool = False,
) -> CountTable:
    """Count records by dimensions, one cell after another: slow, and told by nothing else in the house."""
    below = [_below(dimension) for dimension in dimensions]
    shown = [
        _shown(d, own, only=only) for d, own in zip(dimensions, below, strict=True)
    ]
    rows = []
    for row in product(*shown):
        wanted = [
            (d.name, own[code])
            for d, own, code in zip(dimensions, below, row, strict=True)
            if code != TOTAL
        ]
        n = sum(
            all(record[name] & leaves for name, leaves in wanted) for record in records
        )
        if n or not sparse:
            rows.append((*row, n))
    columns = tuple(
        np.asarray([row[axis] for row in rows], dtype=np.str_)
        for axis in range(len(dimensions))
    )
    return CountTable(
        "u",
        tuple(dimensions),
        columns,
        np.asarray([row[-1] for row in rows], dtype=np.int64),
    )


def _shown(
    dimension: Dimension, below: Mapping[str, frozenset[str]], *, only: frozenset[str]
) -> list[str]:
    """Codes that a table shows: in a coarse one the codes of some hierarchies and what stands beside them."""
    above = {
        code
        for hierarchy in dimension.hierarchies
        if hierarchy.name in only
        for code in hierarchy.parents.values()
    }
    beside = dimension.roots if above else below
    return [*(code for code in below if code in above or code in beside), TOTAL]


def _below(dimension: Dimension) -> dict[str, frozenset[str]]:
    found = {leaf: {leaf} for leaf in dimension.leaves}
    for hierarchy in dimension.hierarchies:
        for leaf in dimension.leaves:
            code = leaf
            while code in hierarchy.parents:
                code = hierarchy.parents[code]
                found.setdefault(code, set()).add(leaf)
    return {code: frozenset(own) for code, own in found.items()}


@st.composite
def countries(
    draw: st.DrawFn,
    *,
    areas: int = 3,
    forms: int = 2,
    others: int = 2,
    people: int = 30,
    years: int = 0,
    has_groups: bool = False,
) -> Country:
    """Draw a country of at most so many areas, forms (in groups, where asked for), other categories and people."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    leaves = tuple(f"A{i}" for i in range(draw(st.integers(2, areas))))
    placed = leaves[:-1] if draw(st.integers(0, 7)) == 0 else leaves
    hierarchies = tuple(
        Hierarchy(
            f"h{k}",
            {
                area: f"H{k}{rng.integers(0, max(2, len(leaves) - 1))}"
                for area in placed
            },
        )
        for k in range(draw(st.integers(0, 2)))
    )
    codes = tuple(f"f{i}" for i in range(draw(st.integers(1, forms))))
    several = len(codes) > 1 and (has_groups or draw(st.booleans()))
    groups = (
        (Hierarchy("kind", {code: f"F{rng.integers(0, 2)}" for code in codes}),)
        if has_groups
        else ()
    )
    dimensions = [
        Dimension("area", leaves, hierarchies),
        Dimension("form", codes, groups, adds_up=not several),
        Dimension("sex", tuple(f"s{i}" for i in range(draw(st.integers(1, others))))),
    ]
    if years:
        dimensions.append(Dimension("year", tuple(f"y{i}" for i in range(years))))
    n, even = draw(st.integers(1, people)), draw(st.sampled_from([0.3, 0.7, 2.0]))
    columns = {d.name: _codes(d, n, rng, even) for d in dimensions}
    records = tuple(
        {name: column[at] for name, column in columns.items()} for at in range(n)
    )
    n_tables = draw(st.integers(1, 3))
    choices = tuple(
        tuple(
            sorted(
                draw(
                    st.sets(
                        st.integers(0, len(dimensions) - 1),
                        min_size=1,
                        max_size=2 if years else 3,
                    )
                )
            )
        )
        for _ in range(n_tables)
    )
    return Country(
        tuple(dimensions),
        records,
        choices,
        tuple(draw(st.sampled_from([*_ALL_CODES, *_COARSE])) for _ in range(n_tables)),
    )


_COARSE = tuple(map(frozenset, ({"h0"}, {"h1"}, {"h0", "h1"})))
_ALL_CODES = (frozenset[str](),) * 5


def _codes(
    dimension: Dimension, n: int, rng: np.random.Generator, even: float
) -> list[frozenset[str]]:
    leaves = dimension.leaves
    chances = rng.dirichlet(np.full(len(leaves), even))
    column = [frozenset({str(leaf)}) for leaf in rng.choice(leaves, n, p=chances)]
    if dimension.adds_up:
        return column
    more = rng.random((n, len(leaves))) < 0.25
    return [
        own | {leaf for leaf, has in zip(leaves, row, strict=True) if has}
        for own, row in zip(column, more, strict=True)
    ]


@st.composite
def policies(draw: st.DrawFn, method: str) -> Policy:
    """Draw rules: several bases, thresholds beside their multiples, higher ones in small areas, zeros of both kinds."""
    threshold = draw(st.integers(2, 7))
    return Policy(
        "law",
        "1",
        "test",
        threshold=threshold,
        local_threshold=threshold + draw(st.sampled_from([0, 0, 1, 5])),
        local_levels=draw(st.sampled_from([(), ("area",), ("h0",), ("form",)])),
        base=draw(st.sampled_from([2, 3, 5, 10])),
        zeros=draw(st.sampled_from(["structural", "disclosive"])),
        minimum_mean_count=0.0,
        method=method,
    )
