"""The step from the vault's link fields to links, and what of it may be published."""

import datetime
import math
from collections.abc import Mapping, Sequence

from zicht.disclosure import percentages
from zicht.disclosure.printed_cells import published_cells
from zicht.edition.messages import Message, value_in_words
from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.indicators.plausible import Bands
from zicht.linkage import lasting, linking
from zicht.linkage.linking import Linkage
from zicht.pipeline.inputs import digest_of_code
from zicht.project.folder import Project
from zicht.vault.vault import Vault
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.linkage import Band, PublishedLinkage, Share
from zicht.vocabulary.people import LinkageReport, Links
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import ProtectedTable

PER_MILLE = 1000
LINKED = "links"
"""Note of the vault: the records that the last run linked, as a fingerprint."""
ANONYMOUS = "anonymous"
"""Status of a record whose source has no link fields."""


def link_records(project: Project, session: Session, vault: Vault) -> Linkage:
    """Link all records that count now."""
    linked = linking.link(session, vault.link_fields(events_of(project)))
    add_anonymous(session, vault, linked.links)
    return linked


def links_of_records(project: Project, session: Session, vault: Vault) -> Links:
    """Return the links of all records that count now: as the last run found them, or found anew.

    The same records give the same linkage, so that what the last run found holds as long as no record, and nothing of
    Zicht, changed. Whoever needs its doubt as well links anew: `link_records`.
    """
    if vault.noted(LINKED) != _fingerprint(project, session, vault):
        return link_records(project, session, vault).links
    links = vault.links_of_last_run()
    add_anonymous(session, vault, links)
    return links


def _fingerprint(project: Project, session: Session, vault: Vault) -> str:
    """Return what changes with any link field of a record that counts now, and with the code of Zicht."""
    fields = vault.link_fields(events_of(project))
    # Digests of 64 bits: records that change by chance leave them as they were once in 2^64 times. Nobody gains by
    # making them collide, as who can write link fields can write the links.
    query = "SELECT count(*), bit_xor(hash(record)), bit_xor(hash(record, 'again')) FROM {t} AS record"
    (digests,) = session.rows(sql(query, t=Sql(fields.relation)))
    return " ".join(map(str, (*digests, digest_of_code())))


def add_anonymous(session: Session, vault: Vault, links: Links) -> None:
    """Add the records of sources without link fields to a table of links: each stands by itself.

    Indicators that join the links find them there. They are not counted as persons: nothing says who is one person.
    """
    session.execute(
        sql(
            "INSERT INTO {links} (pseud_id, person_id, status)"
            " SELECT pseud_id, pseud_id, {status} FROM {records}",
            links=links.relation,
            status=literal(ANONYMOUS),
            records=vault.anonymous(),
        )
    )


def events_of(project: Project) -> dict[str, tuple[str, str]]:
    """Return, for each source whose records share events, the columns of the event and of the part in it."""
    newest = {source: forms[-1] for source, forms in project.forms.items()}
    return {
        source: (form.event, form.part) for source, form in newest.items() if form.event
    }


def note_linked(project: Project, session: Session, vault: Vault) -> None:
    """Note which records the keys of persons are of, as `keep_persons` kept them just before."""
    vault.note(LINKED, _fingerprint(project, session, vault))


def keep_persons(session: Session, vault: Vault, links: Links, tell: Progress) -> None:
    """Keep the keys of persons in the vault, and say how many changed."""
    query = sql(
        "SELECT pseud_id, person_id, status FROM {t} WHERE status <> {status}",
        t=links.relation,
        status=literal(ANONYMOUS),
    )
    rows = session.rows(query)
    person_of = {record: person for record, person, _ in rows}
    before = vault.person_keys()
    # Linkage has no memory; only the names of persons have (ADR 0152).
    keys = lasting.keep_keys(before, person_of, vault.used_person_keys())
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    status_of = [(record, status) for record, _, status in rows]
    vault.keep_person_keys(keys, status_of, day=day)
    numbers = keys.numbers()
    # At the first run everybody is new, which says nothing.
    if before and numbers:
        kinds = tuple(
            Message("value.number_of_kind", kind=value_in_words(f"person {kind}"), n=n)
            for kind, n in numbers.items()
        )
        tell(Message("progress.persons_since", kinds=kinds))


def published_linkage(
    report: LinkageReport,
    bands: Bands,
    least: Mapping[str, Mapping[str, int]],
    policy: Policy,
) -> PublishedLinkage:
    """Return what may be published of a linkage: percentages in steps that give no count away.

    Parameters
    ----------
    report : of the linkage
    bands : indicator to period to how far the truth may lie from what is counted
    least : indicator to period to the lowest count that the printed total stands for; a
        total that shows no number has no band
    policy : of the gate
    """
    # A percentage of few records would tell their number (ADR 0105).
    step = percentages.step_of_shares(report.records, policy)
    widest = percentages.STEPS[-1]
    return PublishedLinkage(
        known=_shares(report.known, report.records, step),
        statuses=_shares(report.statuses, report.records, step),
        persons=_band_of_persons(report),
        false_links=_coarse(report.false_links, step or widest),
        missed_links=_coarse(report.missed_links, step or widest),
        lost_by_blocking=_coarse(report.lost_by_blocking, step or widest),
        bands={
            indicator: _bands_of(of_indicator, least.get(indicator, {}))
            for indicator, of_indicator in sorted(bands.items())
        },
        rests_on_guesses=report.rests_on_guesses,
    )


def _shares(
    counts: Mapping[str, int], n_records: int, step: int | None
) -> dict[str, int]:
    """Return shares of the records, rounded to a step.

    A share that is rounded to 0% is left out, as is one of no records: a printed 0% would
    tell that there is such a record.
    """
    if step is None:
        return {}
    shares = {
        name: percentages.to_step(100 * count / n_records, step)
        for name, count in counts.items()
    }
    return {name: share for name, share in shares.items() if share}


def _band_of_persons(report: LinkageReport) -> Band:
    """Return how far the number of persons may lie from what was found, in per cent."""
    if not report.persons:
        return 0, 0
    low = 100 * (report.least_persons / report.persons - 1)
    high = 100 * (report.most_persons / report.persons - 1)
    return percentages.band_around(low, high, least=report.persons)


def _bands_of(
    of_indicator: Mapping[str, tuple[float, float]], least: Mapping[str, int]
) -> dict[str, Band]:
    """Return the band of every period whose total is printed as a number."""
    return {
        period: percentages.band_around(low, high, least=least[period])
        for period, (low, high) in sorted(of_indicator.items())
        if least.get(period, 0) >= 1
    }


def least_of_totals(
    indicators: Sequence[Indicator], tables: Sequence[ProtectedTable]
) -> dict[str, dict[str, int]]:
    """Return the lowest count that each printed total of a period stands for, by indicator."""
    least: dict[str, dict[str, int]] = {}
    for indicator in indicators:
        of_indicator = least.setdefault(indicator.id, {})
        for where, _, lower, _ in published_cells(indicator.universe, tables):
            codes = dict(where)
            if set(codes) == {PERIOD}:
                period = codes[PERIOD]
                # Several tables may print one total; the highest lower bound is what
                # readers know.
                of_indicator[period] = max(of_indicator.get(period, 0), lower)
    return least


def _coarse(share: Share, step: int) -> Share:
    """Round a share to a tenth of a step, its interval outward."""
    units = PER_MILLE / step
    return Share(
        round(units * share.estimate) / units,
        math.floor(units * share.lower) / units,
        math.ceil(units * share.upper) / units,
    )
