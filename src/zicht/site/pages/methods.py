"""How the figures are made: the rules of the gate, what was received, and every definition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.edition import figures
from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, linking, links
from zicht.site.parts import Link
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.policies import Policy

_PAGE = "methods"


def pages(library: Library) -> Iterable[Page]:
    """Return the page of methods."""
    yield addressing.plain_page(library, _PAGE, "methods", _content)


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


@dataclass(frozen=True, kw_only=True)
class MethodsPage(PageContent):
    """How the figures are made.

    Parameters
    ----------
    policy, policy_reason, method, losses : of the gate
    linking : address of the page on how linking went; empty if nothing was linked
    receipts, bases, withdrawn : deliveries, their legal bases, and whether people withdrew
    indicators, documents : definitions, and texts about methods
    """

    policy: Policy | None
    policy_reason: str
    method: str
    losses: Sequence[tuple[str, str]]
    linking: str
    receipts: Sequence[ReceiptLine]
    bases: Sequence[str]
    withdrawn: bool
    indicators: Sequence[DefinitionLine]
    documents: Sequence[Link]


def _content(edition: SiteEdition) -> MethodsPage:
    release = edition.release
    policy = release.policy
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
        linking=edition.way(linking.PAGE) if release.linkage else "",
        receipts=[_receipt(edition, receipt) for receipt in release.receipts],
        bases=sorted({receipt.legal_basis for receipt in release.receipts}),
        withdrawn=release.has_withdrawals,
        indicators=[_indicator_line(edition, indicator) for indicator in indicators],
        documents=[links.document_link(edition, document) for document in documents],
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


# ---- the gate


def _losses(edition: SiteEdition) -> list[tuple[str, str]]:
    """Return the loss of information by the gate: the name of each measure, and its value."""
    losses = []
    for name, value in edition.release.losses.items():
        plain_name = name.replace("_", " ")
        words = _name_of(edition, "loss", name, otherwise=plain_name)
        losses.append((words, _loss(edition, name, value)))
    return losses


def _loss(edition: SiteEdition, name: str, value: float) -> str:
    """Write a loss by the gate: a share of the cells in per cent, or a number."""
    if name.endswith("share"):
        return figures.quantity(100 * value, "share", edition.language, 1)
    decimals = 0 if float(value).is_integer() else 3
    return edition.number(value, decimals)


# ---- deliveries


def _receipt(edition: SiteEdition, receipt: Receipt) -> ReceiptLine:
    return ReceiptLine(
        id=receipt.delivery_id,
        source=edition.source(receipt.source),
        period=edition.period(receipt.period),
        extracted=edition.day(receipt.extracted_on),
        form=receipt.form_version,
        basis=receipt.legal_basis,
    )
