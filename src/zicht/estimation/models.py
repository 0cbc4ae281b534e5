"""Hierarchical log-linear models: which interactions between lists a model allows, and how it is written.

With an interaction a model holds every interaction inside it. A model is written by its largest terms: `[13,2]` on
numbered lists, `IO×P, K` on named ones. Every list has its main effect.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from zicht.estimation.lattice import members, pairs_of, size_of
from zicht.vocabulary.arrays import Ints

Model = tuple[int, ...]
"""Interactions of two lists or more, as sets of lists in bits, ascending by size and value."""

MINUS = "−∞"


def closed(terms: Iterable[int]) -> Model:
    """Add to the terms every interaction inside them."""
    found: set[int] = set()
    for term in terms:
        part = term
        while part:
            if size_of(part) > 1:
                found.add(part)
            part = (part - 1) & term
    return ordered(found)


def ordered(terms: Iterable[int]) -> Model:
    """Put interactions in the order of size, then value."""
    return tuple(sorted(terms, key=lambda term: (size_of(term), term)))


def largest_terms(model: Sequence[int], n_lists: int) -> tuple[int, ...]:
    """List the terms that no other term contains, main effects of lists without interactions included."""
    terms = [*model, *(1 << i for i in range(n_lists))]
    top = [a for a in terms if not any(a != b and a & b == a for b in terms)]
    return tuple(sorted(top, key=lambda term: (-size_of(term), members(term))))


def name_of(model: Sequence[int], lists: Sequence[str]) -> str:
    """Write a model with the names of the lists, such as `IO×P×Z, K×R`; `independence` where nothing interacts."""
    if not model:
        return "independence"
    return ", ".join(
        "×".join(lists[i] for i in members(term))
        for term in largest_terms(model, len(lists))
    )


def brackets(model: Sequence[int], n_lists: int) -> str:
    """Write a model with the numbers of the lists, such as `[135,12,24]`."""
    separator = "" if n_lists < 10 else "."
    terms = largest_terms(model, n_lists)
    return (
        "["
        + ",".join(separator.join(str(i + 1) for i in members(term)) for term in terms)
        + "]"
    )


def padded(models: Sequence[Model], n_lists: int) -> Ints:
    """Write models as columns of parameters, -1 where a model is smaller than the largest."""
    base = [0, *(1 << i for i in range(n_lists))]
    width = max((len(model) for model in models), default=0)
    out = np.full((len(base) + width, len(models)), -1, dtype=np.int64)
    out[: len(base)] = np.array(base)[:, None]
    for column, model in enumerate(models):
        out[len(base) : len(base) + len(model), column] = model
    return out


@lru_cache(maxsize=8)
def hierarchical_models(n_lists: int, max_order: int) -> tuple[Model, ...]:
    """List every hierarchical model with interactions of at most `max_order` lists."""
    return tuple(_grow((), pairs_of(n_lists), n_lists, max_order, 2))


def _grow(
    model: Model, candidates: Sequence[int], n_lists: int, max_order: int, order: int
) -> Iterator[Model]:
    for size in range(len(candidates) + 1):
        for chosen in combinations(candidates, size):
            grown = model + chosen
            above = (
                _addable(set(chosen), n_lists, order + 1)
                if order < max_order and size > order
                else ()
            )
            if above:
                yield from _grow(grown, above, n_lists, max_order, order + 1)
            else:
                yield grown


def _addable(below: set[int], n_lists: int, order: int) -> tuple[int, ...]:
    """List the sets of `order` lists whose every subset of one list less is present."""
    found = []
    for chosen in combinations(range(n_lists), order):
        term = sum(1 << i for i in chosen)
        if all(term ^ (1 << i) in below for i in chosen):
            found.append(term)
    return tuple(found)


def neighbours(model: Model, n_lists: int, max_order: int) -> list[Model]:
    """List the hierarchical models that have one interaction more or less."""
    present = set(model)
    near = [
        ordered(present - {term})
        for term in model
        if not any(term != other and term & other == term for other in model)
    ]
    for order in range(2, max_order + 1):
        below = {term for term in present if size_of(term) == order - 1}
        options = pairs_of(n_lists) if order == 2 else _addable(below, n_lists, order)
        near.extend(
            ordered(present | {term}) for term in options if term not in present
        )
    return near
