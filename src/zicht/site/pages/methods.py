"""How the figures are made: the rules of the gate, what was received, and every definition."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zicht.edition import figures
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing, links
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.releases import Document

_PAGE = "methods"


def pages(library: Library) -> Iterable[Page]:
    """Return the page of methods."""
    yield addressing.plain_page(library, _PAGE, "methods", _content)


def _content(edition: SiteEdition) -> Content:
    release = edition.release
    here = edition.path(_PAGE)
    policy_reason = ""
    if release.policy is not None:
        policy_reason = release.policy.reason_in(edition.language)
    linkage = None
    if release.linkage is not None:
        linkage = _linkage(edition, release.linkage)
    documents = links.of_kind(release.documents, "method")
    return {
        "title": edition.words("methods"),
        "description": edition.words("methods_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "policy": release.policy,
        "policy_reason": policy_reason,
        "method": _name_of(edition, "gate", release.method, otherwise=release.method),
        "losses": _losses(edition),
        "linkage": linkage,
        "receipts": [_receipt(edition, receipt) for receipt in release.receipts],
        "bases": sorted({receipt.legal_basis for receipt in release.receipts}),
        "withdrawn": release.has_withdrawals,
        "indicators": [
            _indicator_line(edition, here, indicator)
            for indicator in release.indicators.values()
        ],
        "documents": [
            _document_line(edition, here, document) for document in documents
        ],
    }


def _name_of(edition: SiteEdition, section: str, code: str, *, otherwise: str) -> str:
    """Return the words for a code that may hold spaces, such as the name of a method of the gate."""
    key = f"{section}.{code.replace(' ', '_')}"
    return edition.words.any_of(key, otherwise=otherwise)


def _indicator_line(edition: SiteEdition, here: str, indicator: Indicator) -> Content:
    return {
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "id": indicator.id,
        "title": edition.say(indicator.title),
        "unit": edition.say(indicator.counting_unit),
        "version": indicator.version,
    }


def _document_line(edition: SiteEdition, here: str, document: Document) -> Content:
    return {
        "href": edition.way(here, f"document:method:{document.id}"),
        "title": edition.say(document.title),
    }


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
        return figures.quantity(100 * value, "share", edition.language, 1)
    decimals = 0 if float(value).is_integer() else 3
    return edition.number(value, decimals)


# ---- linkage


def _linkage(edition: SiteEdition, linkage: PublishedLinkage) -> Content:
    """Say how linking went: what people are recognised by, why records are linked, and what may be wrong."""
    words = edition.words

    def share(value: float) -> str:
        return figures.quantity(100 * value, "share", edition.language, 1)

    false = linkage.false_links
    missed = linkage.missed_links
    lost = linkage.lost_by_blocking
    fewest, most = linkage.persons
    wrong = words(
        "linkage_wrong",
        false=share(false.estimate),
        false_low=share(false.lower),
        false_high=share(false.upper),
        missed=share(missed.estimate),
        missed_low=share(missed.lower),
        missed_high=share(missed.upper),
        low=_signed(edition, fewest),
        high=_signed(edition, most),
    )
    blocks = ""
    if lost.upper:
        lost_share, lost_at_most = share(lost.estimate), share(lost.upper)
        blocks = words("linkage_blocks", lost=lost_share, lost_high=lost_at_most)
    tables = {
        words("linkage_why_caption"): _percentages(edition, "status", linkage.statuses),
        words("linkage_known_caption"): _percentages(edition, "field", linkage.known),
        words("linkage_bands_caption"): _bands(edition, linkage),
    }
    return {
        "wrong": wrong,
        "blocks": blocks,
        "tables": [(caption, rows) for caption, rows in tables.items() if rows],
    }


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


def _receipt(edition: SiteEdition, receipt: Receipt) -> Content:
    plain_name = receipt.source.replace("_", " ")
    return {
        "id": receipt.delivery_id,
        "source": edition.words.any_of(
            f"source_name.{receipt.source}", otherwise=plain_name
        ),
        "period": edition.period(receipt.period),
        "extracted": edition.day(receipt.extracted_on),
        "form": receipt.form_version,
        "basis": receipt.legal_basis,
    }
