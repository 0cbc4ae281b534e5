"""What the verdict lets through on populations of known size, drawn with seeds that no rule was tuned on.

Run: python bench/estimation_truths.py [tables per kind] [seed] [set]; writes estimation_truths_SET.json and .md
in bench/results.
The sets: `known` (those of the nightly test, six lists or fewer), `other` (kinds that were written after the rule was
fixed) and `many` (seven to twelve lists, of every set).
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reference.estimation.other_truths import (  # noqa: E402 - the path is set first
    MANY_LISTS,
    OTHER_TRUTHS,
)
from tests.reference.estimation.truths import NEW_TRUTHS, TRUTHS, Truth  # noqa: E402 - the path is set first

from zicht.estimation.comparing import compare  # noqa: E402 - the path is set first
from zicht.estimation.settings import Settings  # noqa: E402 - the path is set first
from zicht.vocabulary.errors import EstimationRefused  # noqa: E402 - the path is set first

RESULTS = Path(__file__).parent / "results"
TABLES, SEED = 8, 7711
FEW_LISTS = 6
REPLICATES = 200


def _kinds(name: str) -> dict[str, Truth]:
    """Return the truths of one set."""
    if name == "many":
        every = {**TRUTHS, **NEW_TRUTHS, **MANY_LISTS}
        return {
            kind: truth for kind, truth in every.items() if truth.n_lists > FEW_LISTS
        }
    named = {"known": {**TRUTHS, **NEW_TRUTHS}, "other": OTHER_TRUTHS}[name]
    return {kind: truth for kind, truth in named.items() if truth.n_lists <= FEW_LISTS}


@dataclass
class Score:
    """Headlines on the tables of one kind.

    Parameters
    ----------
    kind : name of the truth
    lists : how many there are
    tables : drawn
    headlines : tables with a headline
    held : headlines whose interval holds the true size
    is_calm : whether every assumption of the published methods holds
    needs_condition : whether no data could show that the number is wrong
    """

    kind: str
    lists: int
    is_calm: bool
    needs_condition: bool
    tables: int = 0
    headlines: int = 0
    held: int = 0


def score(kind: str, truth: Truth, n_tables: int, seed: int) -> Score:
    """Draw tables of one kind and count the headlines that hold."""
    result = Score(kind, truth.n_lists, truth.is_calm, truth.needs_condition)
    for number in range(n_tables):
        rng = np.random.default_rng([seed, number, *kind.encode()])
        table = truth.draw(rng)
        result.tables += 1
        try:
            settings = Settings(replicates=REPLICATES, seed=number + 1)
            estimate = compare(table, settings=settings, until_decided=True).estimate
        except EstimationRefused:
            continue
        headline = estimate.headline
        if headline is None or headline.lower is None or headline.upper is None:
            continue
        result.headlines += 1
        result.held += headline.lower <= truth.size <= headline.upper
    return result


def lines_of(scores: Sequence[Score], seed: int) -> Iterator[str]:
    """Write the table of the documentation."""
    yield f"Seed {seed}, {REPLICATES} replicates."
    yield ""
    yield "| truth | lists | tables | headlines | hold the truth |"
    yield "|---|---|---|---|---|"
    for row in scores:
        mark = " (condition stated)" if row.needs_condition else ""
        yield f"| {row.kind}{mark} | {row.lists} | {row.tables} | {row.headlines} | {row.held} |"


def main(arguments: Sequence[str]) -> None:
    """Score every kind; each is written as soon as it is known."""
    n_tables = int(arguments[0]) if arguments else TABLES
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    name = arguments[2] if len(arguments) > 2 else "known"
    scores = []
    for kind, truth in _kinds(name).items():
        scores.append(score(kind, truth, n_tables, seed))
        print(asdict(scores[-1]), flush=True)
        written = json.dumps([asdict(row) for row in scores], indent=1)
        (RESULTS / f"estimation_truths_{name}.json").write_text(written + "\n")
        table = "\n".join(lines_of(scores, seed))
        (RESULTS / f"estimation_truths_{name}.md").write_text(table + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
