"""Answers of respondents, before the gate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Bools, Floats, Texts


@dataclass(frozen=True, eq=False)
class Sample:
    """The respondents of one period, a row each. True values: they never leave the gate's side.

    Parameters
    ----------
    respondents : who each is, in the words of the query
    weights : how many people each stands for
    strata : None where the sample has none
    clusters, populations : a column per stage of drawing
    """

    respondents: Texts
    weights: Floats
    strata: NDArray[np.generic] | None
    clusters: tuple[NDArray[np.generic], ...]
    populations: tuple[Floats, ...]

    def __repr__(self) -> str:
        return "<Sample>"


@dataclass(frozen=True, eq=False)
class SurveyCell:
    """The answers of one group of respondents. True values: they never leave the gate's side.

    Parameters
    ----------
    codes : of the period and each dimension, margins written as the total
    sample : everybody in the sample of the period, in the group or not
    answers : 1 for yes, 0 for no; NaN for who is not in the group or whose answer is not known
    asked : who is in the group, with an answer or not; None where everybody in it has one
    """

    codes: tuple[str, ...]
    sample: Sample
    answers: Floats
    asked: Bools | None = None

    @property
    def is_known(self) -> Bools:
        """Which respondents are in the group, with an answer."""
        return ~np.isnan(self.answers)

    @property
    def is_asked(self) -> Bools:
        """Which respondents are in the group, with an answer or not."""
        return self.is_known if self.asked is None else self.asked

    def __repr__(self) -> str:
        return "<SurveyCell>"


@dataclass(frozen=True)
class SurveyTable:
    """The answers of one survey by its breakdowns. True values: they never leave the gate's side.

    Parameters
    ----------
    indicator : its id
    universe : whose cells count the respondents
    names : of the period and the dimensions, in the order of the codes of cells
    minimum : respondents below which nothing is published
    interval : name of the interval
    cells : a cell per combination, margins included
    """

    indicator: str
    universe: str
    names: tuple[str, ...]
    minimum: int
    interval: str
    cells: tuple[SurveyCell, ...]

    def __repr__(self) -> str:
        return f"<SurveyTable {self.indicator}: {len(self.cells)} cells>"
