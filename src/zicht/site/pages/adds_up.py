"""Sums of printed figures that should agree, and whether they do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.edition import figures
from zicht.edition.numerals import MINUS
from zicht.edition.slugs import slugify
from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, references
from zicht.vocabulary.figures import Reconciliation

_PAGE = "adds-up"


def pages(library: Library) -> Iterable[Page]:
    """Return the page, if the release has such sums."""
    if library.release.reconciliations:
        yield addressing.plain_page(library, _PAGE, "adds_up", _content)


@dataclass(frozen=True)
class Term:
    """One printed figure of a sum: its sign, its number, and who printed it; of an unknown one only its id."""

    sign: str
    title: str
    value: str = ""
    href: str = ""
    period: str = ""
    who: str = ""


@dataclass(frozen=True)
class Sum:
    """Printed figures that should agree.

    Parameters
    ----------
    id, title : of the sum
    parts, divisor, computed : what is added up and divided by, and what that gives
    whole, difference : what was printed, and how far it lies from that
    holds, verdict, reason : whether they agree, in words, and why
    """

    id: str
    title: str
    parts: Sequence[Term]
    divisor: Sequence[Term]
    computed: str
    whole: Term
    difference: str
    holds: bool
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SumsPage(PageContent):
    """The sums that do not hold, and those that do."""

    failing: Sequence[Sum]
    holding: Sequence[Sum]


def _content(edition: SiteEdition) -> SumsPage:
    checks = sorted(edition.release.reconciliations, key=lambda check: check.id)
    sums = [_sum(edition, check) for check in checks]
    return SumsPage(
        title=edition.words("adds_up"),
        description=edition.words("adds_up_lead"),
        crumbs=addressing.crumbs(edition),
        failing=[check for check in sums if not check.holds],
        holding=[check for check in sums if check.holds],
    )


def _sum(edition: SiteEdition, check: Reconciliation) -> Sum:
    unit = _unit(edition, check)
    return Sum(
        id=slugify(check.id),
        title=edition.say(check.title),
        parts=[_term(edition, sign, figure) for sign, figure in check.parts],
        divisor=[_term(edition, sign, figure) for sign, figure in check.divisor],
        computed=_computed(edition, check),
        whole=_term(edition, 1, check.whole),
        difference=figures.difference(check.difference, unit, edition.words),
        holds=check.holds,
        verdict=edition.say(check.verdict),
        reason=edition.say(check.reason),
    )


def _term(edition: SiteEdition, sign: int, id_: str) -> Term:
    sign_words = MINUS if sign < 0 else "+"
    figure = edition.cited.get(id_)
    if figure is None:
        return Term(sign_words, id_)
    return Term(
        sign=sign_words,
        title=edition.say(figure.title),
        value=edition.printed(figure),
        href=edition.way(references.printed_page(edition.library, figure)),
        period=edition.cited_period(figure),
        who=figure.vintage or figure.producer or figure.citation.title,
    )


def _unit(edition: SiteEdition, check: Reconciliation) -> str:
    whole = edition.cited.get(check.whole)
    return whole.unit if whole else ""


def _computed(edition: SiteEdition, check: Reconciliation) -> str:
    """Write the sum of the parts with the decimals of the printed whole; a quotient with at least one decimal."""
    places = check.printed.normalize().as_tuple().exponent
    decimals = max(0, -places) if isinstance(places, int) else 0
    if check.divisor:
        decimals = max(decimals, 1)
    unit = _unit(edition, check)
    return figures.quantity(check.computed, unit, edition.language, decimals)
