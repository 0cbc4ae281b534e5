"""Given and family names that go together: strangers share both more often than each name alone would say.

Names come from a language: people with one Turkish name mostly have another. Two strangers who share both names are
less of a coincidence than the product of two frequencies says. How much less is estimated from the names themselves,
because a nationality does not tell the language of somebody's grandparents.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import LinearOperator, eigsh

from zicht.vocabulary.arrays import Floats, Ints, Texts

DIMENSIONS = 12
"""Dimensions in which names are placed: about as many as there are regions with names of their own."""

GUESSED_HOLDERS = 2.0
"""Holders that independence counts for in what is known of one name."""

LEAST_STRENGTH = 0.55
"""Singular value from which a dimension is a language, whose names others seldom bear: those of a language have values
near 1, and chance among 600 people with 40 names each gives 0.5."""

FEWEST_HOLDERS = 200
"""People with both names, below which names are taken to be independent."""

SEED = 20190101
"""Names are shuffled, and iteration starts, in the same way on every run."""

LEAST_LIFT = 0.2
"""Names that seldom go together are made no more telling than this."""


class NamesTogether:
    """How much likelier people bear a given and a family name than independent names would say.

    The table of given by family names is approximated in a few dimensions, as in correspondence analysis. A dimension
    counts when it is stronger than the strongest of shuffled names.

    Parameters
    ----------
    given, family : of each person, empty where not known

    References
    ----------
    Greenacre, Theory and Applications of Correspondence Analysis (1984), section 4.1: reconstitution of a table;
    shuffled names: Horn, A rationale and test for the number of factors in factor analysis, Psychometrika 30 (1965);
    holders that are added to each name: Amini, Chen, Bickel and Levina, Pseudo-likelihood methods for community
    detection in large sparse networks, Annals of Statistics 41 (2013)
    """

    def __init__(self, given: Texts, family: Texts) -> None:
        is_known = (given != "") & (family != "")
        given_code = np.unique(given, return_inverse=True)[1]
        family_code = np.unique(family, return_inverse=True)[1]
        n_given = int(given_code.max(initial=0)) + 1
        n_family = int(family_code.max(initial=0)) + 1
        self.given, self.family = given_code, family_code
        # Without a place of any name, every lift is one: names are taken to be independent.
        self.of_given = np.zeros((n_given, 1))
        self.of_family = np.zeros((n_family, 1))
        # Of few people every name looks as if it went with another.
        has_enough_people = np.count_nonzero(is_known) >= FEWEST_HOLDERS
        has_enough_names = min(n_given, n_family) > DIMENSIONS + 1
        if has_enough_people and has_enough_names:
            self._place_names(given_code[is_known], family_code[is_known])

    def _place_names(self, given: Ints, family: Ints) -> None:
        """Place every name in the dimensions that are stronger than those of shuffled names.

        Parameters
        ----------
        given, family : code of the names of each person who has both
        """
        shape = len(self.of_given), len(self.of_family)
        residuals = _Residuals(given, family, *shape)
        left, strength, right = residuals.decomposed(DIMENSIONS)
        # Shuffled family names keep how common each is, and break every tie between the
        # two.
        shuffled = np.random.default_rng(SEED).permutation(family)
        _, by_chance, _ = _Residuals(given, shuffled, *shape).decomposed(1)
        is_language = strength > max(by_chance.max(), LEAST_STRENGTH)
        strength = np.where(is_language, strength, 0.0)
        n_people = len(given)
        self.of_given = n_people * (left * strength) * residuals.scale_given[:, None]
        self.of_family = right.T * residuals.scale_family[:, None]

    def lift(self, people: Ints) -> Floats:
        """Compute, for some people, how much likelier their two names are than if they were independent."""
        given = self.of_given[self.given[people]]
        family = self.of_family[self.family[people]]
        return np.asarray(np.maximum(1 + (given * family).sum(axis=1), LEAST_LIFT))


class _Residuals:
    """Table of given by family names less what independence says, scaled by how many people bear each name."""

    def __init__(self, given: Ints, family: Ints, n_given: int, n_family: int) -> None:
        cells = (np.ones(len(given)), (given, family))
        self.counts = coo_array(cells, shape=(n_given, n_family)).tocsr()
        self.holders_given = np.bincount(given, minlength=n_given)
        self.holders_family = np.bincount(family, minlength=n_family)
        self.scale_given = 1 / np.sqrt(self.holders_given + GUESSED_HOLDERS)
        self.scale_family = 1 / np.sqrt(self.holders_family + GUESSED_HOLDERS)

    def decomposed(self, n_dimensions: int) -> tuple[Floats, Floats, Floats]:
        """Compute the strongest singular vectors and values: those of the smaller side first, by Lanczos iteration.

        Start and restarts are drawn with a seed, so that every run gives the same, also where values are equal and any
        vectors of them would do.
        """
        n_given, n_family = self.counts.shape
        is_wide = n_given < n_family
        n_rows = min(n_given, n_family)
        # The product of the table and its transpose, on the side with fewer names.
        square = LinearOperator(
            (n_rows, n_rows),
            matvec=self._there_and_back if is_wide else self._back_and_there,
            dtype=np.float64,
        )
        start = np.random.default_rng(SEED).standard_normal(n_rows)
        _, vectors = eigsh(square, k=n_dimensions, v0=start, rng=SEED)
        multiply = self._transposed_times if is_wide else self._times
        product = np.column_stack([multiply(vector) for vector in vectors.T])
        other_side, strength, turn = np.linalg.svd(product, full_matrices=False)
        this_side = vectors @ turn.T
        if is_wide:
            return this_side, strength, other_side.T
        return other_side, strength, this_side.T

    def _there_and_back(self, vector: Floats) -> Floats:
        return self._times(self._transposed_times(vector))

    def _back_and_there(self, vector: Floats) -> Floats:
        return self._transposed_times(self._times(vector))

    def _times(self, vector: Floats) -> Floats:
        scaled = self.scale_family * vector.ravel()
        # The table is sparse and what independence expects is not, so the product
        # subtracts it without writing it out.
        expected = self.holders_given * (self.holders_family @ scaled)
        difference = self.counts @ scaled - expected / self.holders_given.sum()
        return np.asarray(self.scale_given * difference)

    def _transposed_times(self, vector: Floats) -> Floats:
        scaled = self.scale_given * vector.ravel()
        expected = self.holders_family * (self.holders_given @ scaled)
        difference = self.counts.T @ scaled - expected / self.holders_given.sum()
        return np.asarray(self.scale_family * difference)
