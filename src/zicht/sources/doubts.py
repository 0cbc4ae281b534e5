"""What is doubtful about a delivery as a whole: beside what it replaces, and beside the limits of its form.

Rows are judged one by one when a delivery is checked. A file that was cut off, a code list that was shifted or a letter
for three years over rows of one still has good rows. Such a delivery is refused as a whole, unless somebody accepts
every doubt about it, each by its name and with a reason.
"""

import datetime
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.sources import reasons, reasons_in_words
from zicht.sources.known_words import bare_word, calls_itself_total
from zicht.sources.mojibake import GARBLED
from zicht.sources.months import with_numbers
from zicht.sources.token_keys import doubtful_keys, key_marks
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import DAY, Receipt
from zicht.vocabulary.forms import Column, Form, Kind, Limits, Role
from zicht.vocabulary.link_roles import JOINED_ROLES, LinkRole
from zicht.vocabulary.nouns import counted


@dataclass(frozen=True)
class Doubt:
    """Something doubtful about a delivery as a whole.

    Parameters
    ----------
    name : names it within its delivery, such as volume.2024 or share.gender.f; it is accepted by this name
    words : what is doubtful, in counts and names of columns
    """

    name: str
    words: str


@dataclass(frozen=True)
class Profile:
    """Rows of a delivery, or of what it replaces, in counts.

    Parameters
    ----------
    years : year to number of rows
    codes : column to code to number of rows; only of columns with one code
    sums : of an aggregate source, column of counts to year to the sum of its numbers
    """

    years: Mapping[int, int]
    codes: Mapping[str, Mapping[str, int]]
    sums: Mapping[str, Mapping[int, float]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return sum(self.years.values())


NOTHING = Profile({}, {})


def profile(
    session: Session,
    relation: Sql,
    columns: Sequence[str],
    day: Sql,
    summed: Sequence[str] = (),
) -> Profile:
    """Count the rows of a relation by year, and by code of some columns.

    Parameters
    ----------
    session : with the relation
    relation : as SQL
    columns : names of its columns with one code
    day : SQL for the day of a row
    summed : names of its columns with counts
    """
    years = session.rows(
        sql(
            "SELECT year({day}), count(*) FROM {relation} GROUP BY ALL ORDER BY ALL",
            day=day,
            relation=relation,
        )
    )
    codes: dict[str, dict[str, int]] = {}
    for column in columns:
        counted = session.rows(
            sql(
                "SELECT {column}::VARCHAR, count(*) FROM {relation} WHERE {column} IS NOT NULL"
                " GROUP BY ALL ORDER BY ALL",
                column=column,
                relation=relation,
            )
        )
        codes[column] = dict(counted)
    sums: dict[str, dict[int, float]] = {}
    for column in summed:
        added = session.rows(
            sql(
                "SELECT year({day}), sum({column})::DOUBLE FROM {relation} WHERE {column} IS NOT NULL GROUP BY ALL",
                day=day,
                column=column,
                relation=relation,
            )
        )
        sums[column] = dict(added)
    return Profile(dict(years), codes, sums)


def profile_of(session: Session, delivery: Delivery) -> Profile:
    """Count the accepted rows of a delivery."""
    columns = [column.name for column in compared(delivery.form)]
    return profile(
        session,
        identifier(delivery.accepted),
        columns,
        identifier(DAY),
        summed(delivery.form),
    )


def doubts(
    session: Session,
    delivery: Delivery,
    now: Profile,
    before: Profile = NOTHING,
    replaced: Profile = NOTHING,
    *,
    keys: Collection[str] = (),
) -> list[Doubt]:
    """List what is doubtful about a delivery as a whole.

    Parameters
    ----------
    session : with the rows of the delivery
    delivery : checked
    now : its accepted rows
    before : rows of the same part of the source that count until now
    replaced : those of them within the period of the delivery
    keys : marks of the keys of tokens that count until now, of all sources

    Returns
    -------
    doubts with different names; empty where the delivery can be received
    """
    limits = delivery.form.limits
    return [
        *_of_quarantine(session, delivery, limits),
        *_of_headers(session, delivery),
        *_of_totals(session, delivery),
        *_of_days_among_groups(session, delivery),
        *_of_extraction(delivery),
        *_of_empty_years(delivery, now, limits),
        *_of_volume(delivery, now, replaced, limits),
        *_of_years_beside(delivery, now, before, limits),
        *_of_sums(delivery, now, before, replaced, limits),
        *_of_codes(delivery.form, now, before, limits),
        *_of_link_fields(session, delivery, limits),
        *_of_persons(session, delivery, limits),
        *_of_ages(session, delivery, limits),
        *_of_doubled_rows(session, delivery, limits),
        *(
            Doubt(f"key.{what}", words)
            for what, words in doubtful_keys(key_marks(session, delivery), keys)
        ),
    ]


def _of_quarantine(
    session: Session, delivery: Delivery, limits: Limits
) -> Iterable[Doubt]:
    """Ask about a large share of rows in quarantine; of a table of counts, about every row that is not a note.

    A row of counts stands for many people, and its share of the rows says nothing of how many.
    """
    receipt = delivery.receipt
    most = sorted(receipt.reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    why = "; ".join(
        f"{reasons_in_words.reason_text(reason, delivery.form).en} ({counted(rows, 'row')})"
        for reason, rows in most
    )
    if receipt.rows and not receipt.accepted:
        words = f"none of its {receipt.rows} rows can be used: {why}"
        yield Doubt("quarantine", words)
        return
    n_lost = receipt.quarantined
    if delivery.form.aggregate:
        n_lost -= _n_notes(session, delivery)
    most_lost = limits.of_quarantine(is_aggregate=delivery.form.aggregate)
    if n_lost > most_lost * receipt.rows:
        yield Doubt(
            "quarantine",
            f"{n_lost} of its {receipt.rows} rows would go to quarantine, more than {most_lost:.0%}: {why}",
        )


def _n_notes(session: Session, delivery: Delivery) -> int:
    """Count the refused rows that hold their first cell alone, as titles and notes do: no count is lost with them."""
    width = len(delivery.form.columns)
    n_notes: int = session.value(
        sql(
            "SELECT count(*) FROM {refused} WHERE len(texts) = {width} AND {width} >= {least}"
            " AND len(list_filter(texts, lambda text: text IS NOT NULL AND text <> '')) = 1",
            refused=delivery.refused,
            width=Sql(str(width)),
            least=Sql(str(_LEAST_WIDTH_WITH_NOTES)),
        )
    )
    return n_notes


_LEAST_WIDTH_WITH_NOTES = 3
"""Columns from which on a row with one cell alone may be a note; of two, the number may be missing."""


def _of_headers(session: Session, delivery: Delivery) -> Iterable[Doubt]:
    """Ask about a second table: rows with the names of columns, or counts that go on below an empty line or a title.

    Its rows may be the same people by another division, so that they would be counted twice.
    """
    holds = [
        sql(
            "lower(texts[{place}]) = {name}",
            place=Sql(str(place)),
            name=literal(column.name.lower()),
        )
        for place, column in enumerate(delivery.form.columns, start=1)
        if column.kind in _KINDS_WITHOUT_WORDS
    ]
    n_headers = 0
    if holds and delivery.receipt.quarantined:
        n_headers = session.value(
            sql(
                "SELECT count(*) FROM {refused} WHERE len(texts) = {width} AND ({holds})",
                refused=delivery.refused,
                width=Sql(str(len(delivery.form.columns))),
                holds=Sql(" OR ".join(holds)),
            )
        )
    if n_headers:
        yield Doubt(
            "second-table",
            f"rows that hold the name of a column in that column: {n_headers}; another table begins there, which may"
            " count the same once more",
        )
    # A doubt of its own: who accepts a repeated header has not accepted these.
    if delivery.n_gaps:
        yield Doubt(
            "gaps",
            f"rows go on below an empty line or a title in {counted(delivery.n_gaps, 'place')}; another table may"
            " begin there, which counts the same once more",
        )


_KINDS_WITHOUT_WORDS = frozenset(
    {Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.PARTIAL_DATE, Kind.TIMESTAMP}
)


def _of_totals(session: Session, delivery: Delivery) -> Iterable[Doubt]:
    """Ask about rows of counts that call themselves totals, by a word that the form does not declare.

    A publisher that writes TOTAL where it wrote Total would double every number. A total among the codes of a list is
    declared there, and queries leave it out. Where all rows are totals, none of them is of others.
    """
    for column, texts in _texts_of_groups(session, delivery):
        if column.kind is Kind.CODE:
            continue
        declared = {bare_word(text) for text in column.totals}
        n_of_totals = [
            n_rows
            for text, n_rows in texts
            if calls_itself_total(text) or bare_word(text) in declared
        ]
        if n_of_totals and len(n_of_totals) < len(texts):
            yield Doubt(
                f"totals.{column.name}",
                f"column {column.name} calls {counted(sum(n_of_totals), 'row')} totals of others,"
                " by a word that the form does not declare (totals), so that they would be counted twice",
            )


def _of_days_among_groups(session: Session, delivery: Delivery) -> Iterable[Doubt]:
    """Ask about days among the groups of a table of counts: a spreadsheet program makes a day of 10-14 and of 5/12."""
    for column, texts in _texts_of_groups(session, delivery):
        n_of_days = [n_rows for text, n_rows in texts if _is_day_or_month(text)]
        if n_of_days and len(n_of_days) < len(texts):
            yield Doubt(
                f"days.{column.name}",
                f"column {column.name} holds a day or month in {counted(sum(n_of_days), 'row')},"
                " and words or numbers in others; did a program make a day of a group such as 10-14?",
            )


def _is_day_or_month(text: str) -> bool:
    if _DAY.fullmatch(text):
        return True
    # A month by its name counts only beside a number: May and Mars are names too.
    numbered = with_numbers(text)
    return numbered != text and bool(_DAY_AND_MONTH.fullmatch(numbered))


_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}( [0-9:.]+)?")
_DAY_AND_MONTH = re.compile(r"[0-9]{1,2} [0-9]{1,4}")


def _texts_of_groups(
    session: Session, delivery: Delivery
) -> Iterator[tuple[Column, Sequence[tuple[str, int]]]]:
    """Yield the columns that tell the rows of a table of counts apart, each text with its number of rows."""
    if not delivery.form.aggregate:
        return
    for column in delivery.form.columns:
        is_text = column.kind is Kind.TEXT and column.role is Role.KEY
        if is_text or column.kind is Kind.CODE:
            yield (
                column,
                session.rows(
                    sql(
                        "SELECT {name}::VARCHAR, count(*) FROM {accepted} WHERE {name} IS NOT NULL"
                        " GROUP BY ALL ORDER BY ALL",
                        name=column.name,
                        accepted=delivery.accepted,
                    )
                ),
            )


_FEW = 5
"""Rows with garbled text up to which nothing is asked: a few names may look so."""


def _of_extraction(delivery: Delivery) -> Iterable[Doubt]:
    """Ask about days that lay ahead when the rows were extracted: nothing can have been registered of them."""
    last, extracted = delivery.letter.days.last, delivery.letter.extracted_on
    if extracted < last.isoformat():
        yield Doubt(
            "extraction",
            f"it was extracted on {extracted}, before its period ended on {last}; if it covers less, its letter says"
            " so: period",
        )


def _of_empty_years(
    delivery: Delivery, now: Profile, limits: Limits
) -> Iterable[Doubt]:
    """Ask about years of the letter without any row, beside years with many."""
    if now.rows < limits.least:
        return
    empty = [str(year) for year in _years_of(delivery) if not now.years.get(year)]
    if empty:
        shown = ", ".join(empty[:10])
        words = f"its letter covers {counted(len(empty), 'year')} of which it has no rows: {shown}"
        yield Doubt("empty-years", words)


def _of_volume(
    delivery: Delivery, now: Profile, replaced: Profile, limits: Limits
) -> Iterable[Doubt]:
    """Compare each year with what the delivery takes the place of."""
    for year in _years_of(delivery):
        new, old = now.years.get(year, 0), replaced.years.get(year, 0)
        if old and not new:
            words = f"it has no rows of {year}, where {old} count until now"
            yield Doubt(f"volume.{year}", words)
        elif old >= limits.least and not _is_near(new, old, limits):
            words = (
                f"it has {counted(new, 'row')} of {year}, where {old} count until now"
            )
            yield Doubt(f"volume.{year}", words)


def _of_years_beside(
    delivery: Delivery, now: Profile, before: Profile, limits: Limits
) -> Iterable[Doubt]:
    """Compare each year that the delivery covers whole with the years beside it, in the file and outside."""
    days = delivery.letter.days
    if not delivery.form.period_column and len(days.years) > 1:
        return
    for year in days.years:
        first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if first not in days or last not in days:
            continue
        new = now.years.get(year, 0)
        earlier = now.years.get(year - 1, before.years.get(year - 1, 0))
        if earlier >= limits.least and not _is_near(new, earlier, limits):
            words = f"it has {counted(new, 'row')} of {year}, beside {earlier} of {year - 1}"
            yield Doubt(f"years.{year - 1}-{year}", words)
        # A later year of the same file is compared with this one when its own turn comes.
        later = 0 if year + 1 in days.years else before.years.get(year + 1, 0)
        is_large = max(new, later) >= limits.least
        if later and is_large and not _is_near(later, new, limits):
            words = (
                f"it has {counted(new, 'row')} of {year}, beside {later} of {year + 1}"
            )
            yield Doubt(f"years.{year}-{year + 1}", words)


def _of_sums(
    delivery: Delivery,
    now: Profile,
    before: Profile,
    replaced: Profile,
    limits: Limits,
) -> Iterable[Doubt]:
    """Compare what the counts of an aggregate source add up to with what they replace, or with the year before."""
    for column, by_year in now.sums.items():
        old_sums, earlier = replaced.sums.get(column, {}), before.sums.get(column, {})
        for year in _years_of(delivery):
            new = by_year.get(year, 0)
            beside = {**earlier, **by_year}.get(year - 1, 0)
            old, which = old_sums.get(year, 0), f"{year} count until now"
            if old < limits.least:
                old, which = beside, f"{year - 1} do"
            if old >= limits.least and not _is_near(new, old, limits):
                words = f"column {column} adds up to {new:,.0f} in {year}, where {old:,.0f} of {which}"
                yield Doubt(f"sum.{column}.{year}", words)


def summed(form: Form) -> tuple[str, ...]:
    """Columns of an aggregate source whose numbers are added up and compared between deliveries."""
    if not form.aggregate:
        return ()
    return tuple(
        column.name
        for column in form.columns
        if column.kind in (Kind.INTEGER, Kind.DECIMAL)
        and column.name not in (*form.key, form.period_column)
    )


def _years_of(delivery: Delivery) -> tuple[int, ...]:
    """Years in which the delivery can have rows: the first alone, where the period of the letter places them all."""
    years = delivery.letter.days.years
    return years if delivery.form.period_column else years[:1]


def _is_near(new: float, old: float, limits: Limits) -> bool:
    return limits.fall * old <= new <= limits.rise * old


def _of_codes(
    form: Form, now: Profile, before: Profile, limits: Limits
) -> Iterable[Doubt]:
    """Compare the share of each code with that of before; of a first delivery, look at the share of unknown codes."""
    for column in compared(form):
        new, old = now.codes.get(column.name, {}), before.codes.get(column.name, {})
        # Shares of few rows move by chance.
        if sum(new.values()) < limits.least:
            continue
        if sum(old.values()) < limits.least:
            yield from _of_unknown_codes(column, new, limits)
        else:
            yield from _of_shares(column, new, old, limits)


def _of_unknown_codes(
    column: Column, new: Mapping[str, int], limits: Limits
) -> Iterable[Doubt]:
    n_unknown = sum(new.get(code, 0) for code in column.unknown)
    share = n_unknown / sum(new.values())
    if column.unknown and share > limits.unknown:
        words = f"column {column.name} is unknown in {share:.0%} of its rows"
        yield Doubt(f"unknown.{column.name}", words)


def _of_shares(
    column: Column, new: Mapping[str, int], old: Mapping[str, int], limits: Limits
) -> Iterable[Doubt]:
    n_new, n_old = sum(new.values()), sum(old.values())
    for code in sorted({*new, *old}):
        share, earlier = new.get(code, 0) / n_new, old.get(code, 0) / n_old
        if abs(share - earlier) > limits.shift:
            yield Doubt(
                f"share.{column.name}.{code}",
                f"code {code} of column {column.name} stands in {share:.0%} of its rows,"
                f" where it stood in {earlier:.0%}",
            )


def _of_link_fields(
    session: Session, delivery: Delivery, limits: Limits
) -> Iterable[Doubt]:
    """Look at link fields: numbers that fail their check, first days of January, one value for everybody."""
    for column in delivery.form.of_role(Role.LINK):
        failing = _count_failing(delivery.receipt, column)
        filled, most, january = _filled(session, delivery, column)
        if failing >= limits.least and failing > limits.doubtful * (failing + filled):
            what = "numbers" if column.validator else "values"
            words = f"{failing} of {failing + filled} {what} in column {column.name} fail their check"
            yield Doubt(f"check.{column.name}", words)
        if filled < limits.least:
            continue
        if column.links_as in _VARIED and most > limits.same * filled:
            words = f"column {column.name} has one value in {most} of {filled} rows"
            yield Doubt(f"one-value.{column.name}", words)
        if (
            column.links_as is LinkRole.BIRTH_DATE
            and january > limits.doubtful * filled
        ):
            words = f"{january} of {filled} dates in column {column.name} are the first of January"
            yield Doubt(f"first-of-january.{column.name}", words)


def _count_failing(receipt: Receipt, column: Column) -> int:
    """Count the values that fail the check of a link field; a placeholder says that a value is not known."""
    n_failing = 0
    for reason, n in receipt.doubtful.items():
        is_placeholder = reason.startswith(f"{reasons.PLACEHOLDER}:")
        if reason.endswith(f":{column.name}") and not is_placeholder:
            n_failing += n
    return n_failing


def _of_persons(
    session: Session, delivery: Delivery, limits: Limits
) -> Iterable[Doubt]:
    """Look at names: one name and birth date for many rows, digits, and text that was read in a wrong encoding."""
    names = [
        column
        for column in delivery.form.of_role(Role.LINK)
        if column.links_as in JOINED_ROLES
    ]
    yield from _of_one_person(session, delivery, names, limits)
    for column in names:
        yield from _of_texts_of_names(session, delivery, column, limits)


def _of_one_person(
    session: Session, delivery: Delivery, names: Sequence[Column], limits: Limits
) -> Iterable[Doubt]:
    """Ask about a name and birth date that stand in many rows: a supplier may write one for whoever is not known."""
    born = delivery.form.linked_as(LinkRole.BIRTH_DATE)
    family = [column for column in names if column.links_as is LinkRole.FAMILY_NAME]
    if not family or not born:
        return
    most = session.value(
        sql(
            "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM {t} WHERE {name} IS NOT NULL"
            " AND {born} IS NOT NULL GROUP BY {columns})",
            t=delivery.accepted,
            name=family[0].name,
            born=born[0].name,
            columns=[column.name for column in (*names, *born)],
        )
    )
    if most >= limits.least:
        words = f"one name with one birth date stands in {counted(most, 'row')}; does it stand for nobody?"
        yield Doubt("one-person", words)


def _of_texts_of_names(
    session: Session, delivery: Delivery, column: Column, limits: Limits
) -> Iterable[Doubt]:
    ((n_filled, n_with_digits, n_garbled),) = session.rows(
        sql(
            "SELECT count({c}), count(*) FILTER (WHERE regexp_matches({c}, '[0-9]')),"
            " count(*) FILTER (WHERE regexp_matches({c}, {pattern})) FROM {t}",
            c=column.name,
            t=delivery.accepted,
            pattern=literal(GARBLED),
        )
    )
    if n_with_digits >= limits.least and n_with_digits > limits.doubtful * n_filled:
        yield Doubt(
            f"digits.{column.name}",
            f"column {column.name} holds digits in {n_with_digits} of {n_filled} rows; do fields stand in each other's"
            " place?",
        )
    if n_garbled >= _FEW:
        yield Doubt(
            f"encoding.{column.name}",
            f"column {column.name} holds text in {counted(n_garbled, 'row')}"
            " that was read in a wrong encoding before it was"
            " sent; where the supplier cannot mend it, the form can: repairs = ['mojibake']",
        )


def _of_ages(session: Session, delivery: Delivery, limits: Limits) -> Iterable[Doubt]:
    """Compare birth dates with the ages that the rows state."""
    for column in delivery.form.of_role(Role.LINK):
        if not column.age:
            continue
        ((both, wrong),) = session.rows(
            sql(
                "SELECT count(*), count(*) FILTER (WHERE year({day}) - left({born}::VARCHAR, 4)::INTEGER"
                " NOT BETWEEN {age} - 1 AND {age} + 2) FROM {t} WHERE {born} IS NOT NULL AND {age} IS NOT NULL",
                day=DAY,
                born=column.name,
                age=column.age,
                t=delivery.accepted,
            )
        )
        if wrong >= limits.least and wrong > limits.doubtful * both:
            words = f"column {column.age} does not fit the birth date in {wrong} of {both} rows"
            yield Doubt(f"age.{column.age}", words)


def _of_doubled_rows(
    session: Session, delivery: Delivery, limits: Limits
) -> Iterable[Doubt]:
    """Ask about a file without a key that holds each of its rows twice, or any other number of times above one."""
    if delivery.form.key or delivery.receipt.accepted < limits.least:
        return
    columns = [column.name for column in delivery.form.columns]
    counts = [
        n
        for (n,) in session.rows(
            sql(
                "SELECT DISTINCT count(*) FROM {t} GROUP BY {columns}",
                t=delivery.accepted,
                columns=columns,
            )
        )
    ]
    times = math.gcd(*counts)
    if times > 1:
        words = f"every row stands in it {times} times, or a multiple of that; was the file joined with itself?"
        yield Doubt("doubled-rows", words)


_VARIED = (
    LinkRole.NATIONAL_NUMBER,
    LinkRole.TOKEN,
    LinkRole.GIVEN_NAMES,
    LinkRole.FAMILY_NAME,
    LinkRole.BIRTH_DATE,
)
"""Link fields that differ from person to person."""


def _filled(
    session: Session, delivery: Delivery, column: Column
) -> tuple[int, int, int]:
    """Count rows with a value, rows with the commonest value, and values on the first of January."""
    query = sql(
        "SELECT coalesce(sum(n), 0)::BIGINT, coalesce(max(n), 0)::BIGINT,"
        " coalesce(sum(n) FILTER (WHERE value LIKE {january}), 0)::BIGINT"
        " FROM (SELECT {column}::VARCHAR AS value, count(*) AS n FROM {accepted}"
        " WHERE {column} IS NOT NULL GROUP BY ALL)",
        january=literal("____-01-01"),
        column=column.name,
        accepted=delivery.accepted,
    )
    ((filled, most, january),) = session.rows(query)
    return filled, most, january


def compared(form: Form) -> tuple[Column, ...]:
    """Columns of which the shares of codes are compared between deliveries."""
    return tuple(
        column
        for column in form.columns
        if column.kind is Kind.CODE and column.role in (Role.PAYLOAD, Role.CONSENT)
    )
