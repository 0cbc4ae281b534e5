"""What adds up and what does not: printed figures that should agree, with how far they do."""

from collections.abc import Iterable

from zicht.edition import figures
from zicht.edition.numerals import MINUS
from zicht.edition.slugs import slugify
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing, references
from zicht.vocabulary.figures import Reconciliation

_PAGE = "adds-up"


def pages(library: Library) -> Iterable[Page]:
    """Give the page, where the release has compared printed figures."""
    if library.release.reconciliations:
        yield addressing.plain_page(library, _PAGE, "adds_up", _content)


def _content(edition: SiteEdition) -> Content:
    checks = sorted(
        edition.release.reconciliations, key=lambda check: (check.holds, check.id)
    )
    return {
        "title": edition.words("adds_up"),
        "description": edition.words("adds_up_lead"),
        "crumbs": addressing.crumbs(edition),
        "failing": [_sum(edition, check) for check in checks if not check.holds],
        "holding": [_sum(edition, check) for check in checks if check.holds],
    }


def _sum(edition: SiteEdition, check: Reconciliation) -> Content:
    return {
        "id": slugify(check.id),
        "title": edition.say(check.title),
        "parts": [_part(edition, sign, figure) for sign, figure in check.parts],
        "divisor": [_part(edition, sign, figure) for sign, figure in check.divisor],
        "computed": _computed(edition, check),
        "whole": _part(edition, 1, check.whole),
        "difference": figures.difference(
            check.difference, _unit(edition, check), edition.words
        ),
        "holds": check.holds,
        "verdict": edition.say(check.verdict),
        "reason": edition.say(check.reason),
    }


def _part(edition: SiteEdition, sign: int, id_: str) -> Content:
    sign_words = MINUS if sign < 0 else "+"
    figure = edition.cited.get(id_)
    if figure is None:
        return {"sign": sign_words, "title": id_, "value": "", "href": "", "who": ""}
    return {
        "sign": sign_words,
        "title": edition.say(figure.title),
        "period": edition.cited_period(figure),
        "value": edition.printed(figure),
        "who": figure.vintage or figure.producer or figure.citation.title,
        "href": edition.way(references.printed_page(edition.library, figure)),
    }


def _unit(edition: SiteEdition, check: Reconciliation) -> str:
    whole = edition.cited.get(check.whole)
    return whole.unit if whole else ""


def _computed(edition: SiteEdition, check: Reconciliation) -> str:
    """Write what the parts give, with the decimals of the printed whole; a quotient has one at least."""
    places = check.printed.normalize().as_tuple().exponent
    decimals = max(0, -places) if isinstance(places, int) else 0
    if check.divisor:
        decimals = max(decimals, 1)
    unit = _unit(edition, check)
    return figures.quantity(check.computed, unit, edition.language, decimals)
