"""Answers of respondents per cell, with the design of the sample."""

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

from zicht.engine import sql
from zicht.indicators.plan import UNIT
from zicht.indicators.relations import Relations
from zicht.indicators.spans import periods_of, published_codes
from zicht.methods.surveys import Design
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.definitions import Indicator, Survey
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.surveys import Sample, SurveyCell, SurveyTable

_Columns = Mapping[str, NDArray[np.generic]]


def survey_of(
    relations: Relations,
    indicator: Indicator,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> SurveyTable:
    """Gather the answers of one survey by its breakdowns, margins included.

    Its query yields a row per respondent, and the columns that [survey] names. Where a
    respondent has several rows, for instance one per kind of violence, the answer in a
    cell is yes where one of them is yes, and no where one is no and none is yes.

    Raises
    ------
    IndicatorError : a column is missing or empty, an answer is neither 0 nor 1, or the
        rows of a respondent differ in what they say of the design
    """
    survey = indicator.survey
    if survey is None:
        raise IndicatorError(
            f"Indicator {indicator.id} is not a survey.", now="Give it [survey]."
        )
    names = tuple(dict.fromkeys(name for names in indicator.counted for name in names))
    columns = _rows(relations, indicator, survey, names)
    known = {name: dimensions[name] for name in (PERIOD, *names)}
    labels = {name: _labels(columns[name], merges.get(name, {})) for name in known}
    cells = []
    for period, is_now in _by_period(indicator, known[PERIOD], labels[PERIOD]):
        within = {name: labels[name][is_now] for name in names}
        answers = columns[survey.outcome][is_now].astype(np.float64)
        sample, row_of = _sample(indicator, survey, columns, labels[PERIOD], is_now)
        for codes in _combinations(indicator, names, known, merges):
            rows = np.ones(len(answers), dtype=np.bool_)
            for name, code in zip(names, codes, strict=True):
                rows &= _carries(within[name], code, known[name])
            cell = (period, *codes)
            cells.append(SurveyCell(cell, sample, _answers(answers, rows, row_of)))
    return SurveyTable(
        indicator.id,
        indicator.universe,
        (PERIOD, *names),
        survey.minimum,
        survey.interval,
        tuple(cells),
    )


def _rows(
    relations: Relations,
    indicator: Indicator,
    survey: Survey,
    names: tuple[str, ...],
) -> _Columns:
    """Run the query, and refuse rows that say too little."""
    source = relations.ready(indicator.sql, where=f"indicator {indicator.id}")
    nothing = sql("SELECT * FROM ({source}) AS rijen LIMIT 0", source=source)
    yielded = relations.session.columns(nothing)
    missing = sorted(set(survey.columns) - yielded.keys())
    if missing:
        raise IndicatorError(
            f"Indicator {indicator.id}: its query does not yield {', '.join(missing)}.",
            now="Let it yield every column that [survey] names.",
        )
    wanted = dict.fromkeys([PERIOD, *names, *survey.columns])
    columns = relations.session.columns(
        sql(
            "SELECT DISTINCT {unit}::VARCHAR AS {unit}, {columns}"
            " FROM ({source}) AS rijen ORDER BY ALL",
            unit=UNIT,
            columns=list(wanted),
            source=source,
        )
    )
    for name in (UNIT, PERIOD, *survey.columns):
        n_empty = int(_is_empty(columns[name]).sum())
        if n_empty and name != survey.outcome:
            raise IndicatorError(
                f"Indicator {indicator.id}: {name} is empty in {n_empty} rows.",
                now="A design holds for every respondent: correct its SQL or the delivery.",
            )
    for name in (survey.outcome, survey.weight, *survey.population):
        if not _holds_numbers(columns[name]):
            raise IndicatorError(
                f"Indicator {indicator.id}: {name} holds text, and must hold numbers.",
                now="Declare it as a number in the form, or let its SQL yield 1 for yes and 0 for no.",
            )
    answers = columns[survey.outcome].astype(np.float64)
    n_strange = int((~np.isnan(answers) & (answers != 0) & (answers != 1)).sum())
    if n_strange:
        raise IndicatorError(
            f"Indicator {indicator.id}: {survey.outcome} is neither 0 nor 1 in"
            f" {n_strange} rows.",
            now="Let its SQL yield 1 for yes, 0 for no, and NULL for unknown.",
        )
    return columns


def _holds_numbers(column: NDArray[np.generic]) -> bool:
    """Whether a column holds numbers or truth values; truth values with missing ones come as objects."""
    if column.dtype.kind in "biuf":
        return True
    return all(value is None or isinstance(value, bool) for value in column.tolist())


def _is_empty(column: NDArray[np.generic]) -> Bools:
    return np.array([value is None or value != value for value in column.tolist()])  # noqa: PLR0124 - NaN


def _labels(column: NDArray[np.generic], merges: Merges) -> NDArray[np.str_]:
    """Write the codes of a column, merged ones as what they became part of."""
    words = (
        str(int(value)) if isinstance(value, float) else str(value)
        for value in column.tolist()
    )
    return np.array([merges.get(word, word) for word in words], dtype=np.str_)


def _by_period(
    indicator: Indicator, dimension: Dimension, years: NDArray[np.str_]
) -> Iterator[tuple[str, Bools]]:
    """Yield every period with the rows of its years."""
    period_of = periods_of(indicator, dimension)
    for period in dict.fromkeys(period_of.values()):
        own = [year for year, other in period_of.items() if other == period]
        yield period, np.isin(years, own)


def _sample(
    indicator: Indicator,
    survey: Survey,
    columns: _Columns,
    years: NDArray[np.str_],
    is_now: Bools,
) -> tuple[Sample, Ints]:
    """Return the respondents of a period, and the respondent of each of its rows.

    Every year is a sample of its own, so that strata and clusters lie within years.
    """
    respondents, first, row_of = np.unique(
        columns[UNIT][is_now].astype(np.str_), return_index=True, return_inverse=True
    )
    design = [name for name in survey.columns if name != survey.outcome]
    for name in design:
        column = columns[name][is_now]
        if np.any(column != column[first][row_of]):
            raise IndicatorError(
                f"Indicator {indicator.id}: rows of one respondent differ in {name}.",
                now="Mend its SQL: what the design says holds for the respondent.",
            )

    def per_respondent(name: str) -> NDArray[np.generic]:
        return columns[name][is_now][first]

    year = years[is_now][first]
    strata = per_respondent(survey.strata) if survey.strata else np.zeros(len(first))
    by_year = np.array(
        [f"{one}/{code}" for one, code in zip(year, strata.tolist(), strict=True)],
        dtype=np.str_,
    )
    sample = Sample(
        respondents=respondents,
        weights=per_respondent(survey.weight).astype(np.float64),
        strata=by_year,
        clusters=tuple(per_respondent(name) for name in survey.clusters),
        populations=tuple(
            per_respondent(name).astype(np.float64) for name in survey.population
        ),
    )
    if len(first):
        _refuse_impossible(indicator, sample)
    return sample, row_of.astype(np.int64)


def _refuse_impossible(indicator: Indicator, sample: Sample) -> None:
    """Refuse a design of which no variance can be computed."""
    try:
        Design.of(sample.weights, sample.strata, sample.clusters, sample.populations)
    except IndicatorError as error:
        raise IndicatorError(
            f"Indicator {indicator.id}: {error.what}", now=error.now
        ) from None


def _combinations(
    indicator: Indicator,
    names: tuple[str, ...],
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> Iterator[tuple[str, ...]]:
    """Yield the codes of every cell that is published, each once."""
    seen: set[tuple[str, ...]] = set()
    for breakdown in indicator.counted:
        lists = [
            published_codes(indicator, dimensions[name], merges.get(name, {}))
            for name in breakdown
        ]
        for chosen in product(*lists):
            where = dict(zip(breakdown, chosen, strict=True))
            codes = tuple(where.get(name, TOTAL) for name in names)
            if codes not in seen:
                seen.add(codes)
                yield codes


def _carries(labels: NDArray[np.str_], code: str, dimension: Dimension) -> Bools:
    """Return which rows carry a code, or one below it."""
    if code == TOTAL:
        return np.ones(len(labels), dtype=np.bool_)
    below = [leaf for leaf in dimension.leaves if code in dimension.ancestors(leaf)]
    return np.isin(labels, [code, *below])


def _answers(answers: Floats, rows: Bools, row_of: Ints) -> Floats:
    """Return the answer of each respondent in a cell; NaN where there is none."""
    n = int(row_of.max(initial=-1)) + 1
    is_answered = rows & ~np.isnan(answers)
    found = np.full(n, -1.0)
    np.maximum.at(found, row_of[is_answered], answers[is_answered])
    return np.where(found < 0, np.nan, found)
