"""What a pack or project declares about sources with a purpose: inhabitants, and registers that overlap."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class InhabitantsSource:
    """The source that delivers the inhabitants that rates divide by.

    Parameters
    ----------
    source : whose form is aggregate
    year, area, sex, age, count : its columns; `age` is in whole years
    groups : code of an age group to its youngest and oldest age, in years
    """

    source: str
    year: str
    area: str
    sex: str
    age: str
    count: str
    groups: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Split:
    """A column that divides people by whether they are in some categories of a dimension.

    Parameters
    ----------
    dimension : in whose categories published counts are found
    codes : code of the column to the categories it stands for
    """

    dimension: str
    codes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Registers:
    """Registers whose overlap an estimate is made from.

    Parameters
    ----------
    dimension : its codes are the lists
    members : view with a row for each unit and list
    people : view with a row for each unit, and the columns to divide people by
    strata : columns of `people`
    splits : columns of `people` that are not dimensions themselves
    indicator : id under which the estimates are published
    seen : indicator that counts who is in view
    title, population : of the estimate, with `{period}` for its year and `{country}` for the title of the project
    """

    dimension: str
    members: str
    people: str
    strata: tuple[str, ...]
    indicator: str
    seen: str
    title: Text
    population: Text
    splits: Mapping[str, Split] = field(default_factory=dict)
