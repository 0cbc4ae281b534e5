"""The check of a delivery: whole-file breaks refuse it, bad rows go apart, and every row is accounted for."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.engine import Session, Sql, identifier, literal, sql
from zicht.sources import reasons
from zicht.sources.compiling import conditions, make_types, text_of, typed
from zicht.sources.declaring import check_forms
from zicht.sources.files import Survey, header_breaks, survey_file
from zicht.sources.letters import survey_letter
from zicht.sources.linkfields import set_doubtful_aside
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.deliveries import Delivery, Letter, Receipt
from zicht.vocabulary.errors import DeliveryError, ProjectError, ZichtError
from zicht.vocabulary.forms import Form, Kind

_WHY, _TEXTS = "~reasons", "~texts"
_BROKEN, _SCANS = "broken_lines", "broken_lines_scans"
"""Where the database puts lines that are no rows; the second is about the file, and unused."""


def check(  # noqa: PLR0917 - what is checked against what, in the order of reading
    session: Session,
    form: Form | Sequence[Form],
    codes: Mapping[str, CodeList],
    areas: Geography | None,
    file: Path,
    letter: Path,
) -> Delivery:
    """Check a delivered file against the form that its letter names.

    A file that does not hold as a whole is refused, with everything that is wrong with it. Rows that do not hold are
    put apart with their reasons. Rows of the file = accepted + quarantined.

    Parameters
    ----------
    session : in which the checked rows wait for the vault
    form : of the source, or all its versions
    codes : code lists by name
    areas : geography of the project; None only for forms without areas
    file : CSV in UTF-8, with a header
    letter : TOML beside it

    Returns
    -------
    Delivery, with a receipt that counts; the relation `accepted` has the columns of the form, the relation `refused`
    has `row_number` (in the file, from 1), `reasons` and `texts` (in the order of the form, or the line as it is), the
    relation `doubtful` has values of link fields that were set aside

    Raises
    ------
    DeliveryError : with one line per break of the file or its letter; nothing is kept
    ProjectError : the form itself does not hold
    """
    versions = (form,) if isinstance(form, Form) else tuple(form)
    if not file.is_file():
        raise DeliveryError(
            f"Delivery {file.name}: the file is not there.",
            now="Ask the supplier for it.",
        )
    before = _stamp(file)
    stated, breaks = survey_letter(letter)
    chosen = next(
        (one for one in versions if stated and one.version == stated.form_version), None
    )
    survey = survey_file(
        file, [column.name for column in (chosen or versions[-1]).columns]
    )
    breaks += survey.breaks
    if stated is not None:
        breaks += _mismatches(stated, versions)
    if chosen is not None and survey.lines:
        breaks += header_breaks(survey.header, chosen)
    if breaks or chosen is None or stated is None:
        raise _refusal(file, breaks)
    digest = hashlib.sha256(
        survey.digest + hashlib.sha256(letter.read_bytes()).digest()
    ).hexdigest()
    check_forms([chosen], codes, areas)
    _refuse_without_areas(chosen, areas)
    checked = _Checked(session, chosen, stated, survey, file, digest)
    try:
        checked.read(make_types(session, chosen, codes, areas), codes)
        if _stamp(file) != before:
            raise _refusal(file, ["the file changed while it was read"])
        checked.account_for_lines()
        checked.put_bad_rows_apart()
        checked.set_doubtful_aside()
        return Delivery(
            chosen,
            stated,
            checked.receipt(),
            checked.accepted,
            checked.refused,
            checked.doubtful,
        )
    except ZichtError:
        session.drop(checked.accepted, checked.refused, checked.doubtful)
        raise
    finally:
        session.drop(_BROKEN, _SCANS)


class _Checked:
    """The rows of one delivery in the session, while they are judged."""

    def __init__(  # noqa: PLR0917
        self,
        session: Session,
        form: Form,
        letter: Letter,
        survey: Survey,
        file: Path,
        digest: str,
    ) -> None:
        self.session, self.form, self.letter = session, form, letter
        self.survey, self.file, self.digest = survey, file, digest
        self.accepted = f"accepted_{form.source}_{digest[:16]}"
        self.refused = f"refused_{form.source}_{digest[:16]}"
        self.doubtful = f"doubtful_{form.source}_{digest[:16]}"
        self.doubtful_reasons: dict[str, int] = {}
        self.names = [column.name for column in form.columns]

    def read(self, types: Mapping[str, str], codes: Mapping[str, CodeList]) -> None:
        """Read the file as text, once; give every row its typed values, and a bad row its reasons and texts."""
        self.session.drop(self.accepted, self.refused, _BROKEN, _SCANS)
        columns, failures = self.form.columns, conditions(self.form, self.letter, codes)
        query = sql(
            "CREATE TABLE {accepted} AS SELECT {names},"
            " CASE WHEN {is_bad} THEN list_filter([{why}], lambda reason: reason IS NOT NULL) END AS {reasons},"
            " CASE WHEN {is_bad} THEN [{texts}] END AS {values_as_text}"
            " FROM (SELECT *, {values} FROM (SELECT {trimmed} FROM {file}))",
            accepted=self.accepted,
            names=self.names,
            is_bad=Sql(" OR ".join(f"({failure.holds})" for failure in failures)),
            why=[
                Sql(f"CASE WHEN {failure.holds} THEN {literal(failure.reason)} END")
                for failure in failures
            ],
            reasons=_WHY,
            texts=[text_of(column) for column in columns],
            values_as_text=_TEXTS,
            values=[
                Sql(f"{typed(column, types)} AS {identifier(column.name)}")
                for column in columns
            ],
            trimmed=[
                Sql(f"nullif(trim({identifier(c.name)}), '') AS {text_of(c)}")
                for c in columns
            ],
            file=self._scan(),
        )
        try:
            self.session.execute(query)
        except DeliveryError as unreadable:
            raise _refusal(self.file, [unreadable.what]) from None

    def account_for_lines(self) -> None:
        """Refuse a file whose lines and rows do not agree: then a quote is open, or a row lost its end."""
        read = self._count(self.accepted)
        broken = [
            line
            for (line,) in self.session.rows(
                sql("SELECT DISTINCT line FROM {t} ORDER BY line", t=_BROKEN)
            )
        ]
        if self.survey.lines - 1 != read + len(broken):
            near = f", near line {', '.join(map(str, broken[:10]))}" if broken else ""
            words = f"{self.survey.lines - 1} lines hold {read + len(broken)} rows: quotes or line ends are amiss{near}"
            raise _refusal(self.file, [words])
        if not self.survey.ends and broken and broken[-1] >= self.survey.lines:
            raise _refusal(self.file, ["the file ends in the middle of a row"])

    def put_bad_rows_apart(self) -> None:
        """Move rows with a reason, rows that repeat a key and lines that are no rows to the refused."""
        bad = sql(
            "SELECT rowid AS place, {why} AS reasons, {texts} AS texts FROM {accepted} WHERE {why} IS NOT NULL",
            why=_WHY,
            texts=_TEXTS,
            accepted=self.accepted,
        )
        if self._repeats_a_key():
            bad = Sql(f"{bad} UNION ALL {self._repeated()}")
        names = {
            "accepted": self.accepted,
            "refused": self.refused,
            "why": _WHY,
            "texts": _TEXTS,
        }
        self.session.execute(_refused(self.refused, bad))
        self.session.execute(
            sql(
                "DELETE FROM {accepted} WHERE rowid IN (SELECT place FROM {refused})",
                **names,
            )
        )
        self.session.execute(sql("ALTER TABLE {accepted} DROP COLUMN {why}", **names))
        self.session.execute(sql("ALTER TABLE {accepted} DROP COLUMN {texts}", **names))
        self.session.execute(sql("ALTER TABLE {refused} DROP COLUMN place", **names))

    def set_doubtful_aside(self) -> None:
        """Empty values of link fields that say nothing about a person, and keep them apart."""
        self.doubtful_reasons = set_doubtful_aside(
            self.session, self.form, self.accepted, self.doubtful
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
        return Receipt(
            delivery_id=self.digest[:16],
            source=self.form.source,
            digest=self.digest,
            form_version=self.form.version,
            period=self.letter.period,
            extracted_on=self.letter.extracted_on,
            legal_basis=self.letter.legal_basis,
            rows=self.survey.lines - 1,
            accepted=self._count(self.accepted),
            quarantined=self._count(self.refused),
            reasons=dict(counted),
            doubtful=self.doubtful_reasons,
        )

    def _count(self, relation: str) -> int:
        count: int = self.session.value(
            sql("SELECT count(*) FROM {relation}", relation=relation)
        )
        return count

    def _scan(self) -> Sql:
        return sql(
            "read_csv({file}, auto_detect = false, header = true, strict_mode = true, columns = {{{columns}}},"
            " delim = {delimiter}, quote = '\"', escape = '\"', store_rejects = true, rejects_limit = 0,"
            " rejects_table = {broken}, rejects_scan = {scans})",
            file=literal(str(self.file.resolve())),
            columns=[Sql(f"{literal(name)}: 'VARCHAR'") for name in self.survey.header],
            delimiter=literal(self.survey.delimiter),
            broken=literal(_BROKEN),
            scans=literal(_SCANS),
        )

    def _good(self) -> Sql:
        return sql(
            "FROM {accepted} WHERE {why} IS NULL", accepted=self.accepted, why=_WHY
        )

    def _repeats_a_key(self) -> bool:
        query = (
            "SELECT count(*) FROM (SELECT 1 {good} GROUP BY {key} HAVING count(*) > 1)"
        )
        found: int = self.session.value(
            sql(query, good=self._good(), key=self.form.key)
        )
        return found > 0

    def _repeated(self) -> Sql:
        """Write SQL for good rows that share a key: all where they differ, all but the first where they do not."""
        return sql(
            "SELECT place, [CASE WHEN differ THEN {another} ELSE {same} END], [{texts}]"
            " FROM (SELECT *, min(content) OVER w <> max(content) OVER w AS differ,"
            " row_number() OVER (w ORDER BY place) AS nth"
            " FROM (SELECT {names}, rowid AS place, hash(({names})) AS content {good})"
            " SEMI JOIN (SELECT {key} {good} GROUP BY ALL HAVING count(*) > 1) USING ({key})"
            " WINDOW w AS (PARTITION BY {key})) WHERE differ OR nth > 1",
            another=literal(reasons.REPEATED_KEY),
            same=literal(reasons.REPEATED_ROW),
            texts=[Sql(f"{identifier(name)}::VARCHAR") for name in self.names],
            names=self.names,
            good=self._good(),
            key=self.form.key,
        )


def _refused(name: str, bad: Sql) -> Sql:
    """Write SQL that makes the table of refused rows: those of `bad`, and lines that are no rows."""
    return sql(
        "CREATE TABLE {name} AS WITH"
        " lines AS (SELECT line, any_value(error_type) AS fault, any_value(csv_line) AS words FROM {broken}"
        " GROUP BY line),"
        " numbered AS (SELECT *, row_number() OVER (ORDER BY line) AS nth FROM lines),"
        # A row's number in the file is its number among the readable ones, and the broken lines before it.
        " shifts AS (SELECT line - 1 - nth AS after, max(nth) AS broken FROM numbered GROUP BY ALL),"
        " bad AS ({bad})"
        " SELECT bad.place + 1 + coalesce(broken, 0) AS row_number, bad.place, reasons, texts"
        " FROM bad ASOF LEFT JOIN shifts ON bad.place + 1 > shifts.after"
        " UNION ALL SELECT line - 1, NULL,"
        " [CASE WHEN fault LIKE '%QUOTE%' THEN {quotes} ELSE {fields} END], [words] FROM numbered",
        name=name,
        broken=_BROKEN,
        bad=bad,
        quotes=literal(reasons.QUOTES),
        fields=literal(reasons.FIELD_COUNT),
    )


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


def _refusal(file: Path, breaks: Sequence[str]) -> DeliveryError:
    return DeliveryError(
        f"Delivery {file.name} is refused as a whole; nothing of it is kept.",
        now="Ask the supplier for a file that holds, with its letter.",
        details=breaks,
    )


def _stamp(file: Path) -> tuple[int, int, int]:
    state = file.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino
