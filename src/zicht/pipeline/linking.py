"""The step from the vault's link fields to links, and what of it may be published."""

import datetime
import math
from collections.abc import Mapping

from zicht import linkage
from zicht.engine import Session, sql
from zicht.indicators.plausible import Bands
from zicht.linkage import Linkage
from zicht.project.folder import Project
from zicht.vault import Vault
from zicht.vocabulary.linkage import Band, PublishedLinkage, Share
from zicht.vocabulary.people import LinkageReport, Links
from zicht.vocabulary.progress import Progress

PER_MILLE = 1000


def link_records(project: Project, session: Session, vault: Vault) -> Linkage:
    """Link all records that count now."""
    return linkage.link(session, vault.link_fields(events_of(project)))


def events_of(project: Project) -> dict[str, tuple[str, str]]:
    """Return, for each source whose records share events, the columns of the event and of the part in it."""
    newest = {source: forms[-1] for source, forms in project.forms.items()}
    return {
        source: (form.event, form.part) for source, form in newest.items() if form.event
    }


def keep_persons(session: Session, vault: Vault, links: Links, tell: Progress) -> None:
    """Keep the keys of persons in the vault, and say how many changed."""
    query = sql("SELECT pseud_id, person_id, status FROM {t}", t=links.relation)
    rows = session.rows(query)
    person_of = {record: person for record, person, _ in rows}
    before = vault.person_keys()
    keys = linkage.keep_keys(before, person_of, vault.used_person_keys())
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    status_of = [(record, status) for record, _, status in rows]
    vault.keep_person_keys(keys, status_of, day=day)
    numbers = keys.numbers()
    if before and numbers:
        words = ", ".join(f"{kind} {n}" for kind, n in numbers.items())
        tell(f"Persons since the last run: {words}")


def published_linkage(report: LinkageReport, bands: Bands) -> PublishedLinkage:
    """Return what may be published of a linkage: shares in whole per cents, which give no true count away.

    Parameters
    ----------
    report : of the linkage
    bands : indicator to period to how far the truth may lie from what is counted
    """
    # A field that no source has says nothing of linkage.
    known = {field: count for field, count in report.known.items() if count}
    statuses = {status: count for status, count in report.statuses.items() if count}
    return PublishedLinkage(
        known=_percentages(known, report.records),
        statuses=_percentages(statuses, report.records),
        persons=_outward(
            100 * (report.least_persons / report.persons - 1) if report.persons else 0,
            100 * (report.most_persons / report.persons - 1) if report.persons else 0,
        ),
        false_links=_coarse(report.false_links),
        missed_links=_coarse(report.missed_links),
        lost_by_blocking=_coarse(report.lost_by_blocking),
        bands={
            indicator: {
                period: _outward(*band) for period, band in sorted(of_indicator.items())
            }
            for indicator, of_indicator in sorted(bands.items())
        },
    )


def _percentages(counts: Mapping[str, int], n: int) -> dict[str, int]:
    return {name: round(100 * count / max(n, 1)) for name, count in counts.items()}


def _outward(low: float, high: float) -> Band:
    """Round a band outward; it holds zero, for what is counted is plausible itself."""
    return min(math.floor(low), 0), max(math.ceil(high), 0)


def _coarse(share: Share) -> Share:
    return Share(
        round(PER_MILLE * share.estimate) / PER_MILLE,
        math.floor(PER_MILLE * share.lower) / PER_MILLE,
        math.ceil(PER_MILLE * share.upper) / PER_MILLE,
    )
