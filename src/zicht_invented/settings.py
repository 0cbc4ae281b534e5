"""What may be asked of the inventor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from zicht.vocabulary.errors import ProjectError

_MARKER = re.compile(r"[A-Za-z][A-Za-z0-9]{5,31}")


@dataclass(frozen=True)
class InventSettings:
    """Settings of one invented country; equal settings give equal files, byte for byte.

    Parameters
    ----------
    seed : of the people and what happened to them
    country_seed : of the country alone: places, borders, inhabitants
    first_year, last_year : years that the sources cover
    scale : 1 is a country of about 1,000 registered victims a year; inhabitants do not scale
    municipalities : number of municipalities, at least 40
    faults : rows of people that a source must refuse, as a share of its good rows; they stand in the files besides, and
        none in tables of counts
    noise : how often sources slip in link fields: 0.5 as in hard records without a number, 0 never; other values scale
        all of it
    heterogeneity : standard deviation of how visible people are (log-odds) beyond form, sex and age
    cases_before : years before the first of which the prosecution service delivers cases too, so that decisions and
        judgments of the first year are not only of young cases
    marker : letters and digits planted in every name and record key, for tests that look for leaks
    """

    seed: int = 20190101
    country_seed: int = 19
    first_year: int = 2019
    last_year: int = 2024
    scale: float = 1.0
    municipalities: int = 345
    faults: float = 0.005
    noise: float = 0.5
    heterogeneity: float = 0.0
    cases_before: int = 3
    marker: str = ""

    def __post_init__(self) -> None:
        broken = [words for words, holds in self._rules() if not holds]
        if broken:
            raise ProjectError(
                "Settings of the invented country do not hold.",
                now="Mend [invent] in zicht.toml.",
                details=broken,
            )

    def _rules(self) -> list[tuple[str, bool]]:
        return [
            (
                "seed and country_seed are whole numbers from 0 to 2^63 - 1.",
                min(self.seed, self.country_seed) >= 0
                and max(self.seed, self.country_seed) < 2**63,
            ),
            ("first_year lies in 1990-2090.", 1990 <= self.first_year <= 2090),
            (
                "last_year is first_year or up to 30 years later.",
                0 <= self.last_year - self.first_year <= 30,
            ),
            (
                "scale lies between 0.01 and 100.",
                0.01 <= self.scale <= 100,
            ),
            (
                "municipalities lies between 40 and 600.",
                40 <= self.municipalities <= 600,
            ),
            ("faults lies between 0 and 0.5.", 0 <= self.faults <= 0.5),
            ("noise lies between 0 and 1.", 0 <= self.noise <= 1),
            ("heterogeneity lies between 0 and 2.", 0 <= self.heterogeneity <= 2),
            ("cases_before lies between 0 and 5.", 0 <= self.cases_before <= 5),
            (
                "marker is empty, or 6 to 32 letters and digits.",
                not self.marker or bool(_MARKER.fullmatch(self.marker)),
            ),
        ]

    @property
    def years(self) -> tuple[int, ...]:
        """Every year covered."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def period(self) -> str:
        """Years as a letter writes them."""
        return (
            str(self.first_year)
            if len(self.years) == 1
            else f"{self.first_year}-{self.last_year}"
        )

    @property
    def case_period(self) -> str:
        """Years of which cases are delivered."""
        first = self.first_year - self.cases_before
        return str(first) if first == self.last_year else f"{first}-{self.last_year}"

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "InventSettings":
        """Read the table `[invent]` of a project; `years = [2019, 2024]` stands for the first and last year."""
        values = dict(table)
        if "years" in values:
            years = values.pop("years")
            if not isinstance(years, list) or len(years) != 2:
                raise ProjectError(
                    "[invent]: years needs two numbers.",
                    now="Write years = [2019, 2024].",
                )
            values["first_year"], values["last_year"] = years
        known = {item.name: type(item.default) for item in fields(cls)}
        details = [
            f"{name} is not a setting." for name in sorted(set(values) - set(known))
        ]
        for name, kind in known.items():
            allowed = (int, float) if kind is float else (kind,)
            if name in values and (
                isinstance(values[name], bool) or not isinstance(values[name], allowed)
            ):
                details.append(
                    f"{name} needs {'a number' if kind is not str else 'words'}."
                )
        if details:
            raise ProjectError(
                "[invent] cannot be read.",
                now=f"Settings are {', '.join(known)}.",
                details=details,
            )
        return cls(**values)
