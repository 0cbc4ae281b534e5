"""Populations of known size, seen by lists of thirty kinds.

A kind is what a statistician would warn for, or would call well behaved. Every kind draws
persons, lets lists see them, and returns the capture table beside the true size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import beta

from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.estimates import CaptureTable

NAMES = "ABCDEFGHIJKL"
A, B, C, D, E, F = (1 << place for place in range(6))
MIXTURE_POINTS = 41


@dataclass(frozen=True)
class Truth:
    """A kind of population and of lists.

    Parameters
    ----------
    size : persons in the population
    catch : per class of persons, the chance that each list sees a person
    shares : of the population, per class
    odds : odds ratio of sets of lists, within each class
    nested : lists of which the first holds nobody who is not on the second
    spread : standard deviation of visibility on the logit scale, within each class
    spurious : records about nobody, as a share of the persons seen
    missed_links : share of persons on several lists who are taken for two persons
    false_links : share of persons on one list who are taken for somebody on another
    group_size : persons who are always seen together, as in a raid
    spurious_on : a list, and records about nobody on it as a share of that list
    is_calm : whether every assumption of the published methods holds
    needs_condition : whether no data could show that the number is wrong
    """

    size: int
    catch: Sequence[Sequence[float]]
    shares: Sequence[float] = (1.0,)
    odds: Mapping[int, float] = field(default_factory=dict)
    nested: tuple[int, int] | None = None
    spread: float = 0.0
    spurious: float = 0.0
    missed_links: float = 0.0
    false_links: float = 0.0
    group_size: int = 1
    spurious_on: tuple[int, float] | None = None
    is_calm: bool = False
    needs_condition: bool = False

    @property
    def n_lists(self) -> int:
        """How many lists there are."""
        return len(self.catch[0])

    def cells(self) -> Floats:
        """Chance of each pattern of lists, unseen ones included."""
        total = np.zeros(1 << self.n_lists)
        for share, chances in zip(self.shares, self.catch, strict=True):
            total += share * _cells(chances, self.odds, self.spread)
        if self.nested is not None:
            inner, outer = self.nested
            cells = np.arange(len(total))
            outside = ((cells & inner) > 0) & ((cells & outer) == 0)
            total[cells[outside] ^ inner] += total[outside]
            total[outside] = 0.0
        return total

    def draw(self, rng: np.random.Generator) -> CaptureTable:
        """Draw one population and return what the lists show of it."""
        n_groups = self.size // self.group_size
        groups = rng.multinomial(n_groups, self.cells()).astype(np.int64)
        counts = self.group_size * groups
        counts[0] = 0
        if self.spurious_on is not None:
            place, share = self.spurious_on
            on_list = (np.arange(len(counts)) & place) > 0
            counts[place] += round(share * int(counts[on_list].sum()))
        if self.missed_links:
            counts = _split_persons(counts, self.missed_links, rng)
        if self.false_links:
            counts = _join_persons(counts, self.false_links, rng)
        if self.spurious:
            counts = _add_spurious(counts, self.n_lists, self.spurious, rng)
        seen = np.flatnonzero(counts)
        return CaptureTable(
            tuple(NAMES[: self.n_lists]),
            tuple(int(cell) for cell in seen),
            tuple(int(counts[cell]) for cell in seen),
        )


def _cells(
    chances: Sequence[float], odds: Mapping[int, float], spread: float
) -> Floats:
    n_lists = len(chances)
    cells = np.arange(1 << n_lists)
    on = (cells[:, None] >> np.arange(n_lists)) & 1
    interactions = np.zeros(len(cells))
    for lists, ratio in odds.items():
        interactions += np.log(ratio) * ((cells & lists) == lists)
    catch = np.clip(np.array(chances, dtype=np.float64), 1e-9, 1 - 1e-9)
    logits = np.log(catch / (1 - catch))
    points, weights = np.polynomial.hermite_e.hermegauss(MIXTURE_POINTS)
    total = np.zeros(len(cells))
    for point, weight in zip(points, weights / weights.sum(), strict=True):
        shifted = logits + spread * point
        logs = on @ shifted - np.logaddexp(0.0, shifted).sum() + interactions
        mass = np.exp(logs)
        total += weight * mass / mass.sum()
    return total


def _split_persons(counts: Ints, share: float, rng: np.random.Generator) -> Ints:
    """Take some persons on several lists for two: one list loses its link."""
    out = counts.copy()
    for cell in np.flatnonzero(counts):
        lists = [1 << i for i in range(int(cell).bit_length()) if cell >> i & 1]
        if len(lists) > 1:
            n_split = rng.binomial(counts[cell], share)
            for alone, n in zip(
                lists,
                rng.multinomial(n_split, np.full(len(lists), 1 / len(lists))),
                strict=True,
            ):
                out[cell] -= n
                out[alone] += n
                out[cell ^ alone] += n
    return out


def _join_persons(counts: Ints, share: float, rng: np.random.Generator) -> Ints:
    """Take some persons on one list for somebody on one other list."""
    out = counts.copy()
    singles = [1 << i for i in range(len(counts).bit_length() - 1)]
    for first, second in zip(singles, singles[1:] + singles[:1], strict=True):
        n = min(rng.binomial(counts[first], share), out[first], out[second])
        out[first] -= n
        out[second] -= n
        out[first | second] += n
    return out


def _add_spurious(
    counts: Ints, n_lists: int, share: float, rng: np.random.Generator
) -> Ints:
    out = counts.copy()
    sizes = np.array([counts[1 << i] for i in range(n_lists)], dtype=np.float64)
    added = rng.multinomial(round(share * counts.sum()), sizes / sizes.sum())
    for i, n in enumerate(added):
        out[1 << i] += n
    return out


FOUR = (0.30, 0.25, 0.20, 0.20)
FIVE = (0.20, 0.17, 0.14, 0.12, 0.10)
LOW_FIVE = (0.12, 0.10, 0.08, 0.06, 0.05)


def _repeated(chance: float, n_lists: int) -> tuple[float, ...]:
    return tuple(np.linspace(1.3 * chance, 0.7 * chance, n_lists))


TRUTHS: Mapping[str, Truth] = {
    "three independent lists": Truth(5000, [(0.35, 0.3, 0.25)], is_calm=True),
    "four independent lists": Truth(3000, [FOUR], is_calm=True),
    "five independent lists": Truth(3000, [FIVE], is_calm=True),
    "five lists, a third seen": Truth(5000, [LOW_FIVE], is_calm=True),
    "one pair depends positively": Truth(3000, [FIVE], odds={A | B: 4.0}, is_calm=True),
    "one pair depends negatively": Truth(3000, [FIVE], odds={A | B: 0.3}, is_calm=True),
    "two pairs depend": Truth(
        4000, [FIVE], odds={A | B: 4.0, C | D: 3.0}, is_calm=True
    ),
    "chain of three pairs": Truth(
        5000, [FIVE], odds={A | B: 3.0, B | C: 3.0, C | D: 3.0}, is_calm=True
    ),
    "eight independent lists": Truth(3000, [_repeated(0.12, 8)], is_calm=True),
    "twelve independent lists": Truth(3000, [_repeated(0.08, 12)], is_calm=True),
    "six lists, one pair": Truth(
        4000, [_repeated(0.15, 6)], odds={A | C: 4.0}, is_calm=True
    ),
    "95% seen": Truth(2000, [(0.5, 0.45, 0.4, 0.45, 0.5)], is_calm=True),
    "10% seen": Truth(60000, [(0.04, 0.03, 0.02, 0.02)], is_calm=True),
    "200 persons": Truth(200, [(0.45, 0.4, 0.35, 0.35)], is_calm=True),
    "17 million persons": Truth(17_000_000, [FOUR], is_calm=True),
    "two independent lists": Truth(3000, [(0.3, 0.25)], needs_condition=True),
    "two dependent lists": Truth(
        3000, [(0.3, 0.25)], odds={A | B: 3.0}, needs_condition=True
    ),
    "half unreachable": Truth(
        3000, [FOUR, (0, 0, 0, 0)], [0.5, 0.5], needs_condition=True
    ),
    "5% spurious records": Truth(3000, [FOUR], spurious=0.05, needs_condition=True),
    "15% of links missed": Truth(3000, [FOUR], missed_links=0.15, needs_condition=True),
    "3% false links": Truth(3000, [FOUR], false_links=0.03, needs_condition=True),
    "two classes, three lists": Truth(
        3000, [(0.5, 0.45, 0.4), (0.12, 0.1, 0.08)], [0.4, 0.6]
    ),
    "two classes, five lists": Truth(
        3000, [(0.4, 0.35, 0.3, 0.3, 0.25), (0.08, 0.07, 0.06, 0.05, 0.05)], [0.3, 0.7]
    ),
    "mild heterogeneity": Truth(3000, [FIVE], spread=0.4),
    "heterogeneity": Truth(3000, [FIVE], spread=0.8),
    "strong heterogeneity": Truth(5000, [FIVE], spread=1.5),
    "heterogeneity, three lists": Truth(3000, [(0.3, 0.25, 0.2)], spread=0.8),
    "one list covers part": Truth(
        3000, [(0.3, 0.25, 0.2, 0.5), (0.1, 0.25, 0.2, 0.0)], [0.4, 0.6]
    ),
    "lists cover different regions": Truth(
        4000, [(0.4, 0.3, 0.05, 0.2), (0.05, 0.1, 0.4, 0.2)], [0.5, 0.5]
    ),
    "lists change over years": Truth(
        4500,
        [(0.4, 0.1, 0.2, 0.2), (0.25, 0.25, 0.2, 0.2), (0.1, 0.4, 0.2, 0.2)],
        [1 / 3, 1 / 3, 1 / 3],
    ),
    "nested list": Truth(3000, [(0.4, 0.25, 0.15, 0.12, 0.1)], nested=(A, B)),
    "lists that exclude each other": Truth(3000, [FIVE], odds={A | B: 0.02}),
    "two classes, 1,000 persons": Truth(
        1000, [(0.5, 0.45, 0.4), (0.12, 0.1, 0.08)], [0.4, 0.6]
    ),
    "heterogeneity, 1,500 persons": Truth(1500, [FOUR], spread=0.6),
    "moderate heterogeneity": Truth(3000, [FIVE], spread=0.55),
    "two mild classes": Truth(
        3000, [(0.3, 0.25, 0.22, 0.2), (0.15, 0.12, 0.1, 0.1)], [0.5, 0.5]
    ),
    "20% seen": Truth(20000, [(0.07, 0.06, 0.05, 0.05)], is_calm=True),
    "all pairs depend, four lists": Truth(
        3000, [FOUR], odds={A | B: 2, A | C: 2, A | D: 2, B | C: 2, B | D: 2, C | D: 2}
    ),
    "hidden three-way dependence": Truth(
        3000, [FOUR], odds={A | B: 2.5, A | C: 2.5, B | C: 2.5, A | B | C: 0.4}
    ),
    "sparse strata": Truth(400, [(0.12, 0.1, 0.08, 0.08)]),
    "sparse, one pair each way": Truth(
        1500, [(0.06, 0.05, 0.04, 0.03, 0.02)], odds={A | B: 3.0, C | D: 0.1}
    ),
}


def _beta_classes(
    mean: Sequence[float], concentration: float, n_classes: int = 12
) -> list[tuple[float, ...]]:
    """Chances of equal classes whose visibility is spread as a Beta distribution."""
    at = (np.arange(n_classes) + 0.5) / n_classes
    average = float(np.mean(mean))
    spread = beta.ppf(at, average * concentration, (1 - average) * concentration)
    return [tuple(np.clip(np.array(mean) * x / average, 0.0, 0.95)) for x in spread]


SIX = (0.25, 0.2, 0.18, 0.12, 0.1, 0.08)
_BETA = _beta_classes((0.3, 0.25, 0.2, 0.2), 3.0)
_MILD_BETA = _beta_classes((0.25, 0.2, 0.2, 0.15, 0.1), 15.0)

NEW_TRUTHS: Mapping[str, Truth] = {
    "three lists, 600 persons": Truth(600, [(0.5, 0.4, 0.35)], is_calm=True),
    "three lists, one pair": Truth(
        10000, [(0.3, 0.25, 0.3)], odds={A | B: 2.5}, is_calm=True
    ),
    "four lists, 800 persons": Truth(800, [(0.4, 0.3, 0.3, 0.25)], is_calm=True),
    "four lists, two pairs repel": Truth(
        4000, [FOUR], odds={A | B: 0.4, C | D: 0.5}, is_calm=True
    ),
    "seven independent lists": Truth(2500, [_repeated(0.13, 7)], is_calm=True),
    "five lists, 80% seen": Truth(
        1500, [(0.35, 0.3, 0.25, 0.25, 0.2)], odds={B | C: 2.5}, is_calm=True
    ),
    "100,000 persons, one pair": Truth(
        100_000, [(0.1, 0.08, 0.06, 0.05)], odds={A | D: 3.0}, is_calm=True
    ),
    "a million persons, chain": Truth(
        1_000_000, [FIVE], odds={A | B: 2.0, B | C: 0.5, C | D: 3.0}, is_calm=True
    ),
    "unequal lists": Truth(5000, [(0.5, 0.05, 0.04, 0.3)], is_calm=True),
    "six lists, three pairs": Truth(
        5000, [SIX], odds={A | B: 3.0, C | D: 3.0, E | F: 0.4}, is_calm=True
    ),
    "star of pairs": Truth(
        6000, [FIVE], odds={A | B: 3.0, A | C: 2.0, A | D: 2.5}, is_calm=True
    ),
    "ten lists, two pairs": Truth(
        3000, [_repeated(0.1, 10)], odds={A | B: 4.0, C | D: 3.0}, is_calm=True
    ),
    "unreachable fifth": Truth(
        4000, [FIVE, (0,) * 5], [0.8, 0.2], needs_condition=True
    ),
    "10% spurious, five lists": Truth(
        4000, [FIVE], spurious=0.10, needs_condition=True
    ),
    "5% of links missed": Truth(5000, [FIVE], missed_links=0.05, needs_condition=True),
    "15% of links missed, five lists": Truth(
        5000, [FIVE], missed_links=0.15, needs_condition=True
    ),
    "1% false links": Truth(4000, [FIVE], false_links=0.01, needs_condition=True),
    "visibility as Beta": Truth(4000, _BETA, [1 / 12] * 12),
    "visibility as Beta, mild": Truth(4000, _MILD_BETA, [1 / 12] * 12),
    "two classes, four lists": Truth(
        2000, [(0.45, 0.4, 0.4, 0.35), (0.15, 0.1, 0.1, 0.08)], [0.35, 0.65]
    ),
    "three classes, four lists": Truth(
        5000,
        [(0.6, 0.5, 0.4, 0.4), (0.25, 0.2, 0.2, 0.15), (0.06, 0.05, 0.05, 0.04)],
        [0.2, 0.4, 0.4],
    ),
    "a few hide": Truth(4000, [FIVE, (0.01,) * 5], [0.9, 0.1]),
    "two classes, three lists, 20,000 persons": Truth(
        20000, [(0.3, 0.25, 0.2), (0.1, 0.08, 0.06)], [0.5, 0.5]
    ),
    "heterogeneity, 20,000 persons": Truth(20000, [FIVE], spread=0.5),
    "heterogeneity, three lists, mild": Truth(3000, [(0.3, 0.25, 0.2)], spread=0.4),
    "heterogeneity, seven lists": Truth(3000, [_repeated(0.13, 7)], spread=0.6),
    "heterogeneity and a pair": Truth(4000, [FIVE], odds={A | B: 3.0}, spread=0.5),
    "heterogeneity, 70% seen": Truth(2000, [(0.4, 0.35, 0.3, 0.3, 0.25)], spread=0.7),
    "positive three-way dependence": Truth(
        4000, [FOUR], odds={A | B: 1.5, A | C: 1.5, B | C: 1.5, A | B | C: 2.5}
    ),
    "referral to a second list": Truth(
        4000,
        [(0.0, 0.25, 0.2, 0.2), (1.0, 0.7, 0.2, 0.2)],
        [0.7, 0.3],
    ),
    "two worlds of lists": Truth(
        5000, [(0.35, 0.3, 0.03, 0.03), (0.03, 0.03, 0.35, 0.3)], [0.5, 0.5]
    ),
    "three regions": Truth(
        6000,
        [
            (0.4, 0.1, 0.1, 0.2, 0.15),
            (0.1, 0.4, 0.1, 0.2, 0.15),
            (0.1, 0.1, 0.4, 0.2, 0.15),
        ],
        [1 / 3] * 3,
    ),
    "two lists that open late": Truth(
        5000, [(0.3, 0.25, 0.0, 0.0, 0.2), (0.3, 0.25, 0.3, 0.25, 0.2)], [0.5, 0.5]
    ),
    "all pairs depend, five lists": Truth(
        3000,
        [FIVE],
        odds={a | b: 1.8 for a in (A, B, C, D, E) for b in (A, B, C, D, E) if a < b},
    ),
    "two pairs, three lists": Truth(
        5000, [(0.3, 0.25, 0.2)], odds={A | B: 2.5, A | C: 2.0}
    ),
    "all pairs depend, three lists": Truth(
        5000, [(0.3, 0.25, 0.2)], odds={A | B: 2.0, A | C: 2.0, B | C: 2.0}
    ),
    "nested list, four lists": Truth(4000, [(0.25, 0.3, 0.2, 0.15)], nested=(A, B)),
    "tiny table": Truth(120, [(0.3, 0.25, 0.2, 0.2)]),
}
"""Written before any was tried, on kinds, sizes and numbers of lists that the rule had not met."""
