"""How the figures are made: the rules of the gate, what was received, and every definition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zicht.edition import figures
from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, links
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.people import Share
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.releases import Document

_PAGE = "methods"


def pages(library: Library) -> Iterable[Page]:
    """Return the page of methods."""
    yield addressing.plain_page(library, _PAGE, "methods", _content)


@dataclass(frozen=True)
class LinkageInWords:
    """How linking went: what may be wrong, and how often, in sentences and tables of names and numbers."""

    wrong: str
    blocks: str
    tables: Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True)
class ReceiptLine:
    """One delivery: its source, period, day of extraction, form and legal basis."""

    id: str
    source: str
    period: str
    extracted: str
    form: int
    basis: str


@dataclass(frozen=True)
class DefinitionLine:
    """One indicator in the list of definitions."""

    href: str
    id: str
    title: str
    unit: str
    version: int


@dataclass(frozen=True)
class DocumentLine:
    """One document about a method."""

    href: str
    title: str


@dataclass(frozen=True, kw_only=True)
class MethodsPage(PageContent):
    """How the figures are made.

    Parameters
    ----------
    policy, policy_reason, method, losses : of the gate
    linkage : how linking went; None where nothing was linked
    receipts, bases, withdrawn : deliveries, their legal bases, and whether people withdrew
    indicators, documents : definitions, and texts about methods
    """

    policy: Policy | None
    policy_reason: str
    method: str
    losses: Sequence[tuple[str, str]]
    linkage: LinkageInWords | None
    receipts: Sequence[ReceiptLine]
    bases: Sequence[str]
    withdrawn: bool
    indicators: Sequence[DefinitionLine]
    documents: Sequence[DocumentLine]


def _content(edition: SiteEdition) -> MethodsPage:
    release = edition.release
    policy, linkage = release.policy, release.linkage
    indicators = release.indicators.values()
    documents = links.of_kind(release.documents, "method")
    return MethodsPage(
        title=edition.words("methods"),
        description=edition.words("methods_lead"),
        crumbs=addressing.crumbs(edition),
        policy=policy,
        policy_reason=policy.reason_in(edition.language) if policy else "",
        method=_name_of(edition, "gate", release.method, otherwise=release.method),
        losses=_losses(edition),
        linkage=_linkage(edition, linkage) if linkage else None,
        receipts=[_receipt(edition, receipt) for receipt in release.receipts],
        bases=sorted({receipt.legal_basis for receipt in release.receipts}),
        withdrawn=release.has_withdrawals,
        indicators=[_indicator_line(edition, indicator) for indicator in indicators],
        documents=[_document_line(edition, document) for document in documents],
    )


def _name_of(edition: SiteEdition, section: str, code: str, *, otherwise: str) -> str:
    """Return the words for a code that may hold spaces, such as the name of a method of the gate."""
    key = f"{section}.{code.replace(' ', '_')}"
    return edition.words.any_of(key, otherwise=otherwise)


def _indicator_line(edition: SiteEdition, indicator: Indicator) -> DefinitionLine:
    return DefinitionLine(
        href=edition.way(f"indicator:{indicator.id}"),
        id=indicator.id,
        title=edition.say(indicator.title),
        unit=edition.say(indicator.counting_unit),
        version=indicator.version,
    )


def _document_line(edition: SiteEdition, document: Document) -> DocumentLine:
    href = edition.way(f"document:method:{document.id}")
    return DocumentLine(href, edition.say(document.title))


# ---- the gate


def _losses(edition: SiteEdition) -> list[tuple[str, str]]:
    """Return what the gate cost: the name of each measure, and its value."""
    losses = []
    for name, value in edition.release.losses.items():
        plain_name = name.replace("_", " ")
        words = _name_of(edition, "loss", name, otherwise=plain_name)
        losses.append((words, _loss(edition, name, value)))
    return losses


def _loss(edition: SiteEdition, name: str, value: float) -> str:
    """Write what the gate cost: a part of the cells in per cent, else a number."""
    if name.endswith("share"):
        return _percentage(edition, value)
    decimals = 0 if float(value).is_integer() else 3
    return edition.number(value, decimals)


# ---- linkage


def _linkage(edition: SiteEdition, linkage: PublishedLinkage) -> LinkageInWords:
    """Say how linking went: what people are recognised by, why records are linked, and what may be wrong."""
    words = edition.words
    tables = {
        words("linkage_why_caption"): _percentages(edition, "status", linkage.statuses),
        words("linkage_known_caption"): _percentages(edition, "field", linkage.known),
        words("linkage_bands_caption"): _bands(edition, linkage),
    }
    return LinkageInWords(
        wrong=_what_may_be_wrong(edition, linkage),
        blocks=_lost_by_blocking(edition, linkage.lost_by_blocking),
        tables=[(caption, rows) for caption, rows in tables.items() if rows],
    )


def _what_may_be_wrong(edition: SiteEdition, linkage: PublishedLinkage) -> str:
    """Say which part of the links is wrong, which is missed, and what that does to the number of persons."""
    false, missed = linkage.false_links, linkage.missed_links
    fewest, most = linkage.persons
    return edition.words(
        "linkage_wrong",
        false=_percentage(edition, false.estimate),
        false_low=_percentage(edition, false.lower),
        false_high=_percentage(edition, false.upper),
        missed=_percentage(edition, missed.estimate),
        missed_low=_percentage(edition, missed.lower),
        missed_high=_percentage(edition, missed.upper),
        low=_signed(edition, fewest),
        high=_signed(edition, most),
    )


def _lost_by_blocking(edition: SiteEdition, lost: Share) -> str:
    """Say which part of the pairs was never compared; nothing where that is none."""
    if not lost.upper:
        return ""
    return edition.words(
        "linkage_blocks",
        lost=_percentage(edition, lost.estimate),
        lost_high=_percentage(edition, lost.upper),
    )


def _percentage(edition: SiteEdition, share: float) -> str:
    return figures.quantity(100 * share, "share", edition.language, 1)


def _percentages(
    edition: SiteEdition, kind: str, percentages: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Return parts of the records in per cent, each with its name."""
    rows = []
    for name, percentage in percentages.items():
        words = edition.words(f"linkage_{kind}_{name}")
        number = figures.quantity(percentage, "percent", edition.language)
        rows.append((words, number))
    return rows


def _bands(edition: SiteEdition, linkage: PublishedLinkage) -> list[tuple[str, str]]:
    """Return for each indicator the band of its last period."""
    rows = []
    for name, of_indicator in linkage.bands.items():
        if not of_indicator:
            continue
        indicator = edition.release.indicators[name]
        period = max(of_indicator)
        lowest, highest = of_indicator[period]
        kind = "points" if indicator.shape == "survival" else "percent"
        band = edition.words(
            f"linkage_{kind}",
            low=_signed(edition, lowest),
            high=_signed(edition, highest),
        )
        title = f"{edition.say(indicator.title)}, {edition.period(period)}"
        rows.append((title, band))
    return rows


def _signed(edition: SiteEdition, number: int) -> str:
    """Write a whole number with its sign; its unit stands in the words around it."""
    return figures.difference(Decimal(number), "count", edition.words)


# ---- deliveries


def _receipt(edition: SiteEdition, receipt: Receipt) -> ReceiptLine:
    plain_name = receipt.source.replace("_", " ")
    key = f"source.{receipt.source}"
    return ReceiptLine(
        id=receipt.delivery_id,
        source=edition.words.any_of(key, otherwise=plain_name),
        period=edition.period(receipt.period),
        extracted=edition.day(receipt.extracted_on),
        form=receipt.form_version,
        basis=receipt.legal_basis,
    )
