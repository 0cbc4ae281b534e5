"""Roles: what a page of Zicht needs to know of a country's indicators, themes and texts, whatever their ids are."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Roles:
    """What fills each role; a role that nothing fills is empty, and what needs it is left out.

    Parameters
    ----------
    seen : indicator of the people who came into view
    estimated : indicator of the estimated number of people, in view or not
    estimated_share : indicator of the share of these people who came into view
    chain : indicators that are the steps of the justice chain, in the order of the chain
    printed_chain : measure whose figures, printed elsewhere, are the steps of a chain
    theme_of_chain : theme of the page of the justice chain
    theme_of_areas : theme of the pages of areas
    theme_of_estimates : theme of estimates, of which the pages say that they are not counts
    theme_of_institute : theme of what the institute does, such as whom it advised
    theme_of_accounts : theme of the accounts of the institute
    method_of_printed : text on how figures from elsewhere are taken over
    method_of_estimates : text on how estimates are made
    method_of_recommendations : text on how recommendations are followed up
    definition_of_cohorts : definition that tells a cohort from a flow
    """

    seen: str = ""
    estimated: str = ""
    estimated_share: str = ""
    chain: tuple[str, ...] = ()
    printed_chain: str = ""
    theme_of_chain: str = ""
    theme_of_areas: str = ""
    theme_of_estimates: str = ""
    theme_of_institute: str = ""
    theme_of_accounts: str = ""
    method_of_printed: str = ""
    method_of_estimates: str = ""
    method_of_recommendations: str = ""
    definition_of_cohorts: str = ""

    @property
    def about_the_institute(self) -> frozenset[str]:
        """Themes about the institute itself, and not about its subjects."""
        return frozenset({self.theme_of_institute, self.theme_of_accounts}) - {""}


ROLES = tuple(field.name for field in fields(Roles))
INDICATOR_ROLES = ("seen", "estimated", "estimated_share", "chain", "printed_chain")
"""Roles that indicators fill, or measures that are only printed elsewhere."""
THEME_ROLES = tuple(role for role in ROLES if role.startswith("theme_of_"))
DOCUMENT_ROLES = {
    role: role.partition("_")[0]
    for role in ROLES
    if role.startswith(("method_of_", "definition_of_"))
}
"""Roles that texts of the knowledge base fill, with the kind of the text."""
