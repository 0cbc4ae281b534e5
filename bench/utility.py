"""Measure what the gate leaves of a project's tables: cells with a number, their change, and their bias.

Run: python bench/utility.py PROJECT; it counts the project once more and stops before anything is published. The true
counts are compared in memory; only numbers of cells and means are printed, and nothing is written.
"""

import sys
from collections import Counter
from typing import Any, NoReturn

import numpy as np

from zicht.cli import main as zicht
from zicht.disclosure import gate
from zicht.disclosure.protect.building import build
from zicht.indicators.plausible import Bands
from zicht.pipeline import counting
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import Draft

publish = gate.publish


def compare(draft: Draft, *arguments: Any, **options: Any) -> NoReturn:
    """Protect a draft as a first release, and print how it differs from the true counts."""
    protected = publish(draft, *arguments, **{**options, "ledger": Ledger()})
    true = {
        key: count
        for table in draft.tables
        for key, count in zip(table.keys(), table.counts.tolist(), strict=True)
    }
    changes: dict[object, float] = {}
    cells: set[object] = set()
    bands: dict[object, str] = {}
    # Behind the tables of the draft stand those of its curves, which are compared nowhere.
    for table in protected.tables[: len(draft.tables)]:
        shown = table.statuses == Status.PUBLISHED
        rows = zip(
            table.keys(),
            shown.tolist(),
            table.values.tolist(),
            table.lower.tolist(),
            table.upper.tolist(),
            strict=True,
        )
        for key, is_shown, value, lower, upper in rows:
            cells.add(key)
            # A combination that the draft leaves out holds nobody.
            if is_shown:
                changes[key] = value - true.get(key, 0)
            else:
                bands[key] = f"{lower} to {upper}"
    change = np.asarray(list(changes.values()))
    n_in_draft = len(build(draft.tables).counts)
    print(f"{len(cells)} cells, {n_in_draft} of them in the draft", flush=True)
    print(f"with a number: {len(changes) / len(cells):.1%}")
    print(f"mean absolute change: {np.abs(change).mean():.2f}")
    print(f"mean change: {change.mean():+.3f}")
    n_of_nobody = sum(not true.get(key) for key in bands)
    print(f"without a number: {len(bands)}, of which {n_of_nobody} hold nobody")
    for band, n_cells in Counter(bands.values()).most_common():
        print(f"  {band}: {n_cells}")
    raise SystemExit(0)


def without_bands(*_arguments: Any, **_options: Any) -> Bands:
    """Leave out the bands of linkage: nothing of the gate rests on them, and they take longest."""
    return {}


def main() -> None:
    gate.publish = compare
    counting.bands_of_linkage = without_bands
    zicht(["run", sys.argv[1]])


if __name__ == "__main__":
    main()
