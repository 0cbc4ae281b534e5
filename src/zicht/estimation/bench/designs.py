"""Models by name or formula, as columns over the patterns of lists.

A name is `M0`, `Mt`, `Mh SHAPE` or `Mth SHAPE`, with a shape Chao, Poisson, Darroch or
Gamma; or `independence` or `pairwise`. A formula names terms: `A + B + A:B`, `A*B`.

References
----------
Otis, D. L. and others (1978). Statistical inference from capture data on closed animal
populations. Wildlife Monographs 62 (the names of the models).
Baillargeon, S. & Rivest, L.-P. (2007). Rcapture: loglinear models for capture-recapture
in R. Journal of Statistical Software 19(5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.estimation.lattice import members, pairs_of
from zicht.estimation.models import Model, closed
from zicht.estimation.shapes import shape_of
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.errors import UsageError

SHAPE_NAMES = ("chao", "poisson", "darroch", "gamma")
KINDS = ("m0", "mt", "mh", "mth")
ADVICE = (
    "Give M0, Mt, Mh or Mth with Chao, Poisson, Darroch or Gamma, independence,"
    " pairwise, or a formula such as A:B + C."
)


@dataclass(frozen=True)
class Design:
    """Columns of a model over all patterns, the unseen first.

    Parameters
    ----------
    title : the model in words
    names : of the parameters, the intercept first
    columns : 2**t x parameters
    sets : set of lists of each column that is an interaction or a main effect, and -1
        for the others
    n_bounded : parameters at the end that may not be below zero
    """

    title: str
    names: tuple[str, ...]
    columns: Floats
    sets: tuple[int, ...]
    n_bounded: int = 0


def read_design(model: str, lists: Sequence[str]) -> Design:
    """Read a model by name or formula.

    Raises
    ------
    UsageError : no such model, or a term names no list
    """
    words = model.strip().lower().replace(",", " ").split()
    if not words:
        raise UsageError("The model has no name.", now=ADVICE)
    if words[0] in KINDS and words[0] not in {name.lower() for name in lists}:
        return _named_design(words, len(lists), lists)
    if words == ["independence"]:
        return _interactions("independence", (), lists)
    if words == ["pairwise"]:
        return _interactions("pairwise", pairs_of(len(lists)), lists)
    terms = read_formula(model, lists)
    return _interactions(model.strip(), terms, lists)


def read_formula(formula: str, lists: Sequence[str]) -> Model:
    """Read the interactions of a formula; every list has its main effect.

    A term is written `A:B`, `A*B` or `A×B`. Terms inside a larger one are part of it.

    Raises
    ------
    UsageError : a term names no list
    """
    position = {name: 1 << i for i, name in enumerate(lists)}
    right = formula.split("~", 1)[-1]
    terms = []
    for raw in right.replace(",", "+").split("+"):
        term = raw.strip()
        if term in {"", "1", "."}:
            continue
        names = [
            name.strip() for name in term.replace("*", ":").replace("×", ":").split(":")
        ]
        unknown = [name for name in names if name not in position]
        if unknown:
            raise UsageError(
                f"Term {term} of the formula names no list: {', '.join(unknown)}.",
                now=f"The lists are {', '.join(lists)}. {ADVICE}",
            )
        terms.append(sum(position[name] for name in set(names)))
    return closed(terms)


def _interactions(title: str, terms: Model, lists: Sequence[str]) -> Design:
    cells = np.arange(1 << len(lists))
    sets = (0, *(1 << i for i in range(len(lists))), *terms)
    columns = (cells[:, None] & np.array(sets)) == np.array(sets)
    names = tuple(_term_name(term, lists) for term in sets)
    return Design(title, names, columns.astype(np.float64), sets)


def _term_name(term: int, lists: Sequence[str]) -> str:
    return ":".join(lists[i] for i in members(term)) or "(intercept)"


def _named_design(words: Sequence[str], n_lists: int, lists: Sequence[str]) -> Design:
    kind, *shapes = words
    has_shape = kind in {"mh", "mth"}
    if has_shape != (len(shapes) == 1):
        raise UsageError(f"{' '.join(words)} is not a valid model.", now=ADVICE)
    base = (
        _interactions("", (), lists) if kind in {"mt", "mth"} else _equal_lists(n_lists)
    )
    if not has_shape:
        return Design(kind.title(), base.names, base.columns, base.sets)
    shape = shapes[0]
    if shape not in SHAPE_NAMES:
        raise UsageError(f"{shape} is not a valid shape.", now=ADVICE)
    names, extra = _shape_columns(shape, n_lists)
    return Design(
        f"{kind.title()} {shape.title()}",
        (*base.names, *names),
        np.hstack([base.columns, extra]),
        (*base.sets, *(-1 for _ in names)),
        n_bounded=len(names) if shape == "chao" else 0,
    )


def _equal_lists(n_lists: int) -> Design:
    counts = _n_captures(n_lists)
    columns = np.column_stack([np.ones(counts.size), counts])
    return Design("", ("(intercept)", "captures"), columns, (0, -1))


def _n_captures(n_lists: int) -> Floats:
    return np.array(
        [cell.bit_count() for cell in range(1 << n_lists)], dtype=np.float64
    )


def _shape_columns(shape: str, n_lists: int) -> tuple[tuple[str, ...], Floats]:
    if shape != "chao":
        return (f"visibility ({shape})",), shape_of(shape, n_lists)[:, None]
    steps = range(3, n_lists + 1)
    captures = _n_captures(n_lists)
    columns = [np.maximum(captures - step + 1, 0.0) for step in steps]
    names = tuple(f"eta{step}" for step in steps)
    return names, np.column_stack(columns) if columns else np.zeros((captures.size, 0))
