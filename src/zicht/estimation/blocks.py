"""Matrix products cut into blocks too small for a linear algebra library to spread over threads.

Products here take microseconds. Threads that wait for each other at every one of them make a busy machine many times
slower (measured: a search of 2.6 seconds took 48), and results then differ in the last bits from machine to machine.
"""

import numpy as np
from scipy.linalg import qr

from zicht.vocabulary.arrays import Floats, Ints

MOST_MULTIPLICATIONS = 1 << 17
MOST_ELEMENTS = 1 << 12
DEPENDENT = 1e-9
"""A column with a pivot below this follows from the others."""


def _rows_per_block(n_columns: int, n_products: int) -> int:
    return max(
        1,
        min(
            MOST_MULTIPLICATIONS // max(n_columns * n_products, 1),
            MOST_ELEMENTS // max(n_columns, 1),
        ),
    )


def gram(matrix: Floats, weights: Floats | None = None) -> Floats:
    """Return X'WX, with a weight per row of X."""
    return cross(matrix, matrix, weights)


def cross(left: Floats, right: Floats, weights: Floats | None = None) -> Floats:
    """Return X'WZ."""
    size = _rows_per_block(max(left.shape[1], 1), max(right.shape[1], 1))
    out = np.zeros((left.shape[1], right.shape[1]))
    for i in range(0, len(left), size):
        part = left[i : i + size]
        out += (
            part if weights is None else part * weights[i : i + size, None]
        ).T @ right[i : i + size]
    return out


def times(matrix: Floats, vector: Floats) -> Floats:
    """Return Xb."""
    size = _rows_per_block(matrix.shape[1], 1)
    parts = [matrix[i : i + size] @ vector for i in range(0, len(matrix), size)]
    return np.concatenate(parts) if parts else np.zeros(0)


def margins(matrix: Floats, vector: Floats) -> Floats:
    """Return X'v."""
    return cross(matrix, vector[:, None])[:, 0]


def independent_columns(matrix: Floats) -> Ints:
    """Choose columns that span the matrix, by pivoting on X'X with unit diagonal."""
    products = gram(matrix)
    scale = np.sqrt(np.maximum(np.diag(products), 1e-300))
    _q, upper, order = qr(
        products / scale / scale[:, None], mode="economic", pivoting=True
    )
    pivots = np.abs(np.diag(upper))
    return np.sort(order[pivots > DEPENDENT]).astype(np.int64)


def loose_directions(matrix: Floats, bound: Ints) -> Floats:
    """Return directions of the parameters that leave every row alone, one for each column outside `bound`."""
    products = gram(matrix)
    loose = np.setdiff1d(np.arange(matrix.shape[1]), bound)
    out = np.zeros((matrix.shape[1], len(loose)))
    out[loose, np.arange(len(loose))] = 1.0
    out[bound] = -np.linalg.lstsq(
        products[np.ix_(bound, bound)], products[np.ix_(bound, loose)], rcond=None
    )[0]
    return out
