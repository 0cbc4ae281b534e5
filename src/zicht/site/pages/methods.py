"""How the figures are made: the rules of the gate, what was received, and every definition."""

from collections.abc import Iterable

from zicht.edition import figures
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing, links
from zicht.vocabulary.deliveries import Receipt

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
