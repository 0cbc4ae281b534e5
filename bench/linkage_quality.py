"""How well records were linked, as pairs of records: precision, recall and F1."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def quality_of(found: Sequence[Hashable], true: Sequence[Hashable]) -> dict[str, float]:
    """Compute precision, recall and F1 over pairs of records.

    Parameters
    ----------
    found, true : person of each record, as linked and in truth
    """
    n_right = n_pairs(zip(found, true, strict=True))
    precision, recall = n_right / n_pairs(found), n_right / n_pairs(true)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
    }


def n_pairs(groups: Iterable[Hashable]) -> int:
    """Count pairs of records that stand in one group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())
