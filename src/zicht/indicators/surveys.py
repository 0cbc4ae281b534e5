"""Answers of respondents per cell, with the design of the sample."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from zicht.engine.words import sql
from zicht.indicators.plan import UNIT
from zicht.indicators.relations import Relations
from zicht.indicators.spans import periods_of, published_codes
from zicht.methods.surveys import Design
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.definitions import Indicator, Survey
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.nouns import counted
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
    cell is yes where one of them is yes, no where all of them are no, and otherwise not
    known: `any` of R and SQL, where `no or unknown` is unknown.

    Raises
    ------
    IndicatorError : a column is missing or empty, an answer is neither 0 nor 1, the rows
        of a respondent differ in what they say of the design, or a year is not counted
    """
    survey = indicator.survey
    if survey is None:
        raise IndicatorError(
            f"Indicator {indicator.id} is not a survey.", now="Give it [survey]."
        )
    names = tuple(dict.fromkeys(name for names in indicator.counted for name in names))
    columns = _rows(relations, indicator, survey, names)
    used = {name: dimensions[name] for name in (PERIOD, *names)}
    labels = {name: _labels(columns[name], merges.get(name, {})) for name in used}
    _refuse_other_years(indicator, labels[PERIOD], used[PERIOD])
    combinations = tuple(_combinations(indicator, names, used, merges))
    cells: list[SurveyCell] = []
    for period, is_now in _by_period(indicator, used[PERIOD], labels[PERIOD]):
        rows = _rows_of_period(indicator, survey, columns, labels, is_now)
        for codes in combinations:
            code_of = dict(zip(names, codes, strict=True))
            cells.append(_cell(rows, period, code_of, used))
    return SurveyTable(
        indicator.id,
        indicator.universe,
        (PERIOD, *names),
        survey.minimum,
        survey.interval,
        tuple(cells),
    )


@dataclass(frozen=True, eq=False)
class _RowsOfPeriod:
    """The rows of the query about one period.

    Parameters
    ----------
    sample : respondents of the period, and their design
    respondent : index in the sample, per row
    answer : 1 for yes, 0 for no, NaN for unknown, per row
    is_asked : whether the question was put, per row
    labels : dimension to the code of each row
    """

    sample: Sample
    respondent: Ints
    answer: Floats
    is_asked: Bools
    labels: Mapping[str, NDArray[np.str_]]


def _rows_of_period(
    indicator: Indicator,
    survey: Survey,
    columns: _Columns,
    labels: Mapping[str, NDArray[np.str_]],
    is_now: Bools,
) -> _RowsOfPeriod:
    sample, respondent = _sample(indicator, survey, columns, labels[PERIOD], is_now)
    is_asked = np.ones(len(respondent), dtype=np.bool_)
    if survey.asked:
        is_asked = columns[survey.asked][is_now].astype(np.bool_)
    return _RowsOfPeriod(
        sample=sample,
        respondent=respondent,
        answer=columns[survey.outcome][is_now].astype(np.float64),
        is_asked=is_asked,
        labels={name: of_rows[is_now] for name, of_rows in labels.items()},
    )


def _cell(
    rows: _RowsOfPeriod,
    period: str,
    code_of: Mapping[str, str],
    dimensions: Mapping[str, Dimension],
) -> SurveyCell:
    """Gather the answers of the respondents who were asked and carry the codes of a cell."""
    is_inside = rows.is_asked.copy()
    for name, code in code_of.items():
        is_inside &= _carries(rows.labels[name], code, dimensions[name])
    respondent = rows.respondent[is_inside]
    n_respondents = len(rows.sample.weights)
    return SurveyCell(
        (period, *code_of.values()),
        # The whole sample, also outside the cell: a variance needs the design of everybody (ADR 0210).
        rows.sample,
        _answers(rows.answer[is_inside], respondent, n_respondents),
        asked=np.bincount(respondent, minlength=n_respondents) > 0,
    )


def _rows(
    relations: Relations,
    indicator: Indicator,
    survey: Survey,
    names: tuple[str, ...],
) -> _Columns:
    """Run the query, and refuse rows that say too little."""
    columns = _run(relations, indicator, survey, names)
    _refuse_empty(indicator, survey, columns)
    _refuse_texts(indicator, survey, columns)
    _refuse_strange_answers(indicator, survey, columns)
    return columns


