"""The check of a delivery: whole-file breaks refuse it, bad rows go apart, and every row is accounted for."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.sources import reasons
from zicht.sources.compiling import (
    Condition,
    conditions,
    continued,
    day_of_row,
    faults_of_link_field,
    make_types,
    repaired,
    text_of,
    typed,
)
from zicht.sources.cut_rows import cut, load_cut
from zicht.sources.declaring import check_forms
from zicht.sources.headers import row_with_names
from zicht.sources.letters import joint_digest, survey_letter
from zicht.sources.linkfields import SET_ASIDE, set_doubtful_aside
from zicht.sources.loading import FIELD_MARK, Loaded, load
from zicht.sources.opening import (
    LARGEST_LETTER,
    Delivered,
    digest_of,
    opened,
    printable,
)
from zicht.sources.rows import Rows, open_rows
from zicht.sources.totals import count_totals, is_total, wrong_totals
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.deliveries import DAY, ROW_NUMBER, Layout, Letter, Receipt, Totals
from zicht.vocabulary.errors import DeliveryError, ProjectError, ZichtError
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.nouns import counted

ROUNDED = "rounded"
"""Repair of numbers with more than six decimals; it is done in every column of decimals."""
TOTALS = "totals"
"""Under which a receipt counts rows that were passed over, as they are totals of others."""
_WHY, _TEXTS = "~reasons", "~texts"


def check(  # noqa: PLR0917 - what is checked against what, in the order of reading
    session: Session,
    form: Form | Sequence[Form],
    codes: Mapping[str, CodeList],
    areas: Geography | None,
    file: Delivered,
    letter: Delivered,
    *,
    today: datetime.date | None = None,
    numbered: bool = False,
) -> Delivery:
    """Check a delivered file against the form that its letter names.

    A file that cannot be used as a whole is refused, with everything that is wrong with it. Rows that cannot be used
    are put apart with their reasons. Rows of the file = accepted + quarantined.

    Parameters
    ----------
    session : in which the checked rows wait for the vault
    form : of the source, or all its versions
    codes : code lists by name
    areas : geography of the project; None only for forms without areas
    file : CSV, packed or not, or a workbook (XLSX, ODS), with a header; or what `cut` left of one
    letter : TOML beside it
    today : no extraction can lie after it; the day of the machine where it is not given
    numbered : True to keep the numbers of the rows in the file, in the column `~row` of what is accepted

    Returns
    -------
    Delivery, with a receipt that counts; the relation `accepted` has the columns of the form, the relation `refused`
    has `row_number` (in the file, from 1), `reasons` and `texts` (in the order of the form, or the line as it is), the
    relation `doubtful` has values of link fields that were set aside

    Raises
    ------
    DeliveryError : with one line per break of the file or its letter; nothing is kept
    ProjectError : the form itself cannot be carried out
    """
    versions = (form,) if isinstance(form, Form) else tuple(form)
    stated, breaks = survey_letter(letter, today=today)
    if stated is not None:
        breaks += _mismatches(stated, versions)
    chosen = _version_of(versions, stated)
    if chosen is None or stated is None:
        raise _refusal(file, breaks)
    check_forms([chosen], codes, areas)
    _refuse_without_areas(chosen, areas)
    loaded = load_file(session, chosen, stated.layout, file, breaks, stated.totals)
    digest = joint_digest(loaded.digest, digest_of(letter, largest=LARGEST_LETTER))
    checked = _Checked(session, chosen, stated, loaded, digest)
    try:
        checked.read(make_types(session, chosen, codes, areas), codes, areas)
        checked.put_bad_rows_apart()
        checked.set_doubtful_aside(keeps_numbers=numbered)
        return Delivery(
            chosen,
            stated,
            checked.receipt(),
            checked.accepted,
            checked.refused,
            checked.doubtful,
            loaded.found,
            loaded.n_gaps,
        )
    except ZichtError:
        session.drop(checked.accepted, checked.refused, checked.doubtful)
        raise
    finally:
        session.drop(loaded.relation)


def cut_file(
    session: Session,
    forms: Sequence[Form],
    file: Delivered,
    letter: Delivered,
    without: Collection[int],
) -> Iterator[bytes]:
    """Write what is left of a delivered file when some rows are taken out of it.

    Parameters
    ----------
    session : in which the file is loaded
    forms : all versions of the form of its source
    file, letter : as for `check`
    without : numbers of the rows that go, from 1

    Yields
    ------
    lines, which `check` reads in the place of the file

    Raises
    ------
    DeliveryError : the file or its letter cannot be read by these forms
    """
    stated, breaks = survey_letter(letter)
    form = _version_of(forms, stated)
    if form is None or stated is None:
        raise _refusal(file, breaks or ["its form is no longer known"])
    loaded = load_file(session, form, stated.layout, file, [])
    try:
        yield from cut(session, loaded, without)
    finally:
        session.drop(loaded.relation)


def load_file(  # noqa: PLR0917 - what is read, how, and beside what
    session: Session,
    form: Form,
    layout: Layout,
    file: Delivered,
    breaks: list[str],
    totals: Totals | None = None,
) -> Loaded:
    """Load the rows of a file as text, and refuse it with everything that is wrong with it as a whole.

    Parameters
    ----------
    session : in which the rows are loaded
    form : of the file
    layout : as its letter declares it
    breaks : what is known to be wrong so far
    totals : with which the file must agree; None where nobody states any
    """
    if not isinstance(file, Path) and file.is_cut:
        # What is left of a file was judged as a whole when the file came.
        return load_cut(session, file)
    before = digest_of(file)
    try:
        with (
            opened(file) as handle,
            open_rows(
                handle, file.name, layout=layout, expected=form.file_columns
            ) as table,
        ):
            wrong_header = header_breaks(table.header, form)
            if wrong_header:
                raise _refusal_of_header(file, table, form, breaks + wrong_header)
            loaded = load(session, table, form)
    except DeliveryError as error:
        if error.details:
            raise
        raise _refusal(file, [*breaks, error.what], now=error.now) from None
    breaks += loaded.breaks
    if loaded.digest != before:
        breaks.append("the file changed while it was read")
    if totals is not None:
        breaks += wrong_totals(session, loaded, form, totals)
    if breaks:
        session.drop(loaded.relation)
        raise _refusal(file, breaks)
    return loaded


def _refusal_of_header(
    file: Delivered, table: Rows, form: Form, breaks: list[str]
) -> DeliveryError:
    """Say which row holds the names of columns, where a title stands above it: only the letter can say so."""
    try:
        row = row_with_names(table.rows, form.file_columns)
    except DeliveryError:
        # What is wrong below the header is said when the header is right.
        row = 0
    if not row:
        return _refusal(file, breaks)
    return _refusal(
        file,
        [*breaks, f"row {row} holds the names of its columns"],
        now=f"Let the letter state header_row = {row}.",
    )


def header_breaks(header: Sequence[str], form: Form) -> list[str]:
    """Say which columns are missing, and how many are too many; what stands in the file is not repeated."""
    names = form.file_columns
    breaks = [
        f"column `{name}` is missing (form {form.version})"
        for name in names
        if name not in header
    ]
    known = {*names, *form.ignored}
    strays = [place for place, name in enumerate(header, start=1) if name not in known]
    repeated = len(header) - len(set(header))
    if strays:
        shown = ", ".join(map(str, strays[:10]))
        more = ", ..." if len(strays) > 10 else ""
        breaks.append(
            f"{counted(len(strays), 'column is not', 'columns are not')} in form {form.version}: in place {shown}{more}"
        )
    if repeated:
        breaks.append(f"{counted(repeated, 'column stands', 'columns stand')} twice")
    return breaks


class _Checked:
    """The rows of one delivery in the session, while they are judged."""

    def __init__(
        self,
        session: Session,
        form: Form,
        letter: Letter,
        loaded: Loaded,
        digest: str,
    ) -> None:
        self.session, self.form, self.letter = session, form, letter
        self.loaded, self.digest = loaded, digest
        self.accepted = f"accepted_{form.source}_{digest[:16]}"
        self.refused = f"refused_{form.source}_{digest[:16]}"
        self.doubtful = f"doubtful_{form.source}_{digest[:16]}"
        self.doubtful_reasons: dict[str, int] = {}
        self.names = [column.name for column in form.columns]

    def read(
        self,
        types: Mapping[str, str],
        codes: Mapping[str, CodeList],
        areas: Geography | None,
    ) -> None:
        """Give every row its typed values, and a bad row its reasons and texts."""
        self.session.drop(self.accepted, self.refused)
        columns = self.form.columns
        failures = conditions(self.form, self.letter, codes, areas)
        day = day_of_row(self.form, self.letter)
        faults = {
            column.name: faults_of_link_field(column, self.form, self.letter, codes)
            for column in self.form.of_role(Role.LINK)
        }
        # An area that ended is counted as its successor, so the value depends on the day of the row.
        values_kept = [
            _kept(
                column.name,
                continued(column, day, areas, types.get(column.name, "")),
                faults.get(column.name, ()),
            )
            for column in columns
        ]
        query = sql(
            "CREATE TABLE {accepted} AS SELECT {values_kept}, {aside} AS {set_aside}, {day_of_row} AS {day}, {number},"
            " CASE WHEN {is_bad} THEN list_filter([{why}], lambda reason: reason IS NOT NULL) END AS {reasons},"
            " CASE WHEN {is_bad} THEN [{texts_of_row}] END AS {values_as_text}"
            " FROM (SELECT *, {typed} FROM ({texts}))",
            accepted=self.accepted,
            values_kept=values_kept,
            aside=_set_aside(self.form, faults),
            set_aside=SET_ASIDE,
            day=DAY,
            day_of_row=day,
            number=ROW_NUMBER,
            is_bad=Sql(" OR ".join(f"({failure.holds})" for failure in failures)),
            why=[_reason_where_it_holds(failure) for failure in failures],
            reasons=_WHY,
            texts_of_row=[text_of(column) for column in columns],
            values_as_text=_TEXTS,
            typed=[_typed_value(column, types) for column in columns],
            texts=self._texts(),
        )
        self.session.execute(query)
        self._leave_out_rows_taken_out()

    def _texts(self) -> Sql:
        """Write the query of the texts of each row, as repaired; broken lines and totals of other rows are left out."""
        return sql(
            "SELECT row_number AS {number}, {texts} FROM"
            " (SELECT row_number, string_split(text, {mark}) AS fields FROM {rows} WHERE fault IS NULL)"
            " WHERE NOT ({is_total})",
            number=ROW_NUMBER,
            texts=[self._repaired_text(column) for column in self.form.columns],
            mark=literal(FIELD_MARK),
            rows=self.loaded.relation,
            is_total=is_total(self.form, self._trimmed),
        )

    def _leave_out_rows_taken_out(self) -> None:
        # Of a row that was taken out only its number is left; the rows after it keep their places.
        self.session.execute(
            sql(
                "DELETE FROM {accepted} WHERE {number} IN (SELECT row_number FROM {rows} WHERE text IS NULL)",
                accepted=self.accepted,
                number=ROW_NUMBER,
                rows=self.loaded.relation,
            )
        )

    def _repaired_text(self, column: Column) -> Sql:
        """Write SQL for the text of a column, repaired as its form declares."""
        return Sql(f"{repaired(column, self._field(column))} AS {text_of(column)}")

    def _field(self, column: Column) -> Sql:
        """Write SQL for the text of a column as it stands in the file."""
        return Sql(f"fields[{self.loaded.places[column.name]}]")

    def _trimmed(self, name: str) -> Sql:
        """Write SQL for the text of the column of a name, without spaces around it."""
        return Sql(f"trim(fields[{self.loaded.places[name]}])")

    def repairs(self) -> dict[str, int]:
        """Count the texts that were repaired, by repair and column."""
        counted: dict[str, Sql] = {}
        for column in self.form.columns:
            after = repaired(column, self._field(column))
            if column.repairs:
                before = repaired(replace(column, repairs=()), self._field(column))
                name = f"{','.join(column.repairs)}:{column.name}"
                counted[name] = sql("{before} <> {after}", before=before, after=after)
            if column.kind is Kind.DECIMAL:
                counted[f"{ROUNDED}:{column.name}"] = sql(
                    "TRY_CAST({after} AS DOUBLE) <> TRY_CAST({after} AS DECIMAL(18, 6))::DOUBLE",
                    after=after,
                )
        if not counted:
            return {}
        query = sql(
            "SELECT {counts} FROM (SELECT string_split(text, {mark}) AS fields FROM {rows} WHERE fault IS NULL)",
            counts=[
                sql("count(*) FILTER (WHERE {holds})", holds=holds)
                for holds in counted.values()
            ],
            mark=literal(FIELD_MARK),
            rows=self.loaded.relation,
        )
        (row,) = self.session.rows(query)
        return {name: n for name, n in zip(counted, row, strict=True) if n}

    def put_bad_rows_apart(self) -> None:
        """Move rows with a reason, rows that repeat a key and lines that are no rows to the refused."""
        bad = sql(
            "SELECT rowid AS place, {number} AS row_number, {why} AS reasons, {texts} AS texts"
            " FROM {accepted} WHERE {why} IS NOT NULL",
            number=ROW_NUMBER,
            why=_WHY,
            texts=_TEXTS,
            accepted=self.accepted,
        )
        if self.form.key and self._repeats_a_key():
            bad = Sql(f"{bad} UNION ALL {self._repeated()}")
        names = {"accepted": self.accepted, "refused": self.refused}
        self.session.execute(
            sql(
                "CREATE TABLE {refused} AS {bad} UNION ALL"
                " SELECT NULL, row_number, [fault], [text] FROM {rows} WHERE fault IS NOT NULL",
                bad=bad,
                rows=self.loaded.relation,
                **names,
            )
        )
        self.session.execute(
            sql(
                "DELETE FROM {accepted} WHERE rowid IN (SELECT place FROM {refused})",
                **names,
            )
        )
        for column in (_WHY, _TEXTS):
            self.session.execute(
                sql("ALTER TABLE {accepted} DROP COLUMN {c}", c=column, **names)
            )
        self.session.execute(sql("ALTER TABLE {refused} DROP COLUMN place", **names))

    def set_doubtful_aside(self, *, keeps_numbers: bool = False) -> None:
        """Empty values of link fields that say nothing about a person, and keep them apart."""
        self.doubtful_reasons = set_doubtful_aside(
            self.session, self.form, self.accepted, self.doubtful
        )
        if keeps_numbers:
            return
        self.session.execute(
            sql(
                "ALTER TABLE {accepted} DROP COLUMN {number}",
                accepted=self.accepted,
                number=ROW_NUMBER,
            )
        )

    def receipt(self) -> Receipt:
        """Count what was accepted and refused, and why."""
        counted = self.session.rows(
            sql(
                "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM {t})"
                " GROUP BY reason ORDER BY reason",
                t=self.refused,
            )
        )
        totals = count_totals(self.session, self.loaded, self.form)
        repairs = self.repairs() | ({TOTALS: totals} if totals else {})
        return Receipt(
            delivery_id=self.digest[:16],
            source=self.form.source,
            digest=self.digest,
            form_version=self.form.version,
            period=self.letter.period,
            extracted_on=self.letter.extracted_on,
            legal_basis=self.letter.legal_basis,
            rows=self.loaded.rows - totals,
            accepted=self._count(self.accepted),
            quarantined=self._count(self.refused),
            reasons=dict(counted),
            doubtful=self.doubtful_reasons,
            repairs=repairs,
            part=self.letter.part,
            correction=self.letter.correction,
        )

    def _count(self, relation: str) -> int:
        count: int = self.session.value(
            sql("SELECT count(*) FROM {relation}", relation=relation)
        )
        return count

    def _good(self) -> Sql:
        return sql(
            "FROM {accepted} WHERE {why} IS NULL", accepted=self.accepted, why=_WHY
        )

    def _repeats_a_key(self) -> bool:
        query = (
            "SELECT count(*) FROM (SELECT 1 {good} GROUP BY {key} HAVING count(*) > 1)"
        )
        repeated: int = self.session.value(
            sql(query, good=self._good(), key=self.form.key)
        )
        return repeated > 0

    def _repeated(self) -> Sql:
        """Write SQL for good rows that share a key: all where they differ, all but the first where they do not."""
        return sql(
            "SELECT place, {number}, [CASE WHEN differ THEN {another} ELSE {same} END], [{texts}]"
            " FROM (SELECT *, min(content) OVER w <> max(content) OVER w AS differ,"
            " row_number() OVER (w ORDER BY place) AS nth"
            " FROM (SELECT {names}, {number}, rowid AS place, hash(({names})) AS content {good})"
            " SEMI JOIN (SELECT {key} {good} GROUP BY ALL HAVING count(*) > 1) USING ({key})"
            " WINDOW w AS (PARTITION BY {key})) WHERE differ OR nth > 1",
            number=ROW_NUMBER,
            another=literal(reasons.REPEATED_KEY),
            same=literal(reasons.REPEATED_ROW),
            texts=[Sql(f"{identifier(name)}::VARCHAR") for name in self.names],
            names=self.names,
            good=self._good(),
            key=self.form.key,
        )


def _typed_value(column: Column, types: Mapping[str, str]) -> Sql:
    """Write SQL for the value of a column."""
    return Sql(f"{typed(column, types)} AS {identifier(column.name)}")


def _reason_where_it_holds(failure: Condition) -> Sql:
    """Write SQL for the reason of a condition, NULL where it does not hold."""
    return Sql(f"CASE WHEN {failure.holds} THEN {literal(failure.reason)} END")


def _kept(name: str, value: Sql, faults: Sequence[Condition]) -> Sql:
    """Write SQL for the value of a column; NULL where it is set aside."""
    if not faults:
        return sql("{value} AS {name}", value=value, name=name)
    return sql(
        "CASE WHEN {faulty} THEN NULL ELSE {value} END AS {name}",
        faulty=Sql(" OR ".join(f"({fault.holds})" for fault in faults)),
        value=value,
        name=name,
    )


def _set_aside(form: Form, faults: Mapping[str, Sequence[Condition]]) -> Sql:
    """Write SQL for the list of link fields of a row that are set aside, each with its first reason and its text."""
    entries = []
    for column in form.of_role(Role.LINK):
        cases = [
            f"WHEN {fault.holds} THEN {literal(fault.reason)}"
            for fault in faults[column.name]
        ]
        entry = "{{'field': {name}, 'reason': CASE {cases} END, 'text': {text}}}"
        entries.append(
            sql(
                entry,
                name=literal(column.name),
                cases=Sql(" ".join(cases)),
                text=text_of(column),
            )
        )
    if not entries:
        return Sql("NULL")
    holds = [f"({fault.holds})" for listed in faults.values() for fault in listed]
    return sql(
        "CASE WHEN {holds} THEN list_filter([{entries}], lambda entry: entry.reason IS NOT NULL) END",
        holds=Sql(" OR ".join(holds)),
        entries=entries,
    )


def _version_of(versions: Sequence[Form], letter: Letter | None) -> Form | None:
    """Give the version of the form that a letter names."""
    named = letter.form_version if letter else None
    return next((form for form in versions if form.version == named), None)


def _mismatches(letter: Letter, versions: Sequence[Form]) -> list[str]:
    breaks = []
    if letter.source != versions[0].source:
        breaks.append(f"the letter is about another source than {versions[0].source}")
    known = [form.version for form in versions]
    if letter.form_version not in known:
        breaks.append(
            f"form version {letter.form_version} is unknown; known: {', '.join(map(str, known))}"
        )
    return breaks


def _refuse_without_areas(form: Form, areas: Geography | None) -> None:
    if areas is None and any(column.kind is Kind.AREA for column in form.columns):
        raise ProjectError(
            f"Form {form.source} {form.version} asks for areas, and the project has no geography.",
            now="Add the folder geography: docs/project.md.",
        )


def _refusal(file: Delivered, breaks: Sequence[str], now: str = "") -> DeliveryError:
    return DeliveryError(
        f"Delivery {printable(file.name)} is refused as a whole; nothing of it is kept.",
        now=now or "Ask the supplier for a file that can be read, with its letter.",
        details=breaks,
    )
