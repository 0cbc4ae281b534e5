"""Articles of law: those on sexual offences were given new numbers on 1 July 2024."""

import numpy as np

from zicht.vocabulary.arrays import Dates, Ints, Texts
from zicht_invented import codes
from zicht_invented.draws import pick
from zicht_invented.registered import SGTK

_NEW_LAW = np.datetime64("2024-07-01")
_OLD_ARTICLES = (
    ("sr_244_oud", "sr_245_oud", "sr_247_oud", "sr_249_oud"),
    ("sr_246_oud", "sr_247_oud", "sr_248d_oud", "sr_248a_oud"),
    ("sr_240b_oud",) * 4,
    ("sr_248e_oud", "sr_248e_oud", "sr_248a_oud", "sr_248e_oud"),
)  # fmt: skip
_NEW_ARTICLES = (
    ("sr_250", "sr_248", "sr_246", "sr_249"),
    ("sr_249", "sr_247", "sr_245", "sr_253"),
    ("sr_252",) * 4,
    ("sr_251",) * 4,
)  # fmt: skip


def articles(field: Ints, kind: Ints, date: Dates, rng: np.random.Generator) -> Texts:
    """Draw the article of each incident or case, as the law numbered it on that date."""
    which = pick(rng, (3, 4, 2, 2), len(field))
    offence = np.minimum(kind, len(codes.OFFENCES) - 1)
    old, new = (
        np.asarray(_OLD_ARTICLES)[offence, which],
        np.asarray(_NEW_ARTICLES)[offence, which],
    )
    trafficking = np.where(rng.random(len(field)) < 0.96, "sr_273f", "sr_273g")
    return np.where(field == SGTK, np.where(date < _NEW_LAW, old, new), trafficking)
