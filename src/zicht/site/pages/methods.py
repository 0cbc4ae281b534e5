"""How the figures are made: the rules of the gate, what was received, and every definition."""

from collections.abc import Iterable, Mapping

from zicht.edition import figures
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing, links
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.linkage import PublishedLinkage

_PAGE = "methods"


def pages(library: Library) -> Iterable[Page]:
    """Give the page."""
    yield addressing.plain_page(library, _PAGE, "methods", _content)


def _content(edition: SiteEdition) -> Content:
    release, here = edition.release, edition.path(_PAGE)
    return {
        "title": edition.words("methods"),
        "description": edition.words("methods_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "policy": release.policy,
        "policy_reason": release.policy.reason_in(edition.language)
        if release.policy
        else "",
        "method": edition.words.any_of(
            f"gate.{release.method.replace(' ', '_')}", otherwise=release.method
        ),
        "losses": [
            (
                edition.words.any_of(
                    f"loss.{name.replace(' ', '_')}", otherwise=name.replace("_", " ")
                ),
                _loss(edition, name, value),
            )
            for name, value in release.losses.items()
        ],
        "linkage": _linkage(edition, release.linkage) if release.linkage else None,
        "receipts": [_receipt(edition, receipt) for receipt in release.receipts],
        "bases": sorted({receipt.legal_basis for receipt in release.receipts}),
        "withdrawn": release.has_withdrawals,
        "indicators": [
            {
                "href": edition.way(here, f"indicator:{indicator.id}"),
                "id": indicator.id,
                "title": edition.say(indicator.title),
                "unit": edition.say(indicator.counting_unit),
                "version": indicator.version,
            }
            for indicator in release.indicators.values()
        ],
        "documents": [
            {
                "href": edition.way(here, f"document:method:{document.id}"),
                "title": edition.say(document.title),
            }
            for document in links.of_kind(release.documents, "method")
        ],
    }


def _linkage(edition: SiteEdition, linkage: PublishedLinkage) -> Content:
    """Say how linking went: what people are recognised by, why records are linked, and what may be wrong."""
    words = edition.words

    def share(value: float) -> str:
        return figures.quantity(100 * value, "share", edition.language, 1)

    false, missed, lost = (
        linkage.false_links,
        linkage.missed_links,
        linkage.lost_by_blocking,
    )
    wrong = words(
        "linkage_wrong",
        false=share(false.estimate),
        false_low=share(false.lower),
        false_high=share(false.upper),
        missed=share(missed.estimate),
        missed_low=share(missed.lower),
        missed_high=share(missed.upper),
        low=_signed(linkage.persons[0]),
        high=_signed(linkage.persons[1]),
    )
    blocks = words(
        "linkage_blocks", lost=share(lost.estimate), lost_high=share(lost.upper)
    )
    tables = [
        (
            words("linkage_why_caption"),
            _percentages(edition, "status", linkage.statuses),
        ),
        (words("linkage_known_caption"), _percentages(edition, "field", linkage.known)),
        (words("linkage_bands_caption"), _bands(edition, linkage)),
    ]
    return {
        "wrong": wrong,
        "blocks": blocks if lost.upper else "",
        "tables": [(caption, rows) for caption, rows in tables if rows],
    }


def _percentages(
    edition: SiteEdition, kind: str, percentages: Mapping[str, int]
) -> list[tuple[str, str]]:
    return [
        (edition.words(f"linkage_{kind}_{name}"), f"{percentage}%")
        for name, percentage in percentages.items()
    ]


def _bands(edition: SiteEdition, linkage: PublishedLinkage) -> list[tuple[str, str]]:
    """Return for each indicator the band of its last period."""
    rows = []
    for name, of_indicator in linkage.bands.items():
        if not of_indicator:
            continue
        indicator = edition.release.indicators[name]
        period = max(of_indicator)
        low, high = map(_signed, of_indicator[period])
        kind = "points" if indicator.shape == "survival" else "percent"
        title = f"{edition.say(indicator.title)}, {edition.period(period)}"
        rows.append((title, edition.words(f"linkage_{kind}", low=low, high=high)))
    return rows


def _signed(number: int) -> str:
    """Write a whole number with its sign."""
    return f"+{number}" if number > 0 else str(number).replace("-", "\u2212")


def _loss(edition: SiteEdition, name: str, value: float) -> str:
    """Write what the gate cost: a part of the cells in per cent, else a number."""
    if name.endswith("share"):
        return figures.quantity(100 * value, "share", edition.language, 1)
    return edition.number(value, 0 if float(value).is_integer() else 3)


def _receipt(edition: SiteEdition, receipt: Receipt) -> Content:
    return {
        "id": receipt.delivery_id,
        "source": edition.words.any_of(
            f"source_name.{receipt.source}", otherwise=receipt.source.replace("_", " ")
        ),
        "period": edition.period(receipt.period),
        "extracted": edition.day(receipt.extracted_on),
        "form": receipt.form_version,
        "basis": receipt.legal_basis,
    }