def _run(
    relations: Relations,
    indicator: Indicator,
    survey: Survey,
    names: tuple[str, ...],
) -> _Columns:
    source = relations.ready(indicator.sql, where=f"indicator {indicator.id}")
    missing = sorted(set(survey.columns) - set(relations.yielded_by(source)))
    if missing:
        raise IndicatorError(
            f"Indicator {indicator.id}: its query does not yield {', '.join(missing)}.",
            now="Let it yield every column that [survey] names.",
        )
    read = dict.fromkeys([PERIOD, *names, *survey.columns])
    return relations.session.columns(
        sql(
            "SELECT DISTINCT {unit}::VARCHAR AS {unit}, {columns}"
            " FROM ({source}) AS rows_of_query ORDER BY ALL",
            unit=UNIT,
            columns=list(read),
            source=source,
        )
    )


def _refuse_empty(indicator: Indicator, survey: Survey, columns: _Columns) -> None:
    # An answer may be unknown: such a respondent leaves the domain and stays in the
    # design. The design has to be known of everybody (ADR 0210).
    for name in (UNIT, PERIOD, *survey.columns):
        n_empty = int(_is_empty(columns[name]).sum())
        if n_empty and name != survey.outcome:
            raise IndicatorError(
                f"Indicator {indicator.id}: {name} is empty in {counted(n_empty, 'row')}.",
                now="A design holds for every respondent: correct its SQL or the delivery.",
            )


def _refuse_texts(indicator: Indicator, survey: Survey, columns: _Columns) -> None:
    """Refuse texts in columns that are computed with."""
    numeric = (survey.outcome, survey.weight, *survey.population, survey.asked)
    for name in filter(None, numeric):
        if not _holds_numbers(columns[name]):
            raise IndicatorError(
                f"Indicator {indicator.id}: {name} holds text, and must hold numbers.",
                now="Declare it as a number in the form, or let its SQL yield 1 for yes and 0 for no.",
            )


def _refuse_strange_answers(
    indicator: Indicator, survey: Survey, columns: _Columns
) -> None:
    for name in filter(None, (survey.outcome, survey.asked)):
        answers = columns[name].astype(np.float64)
        n_strange = int((~np.isnan(answers) & (answers != 0) & (answers != 1)).sum())
        if n_strange:
            raise IndicatorError(
                f"Indicator {indicator.id}: {name} is neither 0 nor 1 in {counted(n_strange, 'row')}.",
                now="Let its SQL yield 1 for yes, 0 for no, and NULL for unknown.",
            )


def _refuse_other_years(
    indicator: Indicator, labels: NDArray[np.str_], dimension: Dimension
) -> None:
    """Refuse rows of a year that is not counted: they would be dropped without a word."""
    is_other = ~np.isin(labels, list(dimension.leaves))
    if np.any(is_other):
        years = ", ".join(sorted(set(labels[is_other].tolist())))
        raise IndicatorError(
            f"Indicator {indicator.id}: {counted(int(is_other.sum()), 'row is', 'rows are')} of {years},"
            " which is not among the years counted.",
            now="Let the form name the year as its period_column, so that a delivery is held"
            " against its letter; widen `years` in zicht.toml; or leave them out in its SQL.",
        )


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
        years_of_period = [year for year in period_of if period_of[year] == period]
        yield period, np.isin(years, years_of_period)


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
    for name in survey.design:
        column = columns[name][is_now]
        if np.any(column != column[first][row_of]):
            raise IndicatorError(
                f"Indicator {indicator.id}: rows of one respondent differ in {name}.",
                now="Mend its SQL: what the design says holds for the respondent.",
            )

    def per_respondent(name: str) -> NDArray[np.generic]:
        return columns[name][is_now][first]

    strata = per_respondent(survey.strata) if survey.strata else np.zeros(len(first))
    strata_within_years = [
        f"{year}/{stratum}"
        for year, stratum in zip(years[is_now][first], strata.tolist(), strict=True)
    ]
    sample = Sample(
        respondents=respondents,
        weights=per_respondent(survey.weight).astype(np.float64),
        strata=np.array(strata_within_years, dtype=np.str_),
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
    return np.isin(labels, list(dimension.at_or_below(code)))


def _answers(answers: Floats, respondent: Ints, n_respondents: int) -> Floats:
    """Return whether each respondent says yes in any row; NaN where that is not known."""
    says_yes = np.bincount(respondent[answers == 1], minlength=n_respondents) > 0
    says_no = np.bincount(respondent[answers == 0], minlength=n_respondents) > 0
    is_silent = np.bincount(respondent[np.isnan(answers)], minlength=n_respondents) > 0
    answer = np.full(n_respondents, np.nan)
    answer[says_no & ~is_silent] = 0
    answer[says_yes] = 1
    return answer
