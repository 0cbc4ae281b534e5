"""Which figures that others printed are the steps of a chain."""

from collections.abc import Iterable

from zicht.vocabulary.cited import Cited

WHOLE = {"per_1000": 1000, "percent": 100}
"""Unit of a step to the number of reports that it is part of."""
FEWEST_STEPS = 3
"""Steps below which a chain is not drawn: two bars say no more than a sentence."""


def is_step(figure: Cited, measure: str) -> bool:
    """Whether a printed figure is a step of a chain: part of a whole, and not of one area or group."""
    return figure.indicator == measure and figure.unit in WHOLE and not figure.where


def newest_steps(figures: Iterable[Cited], measure: str) -> list[Cited]:
    """Find the steps of the newest chain that one edition printed, largest first; empty if none has enough of them."""
    chains: dict[tuple[str, str, str], list[Cited]] = {}
    for figure in figures:
        if is_step(figure, measure):
            # A chain is shown as one edition printed it: steps of two editions are parts of different wholes
            # (docs/site.md).
            edition = (figure.citation.date, figure.vintage, figure.period)
            chains.setdefault(edition, []).append(figure)
    whole_chains = {
        edition: steps
        for edition, steps in chains.items()
        if len(steps) >= FEWEST_STEPS
    }
    if not whole_chains:
        return []
    newest = whole_chains[max(whole_chains)]
    return sorted(newest, key=lambda step: step.value, reverse=True)
