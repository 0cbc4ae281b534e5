"""Where everything takes place: settings, country and dice, handed around together."""

from dataclasses import dataclass

import numpy as np

from zicht_invented.country import Country
from zicht_invented.draws import Draws
from zicht_invented.settings import InventSettings

RUN_UP_YEARS = 6
"""Years before the first, of which the police deliver nothing but cases still reach the prosecution service."""


@dataclass(frozen=True)
class Scene:
    """Settings of the run, the country, and the random streams of the people."""

    settings: InventSettings
    country: Country
    draws: Draws

    def stream(self, name: str) -> np.random.Generator:
        """Return the random stream of one subject."""
        return self.draws.stream(name)
