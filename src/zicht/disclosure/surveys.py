"""Weighted shares of a survey.

What is promised of a printed share, with k the `threshold` of the policy in respondents:

- a base: the printed number of respondents at risk is the minimum of its definition or
  more, and the sample is as precise as 30 drawn at random;
- neither rare nor general: k respondents or more say yes, and k or more say no;
- few respondents: the k heaviest weights together move it by one step at most, so that
  at least k answers lie within what its rounding leaves open;
- few differ: two shares of one release, or the shares of one cell in two releases, are
  of the same answers, or of answers of which k or more differ.

Beside a share stands the weighted percentage of the group whose answer is not known,
rounded up to a step of the same kind: "at most 2%". It says nothing of what anybody
answered.

The interval is computed from the printed share, the effective number of respondents in
two digits and the degrees of freedom of the design, and says nothing more of the answers. Its ends are those of the
lowest and the highest share that are rounded to the printed one.

Respondents are counted and protected as cells of the universe of the survey. How many of
them say yes is not printed.

References
----------
Parker et al. (2017), National Center for Health Statistics data presentation standards
for proportions, Vital and Health Statistics 2(175): an effective sample of 30, and an
interval no wider than 30 percentage points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isnan, log10

import numpy as np

from zicht.disclosure.printed_cells import (
    Numbers,
    Where,
    earlier_spans,
    last_printed,
    margins_first,
    published_cells,
    where_of,
)
from zicht.methods.surveys import (
    INTERVALS,
    Design,
    Share,
    at_size,
    beta_interval,
    share,
)
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import (
    Person,
    PrintedSpan,
    ProtectedSpans,
    persons_apart,
)
from zicht.vocabulary.surveys import Sample, SurveyCell, SurveyTable

STEPS = (0.5, 1.0, 2.0, 5.0)
"""Steps of printed shares, in percentage points."""
SMALLEST_EFFECTIVE = 30
"""Effective respondents below which a share is withheld."""
WIDEST = 30.0
"""An interval wider than this, in percentage points, is withheld with its share."""
WEIGHT_DIGITS = 1000
"""Weights are remembered in thousandths, to tell whether a later delivery differs."""
SHARE, UNKNOWN = "share", "unknown"
"""Names of what is printed, in the ledger."""
Printed = dict[str, Numbers]
"""Numbers by name."""


@dataclass
class _Printed:
    """The answers that printed shares of this release are of."""

    by_sample: dict[Sample, list[Floats]] = field(default_factory=dict)

    def are_nearly(self, cell: SurveyCell, threshold: int) -> bool:
        """Whether fewer than `threshold` answers tell a cell from a printed one."""
        for other in self.by_sample.get(cell.sample, []):
            are_both_unknown = np.isnan(cell.answers) & np.isnan(other)
            is_equal = (cell.answers == other) | are_both_unknown
            if 0 < int((~is_equal).sum()) < threshold:
                return True
        return False

    def add(self, cell: SurveyCell) -> None:
        """Remember the answers of a printed share."""
        self.by_sample.setdefault(cell.sample, []).append(cell.answers)


def protect(
    tables: Sequence[SurveyTable],
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None = None,
) -> tuple[ProtectedSpans, ...]:
    """Compute what may be printed of the surveys of a release.

    Parameters
    ----------
    tables : the answers, true values
    counts : the count tables of the same release, as they will be printed
    policy : `threshold`
    ledger : what earlier releases printed: a cell of which fewer than `threshold`
        answers changed keeps what was printed of it

    Returns
    -------
    a row per cell, NaN where nothing is printed
    """
    protected = []
    for table in tables:
        printed = _shares(table, counts, policy, ledger)
        protected.append(_laid_out(table, printed))
    return tuple(protected)


def remembered(
    tables: Sequence[SurveyTable],
    protected: Sequence[ProtectedSpans],
    ledger: Ledger | None,
    policy: Policy,
) -> tuple[PrintedSpan, ...]:
    """Return what the ledger must remember of printed shares, for the vault alone."""
    spans: list[PrintedSpan] = []
    for table, printed in zip(tables, protected, strict=True):
        earlier = earlier_spans(table.indicator, ledger)
        for cell, numbers in zip(table.cells, _numbers_of_rows(printed), strict=True):
            if numbers is None:
                continue
            where = where_of(table, cell)
            answers = _basis(cell, last_printed(earlier, where), policy)
            spans.append(PrintedSpan(table.indicator, where, numbers, answers))
    return tuple(spans)


def _numbers_of_rows(printed: ProtectedSpans) -> list[Printed | None]:
    """Return what each row prints; None where nothing is printed."""
    rows = zip(*(column.tolist() for column in printed.numbers), strict=True)
    numbers: list[Printed | None] = []
    for value, lower, upper, unknown in rows:
        if isnan(value):
            numbers.append(None)
            continue
        share_bounds, unknown_bounds = (value, lower, upper), (unknown, 0.0, unknown)
        numbers.append({SHARE: share_bounds, UNKNOWN: unknown_bounds})
    return numbers


def _basis(
    cell: SurveyCell, before: PrintedSpan | None, policy: Policy
) -> tuple[Person, ...]:
    """Return the answers that a share is printed of: those of its first print.

    A cell of which fewer than k answers changed keeps what was printed of it, counted
    from the answers it was printed of: many small changes do not creep past.
    """
    answers = _answers(cell)
    if before and persons_apart(before.people, answers) < policy.threshold:
        return before.people
    return answers


def _shares(
    table: SurveyTable,
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None,
) -> dict[tuple[str, ...], Printed]:
    """Compute the printed share of each cell, margins first: readers need them most."""
    bases = _bases(table, counts)
    earlier = earlier_spans(table.indicator, ledger)
    printed = _Printed()
    designs: dict[Sample, Design] = {}
    shares = {}
    for cell in sorted(table.cells, key=margins_first):
        where = where_of(table, cell)
        # The share is of those whose answer is known, the count of all who were asked.
        n_respondents = min(bases.get(where, 0), int(cell.is_known.sum()))
        if n_respondents < table.minimum:
            continue
        before = _unchanged(cell, last_printed(earlier, where), policy)
        numbers = before.get(SHARE)
        if numbers is None:
            design = _design(cell.sample, designs)
            numbers = share_of(cell, design, table.interval, policy)
        unknown = before.get(UNKNOWN) or unknown_share(cell, policy)
        if numbers is None or unknown is None:
            continue
        if printed.are_nearly(cell, policy.threshold):
            continue
        printed.add(cell)
        shares[cell.codes] = {SHARE: numbers, UNKNOWN: unknown}
    return shares


def _design(sample: Sample, designs: dict[Sample, Design]) -> Design:
    """Return the design of a sample, made once."""
    if sample not in designs:
        designs[sample] = Design.of(
            sample.weights, sample.strata, sample.clusters, sample.populations
        )
    return designs[sample]


def _bases(table: SurveyTable, counts: Sequence[ProtectedTable]) -> dict[Where, int]:
    """Return the printed numbers of respondents."""
    cells = published_cells(table.universe, counts)
    return {where: value for where, value, _lower, _upper in cells}


def _answers(cell: SurveyCell) -> tuple[Person, ...]:
    """Return weight and answer of each respondent, as the ledger keeps them."""
    weights = np.rint(cell.sample.weights[cell.is_known] * WEIGHT_DIGITS)
    answers = cell.answers[cell.is_known] == 1
    pairs = zip(weights.astype(np.int64).tolist(), answers.tolist(), strict=True)
    return tuple(sorted((pair,) for pair in pairs))


def _unchanged(
    cell: SurveyCell, before: PrintedSpan | None, policy: Policy
) -> Mapping[str, Numbers]:
    """Return what was printed of a cell, where fewer than k answers changed since."""
    if before is None:
        return {}
    if persons_apart(before.people, _answers(cell)) >= policy.threshold:
        return {}
    return before.printed


def unknown_share(cell: SurveyCell, policy: Policy) -> Numbers | None:
    """Compute the percentage of a group whose answer is not known, rounded up to a step.

    Parameters
    ----------
    cell : answers of a group, and who is in it
    policy : its `threshold` is k

    Returns
    -------
    the bound as value and upper end, and 0 as lower end; at least one step, so that it
    does not say that everybody answered. None where few respondents weigh too much
    """
    weights = cell.sample.weights
    step = _step(weights[cell.is_asked], policy.threshold)
    if step is None:
        return None
    silent = weights[cell.is_asked & ~cell.is_known].sum()
    percentage = 100 * float(silent) / float(weights[cell.is_asked].sum())
    # A whole number of steps stays what it is in spite of rounding in floats.
    bound = max(ceil(percentage / step - 1e-9), 1) * step
    return bound, 0.0, bound


def share_of(
    cell: SurveyCell, design: Design, interval: str, policy: Policy
) -> Numbers | None:
    """Compute the printed share of one cell; None where it is withheld.

    Parameters
    ----------
    cell : answers of a group
    design : of its sample
    interval : name of the interval
    policy : its `threshold` is k
    """
    answers = cell.answers[cell.is_known]
    yes = int(answers.sum())
    # A share of nearly nobody, or of nearly everybody, tells what the members of a
    # group answered.
    if min(yes, len(answers) - yes) < policy.threshold:
        return None
    step = _step(cell.sample.weights[cell.is_known], policy.threshold)
    estimate = share(design, cell.answers)
    effective = _two_digits(min(estimate.effective, float(estimate.respondents)))
    if step is None or effective < SMALLEST_EFFECTIVE:
        return None
    # Interval and share follow from the rounded share: beside an unrounded one they
    # would be two equations that leave one number of answers (ADR 0210).
    value = floor(100 * estimate.share / step + 0.5) * step
    lower, upper = _bounds(estimate, value, step, effective, interval)
    if isnan(lower) or isnan(upper) or upper - lower > WIDEST:
        return None
    return value, lower, upper


def _step(weights: Floats, threshold: int) -> float | None:
    """Return the finest step that the k heaviest respondents cannot move a share by."""
    heaviest = np.sort(weights)[-threshold:]
    moved = 100 * float(heaviest.sum()) / float(weights.sum())
    for step in STEPS:
        if moved <= step:
            return step
    return None


def _two_digits(number: float) -> float:
    """Round down to two digits: 437 to 430."""
    if number < 1:
        return 0.0
    unit = 10.0 ** (floor(log10(number)) - 1)
    return floor(number / unit) * unit


def _bounds(
    estimate: Share, value: float, step: float, effective: float, interval: str
) -> tuple[float, float]:
    """Compute the interval around every share that is rounded to the printed one.

    Outwards to a tenth of a percentage point.
    """
    lower, _ = _interval_at(value - step / 2, estimate, effective, interval)
    _, upper = _interval_at(value + step / 2, estimate, effective, interval)
    if isnan(lower) or isnan(upper):
        return lower, upper
    # To a tenth of a percentage point, in spite of rounding in floats: 20.0000000001% is 20%.
    return floor(1000 * lower + 1e-9) / 10, ceil(1000 * upper - 1e-9) / 10


def _interval_at(
    percentage: float, estimate: Share, effective: float, interval: str
) -> tuple[float, float]:
    """Compute the interval around one share, as a sample of so many would have it.

    At 0% and at 100% there is no logit: the interval is that of Clopper and Pearson.
    """
    p = min(max(percentage, 0.0), 100.0) / 100
    compute = INTERVALS[interval] if 0 < p < 1 else beta_interval
    return compute(at_size(estimate, p, effective))


def _laid_out(
    table: SurveyTable, shares: Mapping[tuple[str, ...], Printed]
) -> ProtectedSpans:
    """Return a row per cell, NaN where nothing is printed."""
    rows = np.full((len(table.cells), 4), np.nan)
    for row, cell in enumerate(table.cells):
        if cell.codes in shares:
            printed = shares[cell.codes]
            bound, _, _ = printed[UNKNOWN]
            rows[row] = (*printed[SHARE], bound)
    columns = []
    for axis in range(len(table.names)):
        codes = [cell.codes[axis] for cell in table.cells]
        columns.append(np.array(codes, dtype=np.str_))
    return ProtectedSpans(
        table.indicator,
        table.names,
        tuple(columns),
        values=rows[:, 0],
        lower=rows[:, 1],
        upper=rows[:, 2],
        unknown=rows[:, 3],
    )
