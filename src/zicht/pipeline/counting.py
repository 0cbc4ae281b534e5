"""From the vault to protected series: link, count, pass the gate, derive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.disclosure import gate, spans, surveys
from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.figures.missing import derive_known
from zicht.figures.series import Population
from zicht.indicators import count, relations_behind
from zicht.indicators.captures import captures, plausible_captures
from zicht.indicators.plausible import Bands, bands_of_linkage
from zicht.linkage.linking import Linkage
from zicht.pipeline import folders, ledger
from zicht.pipeline.absent import Absent, absent_figures, of_years, without_absent
from zicht.pipeline.counted import Counted
from zicht.pipeline.estimating import estimate_counted
from zicht.pipeline.expected import Slot
from zicht.pipeline.inhabitants import inhabitants_of, of_areas
from zicht.pipeline.linking import (
    keep_persons,
    least_of_totals,
    link_records,
    note_linked,
    published_linkage,
)
from zicht.pipeline.persons_by_lists import Gate, printed_bounds
from zicht.pipeline.refused import refused_consent
from zicht.pipeline.remembering import EstimateMemory
from zicht.pipeline.secret import gate_secret, keyed, say_lost_secret
from zicht.pipeline.unmoved import unmoved, unmoved_linkage
from zicht.pipeline.validity import refuse_codes_out_of_time, without_codes_out_of_time
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.release.approval import load_key, make_key
from zicht.release.freeze import Sealed
from zicht.vault.vault import Vault
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.designs import Registers
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.errors import DeliveryError, EstimationRefused
from zicht.vocabulary.estimates import CaptureTable, PublishedEstimate
from zicht.vocabulary.figures import Series
from zicht.vocabulary.former_names import former_dimensions
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.people import Payload
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.spans import PrintedSpan
from zicht.vocabulary.tables import Draft


def count_all(
    project: Project,
    session: Session,
    vault: Vault,
    slots: Sequence[Slot] = (),
    *,
    tell: Progress,
    before: Ledger | None = None,
) -> Counted:
    """Count every indicator of a project and pass the gate.

    Parameters
    ----------
    slots : of what is owed: figures that rest on what has not arrived are missing, and no cell of them reaches the gate
    before : ledger to attack with, of a release that is built once more: nothing is written down then; what is
        published now when left out
    """
    run = _Run(project, session, vault, tell)
    records = _link(run)
    absent = _say_what_is_absent(run, slots)
    countable = _countable(project, absent)
    draft = _count(run, records, countable, absent)
    bands = _bands_of_linkage(run, records, countable)
    inhabitants = inhabitants_of(project, session, records.payload)

    # From here on everything is computed from what the gate let through; true counts
    # reach only the bands and the estimates, which have gates of their own.
    is_new = before is None
    attacked_with = ledger.published(vault) if before is None else before
    printed_before = ledger.of_today(attacked_with)
    protected = _protect(run, draft, inhabitants, printed_before)
    if is_new:
        _write_down(run, records, draft, protected, printed_before)
    series = _derive(run, protected, inhabitants, absent)
    # A release that is built once more is made from the counts alone: what the vault
    # remembers proves nothing.
    memory = EstimateMemory(vault if is_new else None)
    estimates = _estimate(
        run, records, series, protected=protected, absent=absent, memory=memory
    )
    return Counted(
        sealed=_sealed(project, protected, attacked_with),
        series=series,
        population=inhabitants,
        receipts=_receipts(project, vault),
        estimates=estimates,
        persons=records.linkage.links.persons,
        records=records.linkage.links.records,
        linkage=_linkage_in_print(run, records, bands, countable, protected),
        awaited=absent.awaited,
        refused=refused_consent(project, vault),
    )


@dataclass(frozen=True)
class _Run:
    """One run from the vault to protected series.

    Parameters
    ----------
    project : says what is counted
    session : in which the records can be queried
    vault : the records, and what was printed of them
    tell : called with a sentence after each step
    """

    project: Project
    session: Session
    vault: Vault
    tell: Progress


@dataclass(frozen=True)
class _Records:
    """What the vault holds, for the time of one session.

    Parameters
    ----------
    session : in which the records can be queried
    payload : what is counted, without link fields
    linkage : which records are of one person, and which other answers are plausible
    """

    session: Session
    payload: Payload
    linkage: Linkage


def _link(run: _Run) -> _Records:
    run.tell(Message("progress.linking"))
    linkage = link_records(run.project, run.session, run.vault)
    if linkage.report.rests_on_guesses:
        run.tell(Message("careful.few_to_learn_from"))
    payload = replace(run.vault.payload(), link_names=run.project.link_names)
    return _Records(run.session, payload, linkage)


# ---- what is counted


def _say_what_is_absent(run: _Run, slots: Sequence[Slot]) -> Absent:
    """Return which figures are missing for deliveries that have not arrived, and say so."""
    project = run.project
    of_inhabitants = project.inhabitants.source if project.inhabitants else ""
    known = dimensions(project.all_lists)
    absent = absent_figures(project, slots, known, of_inhabitants)
    for words in absent.in_words():
        run.tell(words)
    return absent


def _countable(project: Project, absent: Absent) -> list[Indicator]:
    """Return the indicators of which some deliveries are there."""
    known = dimensions(project.all_lists)
    return [
        indicator
        for indicator in project.indicators
        if not absent.is_whole(indicator, known)
    ]


def _count(
    run: _Run, records: _Records, countable: Sequence[Indicator], absent: Absent
) -> Draft:
    """Count what rests on deliveries that are there, and say which years no indicator counts.

    Raises
    ------
    DeliveryError : nothing does
    """
    project = run.project
    run.tell(Message("progress.counting_indicators"))
    draft = count(
        records.session,
        records.payload,
        records.linkage.links,
        countable,
        dimensions(project.all_lists),
        views=project.views,
        merges=project.policy.merges,
    )
    # Before the gate: a cell that is too low would be protected, printed and remembered
    # as true.
    draft = without_absent(draft, absent)
    if absent.awaited and not draft.tables:
        raise DeliveryError(
            "Every figure that is counted rests on deliveries that are not there; no release was made.",
            now="Wait for them, or let indicators declare of which years they need the deliveries: needs.",
            details=absent.in_words(),
        )
    refuse_codes_out_of_time(draft, project.all_lists)
    for words in years_left_out(draft):
        run.tell(words)
    return draft


def years_left_out(draft: Draft) -> list[str]:
    """Name the years of the records that lie outside every period counted, and the indicators that leave them out."""
    indicators: dict[tuple[str, ...], list[str]] = {}
    for left_out in draft.left_out:
        indicators.setdefault(left_out.years, []).append(left_out.indicator)
    return [
        Message("progress.years_left_out", years=years, indicators=names)
        for years, names in indicators.items()
    ]


def _bands_of_linkage(
    run: _Run, records: _Records, countable: Sequence[Indicator]
) -> Bands:
    """Count the totals over plausible linkages: how far doubtful links may move each of them."""
    run.tell(Message("progress.counting_linkages"))
    return bands_of_linkage(
        records.session,
        records.payload,
        records.linkage.links,
        records.linkage.plausible,
        countable,
        dimensions=dimensions(run.project.all_lists),
        views=run.project.views,
    )


# ---- what the gate lets through


def _protect(
    run: _Run, draft: Draft, inhabitants: Population, before: Ledger
) -> Protected:
    """Pass the draft through the gate, which attacks it together with everything that was printed before."""
    project = run.project
    run.tell(Message("progress.protecting_tables"))
    say_lost_secret(project, run.tell)
    return gate.publish(
        draft,
        project.policy,
        sign=signature_by(gate_key(project.folder)),
        # An invented country has a public secret, so that its release is the same on
        # every machine.
        secret=gate_secret(project),
        drawn_as=former_dimensions(),
        ledger=before,
        cited=printed_elsewhere(project),
        inhabitants=of_areas(inhabitants, project.geography),
        # After a withdrawal a number may not follow its count: the difference would be
        # who left.
        withdrawn=bool(run.vault.withdrawals()),
        progress=run.tell,
    )


def _write_down(
    run: _Run, records: _Records, draft: Draft, protected: Protected, before: Ledger
) -> None:
    """Write what may be printed into the ledger, and who is one person into the vault.

    Before anything is published: what may be printed is then never missing from what the
    next run attacks with.
    """
    printed = _remembered(draft, protected, run.project.policy, before)
    ledger.write_down(run.vault, protected, printed)
    links = records.linkage.links
    keep_persons(run.session, run.vault, links, run.tell)
    note_linked(run.project, run.session, run.vault)


def _remembered(
    draft: Draft, protected: Protected, policy: Policy, before: Ledger
) -> tuple[PrintedSpan, ...]:
    """Return what the ledger must remember besides cells: durations and survey shares."""
    n_spans = len(draft.spans)
    # The gate returns durations first, and shares of surveys behind them.
    of_spans, of_surveys = protected.spans[:n_spans], protected.spans[n_spans:]
    return (
        *spans.remembered(draft.spans, of_spans, policy, before),
        *surveys.remembered(draft.surveys, of_surveys, before, policy),
    )


def _derive(
    run: _Run, protected: Protected, inhabitants: Population, absent: Absent
) -> dict[str, Series]:
    """Derive the figures of every indicator from protected cells alone."""
    run.tell(Message("progress.deriving_shares"))
    series = {}
    for indicator in run.project.indicators:
        missing = absent.indicators.get(indicator.id, frozenset())
        derived = derive_known(indicator, protected, inhabitants, missing)
        lists = run.project.all_lists
        series[indicator.id] = without_codes_out_of_time(derived, lists)
    return series


# ---- what is published beside the series


def _linkage_in_print(
    run: _Run,
    records: _Records,
    bands: Bands,
    countable: Sequence[Indicator],
    protected: Protected,
) -> PublishedLinkage:
    """Return what may be published of linkage: shares, and bands around the totals that are printed."""
    policy = run.project.policy
    least = least_of_totals(countable, protected.tables)
    linkage = published_linkage(records.linkage.report, bands, least, policy)
    if run.vault.withdrawals():
        # A band that moved would tell in which totals those stood who withdrew.
        return unmoved_linkage(run.project.folder, linkage)
    return linkage


def _sealed(project: Project, protected: Protected, before: Ledger) -> Sealed:
    """Seal protected tables, with the digest of the ledger that they were attacked together with."""
    key = gate_key(project.folder)
    return Sealed.by(protected, key, ledger=ledger.digest_of(before))


def _receipts(project: Project, vault: Vault) -> tuple[Receipt, ...]:
    """Return what may be published of the deliveries that count, by source and period."""
    secret = gate_secret(project)
    current = vault.receipts(current_only=True)
    printable = [_printable(receipt, secret) for receipt in current]
    printable.sort(key=lambda receipt: (receipt.source, receipt.period))
    return tuple(printable)


def _years_that_are_there(project: Project, absent: Absent) -> list[int]:
    """Return the years of which every delivery is there that an estimate rests on."""
    registers = project.registers
    if registers is None:
        return []
    views = [registers.people, registers.members]
    lacking = absent.years_of(relations_behind(views, project.views))
    return [year for year in project.years if year not in lacking]


def _estimate(
    run: _Run,
    records: _Records,
    series: dict[str, Series],
    *,
    protected: Protected,
    absent: Absent,
    memory: EstimateMemory,
) -> dict[str, PublishedEstimate]:
    """Estimate from the overlap of notifying organisations, where the project says how to group them.

    Parameters
    ----------
    run, records : of the same people
    series : published figures, by indicator
    protected : what is printed of the same people
    absent : deliveries that are not there: years that rest on them are not estimated
    memory : what the vault remembers of earlier estimates
    """
    project = run.project
    registers = project.registers
    years = _years_that_are_there(project, absent)
    if registers is None or "lists" not in project.section("estimate") or not years:
        return {}
    try:
        run.tell(Message("progress.counting_overlap"))
        table, plausible = _capture_tables(project, records, registers, years)
        estimates = estimate_counted(
            project,
            table,
            series,
            gate=_gate_of_estimates(project, protected),
            years=years,
            plausible=plausible,
            memory=memory,
            tell=run.tell,
        )
    except EstimationRefused as refused:
        # The refusal names a way on, because the other figures of the release hold.
        without = "To publish without estimates of your own, leave [estimate.lists] out of zicht.toml."
        raise EstimationRefused(
            refused.what,
            now=f"{refused.now} {without}".strip(),
            details=refused.details,
        ) from None
    if run.vault.withdrawals():
        # An estimate that moved would tell in which groups those stood who withdrew.
        return unmoved(project.folder, estimates)
    return estimates


def _gate_of_estimates(project: Project, protected: Protected) -> Gate:
    """Return what lets the counts of estimates through, with everything printed of the same people."""
    registers = project.registers
    universes = {
        indicator.universe
        for indicator in project.indicators
        if registers is not None and indicator.id == registers.seen
    }
    # The universe of who was seen is printed as counts; estimates of the same persons
    # must not narrow it.
    printed = {
        where: bounds
        for universe in universes
        for where, bounds in printed_bounds(protected.tables, universe).items()
    }
    return Gate(project.policy, gate_secret(project), printed)


def _capture_tables(
    project: Project, records: _Records, registers: Registers, years: Sequence[int]
) -> tuple[CaptureTable, Sequence[CaptureTable]]:
    """Count persons by the organisations that notified them, under the chosen linkage and under plausible ones."""
    known = dimensions(project.all_lists)
    # Only years that are estimated: a year without its deliveries would be a list that
    # saw nobody.
    estimated = {**known, PERIOD: of_years(known[PERIOD], years)}
    table = captures(
        records.session,
        records.payload,
        records.linkage.links,
        registers=registers,
        dimensions=estimated,
        views=project.views,
        merges=project.policy.merges,
    )
    plausible = plausible_captures(
        records.session,
        records.payload,
        records.linkage.links,
        records.linkage.plausible,
        registers=registers,
        dimensions=estimated,
        views=project.views,
        merges=project.policy.merges,
    )
    return table, plausible


def _printable(receipt: Receipt, secret: bytes) -> Receipt:
    """Return what may be published of a receipt.

    An exact number of rows would undo the rounding of a total. With a plain digest of a
    file about people, whoever knows all of it but one field could try the rest.
    """
    digest = keyed(receipt.digest, secret)
    return replace(
        receipt,
        digest=digest,
        delivery_id=digest[: len(receipt.delivery_id)],
        rows=0,
        accepted=0,
        quarantined=0,
        reasons={},
        doubtful={},
        repairs={},
        part="",  # the name of a shelter may be a secret
    )


def printed_elsewhere(project: Project) -> dict[CellKey, int]:
    """Return the counts that others printed of cells that are counted here: an attacker knows them too."""
    universes = {
        indicator.id: indicator.universe
        for indicator in project.indicators
        if indicator.shape == "count"
    }
    return {
        (
            universes[figure.indicator],
            frozenset({(PERIOD, figure.period), *figure.where.items()}),
        ): int(figure.value)
        for figure in project.cited
        if figure.indicator in universes
        # A rounded or estimated number bounds no cell exactly.
        and figure.value == figure.value.to_integral_value()
    }


def gate_key(project: Path) -> Ed25519PrivateKey:
    """Return the signing key of the gate of this project, made at first use."""
    path = folders.keys(project) / "gate.key"
    if not path.exists():
        make_key(path)
    return load_key(path)


def signature_by(key: Ed25519PrivateKey) -> Callable[[bytes], str]:
    """Return the function that signs the digest of protected tables."""
    return lambda digest: key.sign(digest).hex()
