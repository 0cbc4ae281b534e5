"""Inhabitants as the statistical office delivers them: public counts about nobody in particular."""

import numpy as np

from zicht_invented import codes
from zicht_invented.country import AGE_CLASSES
from zicht_invented.deliveries import Column, Table
from zicht_invented.scene import Scene


def inhabitants_table(scene: Scene) -> Table:
    """Delivery of the statistical office: inhabitants on 1 January by municipality, sex and age class."""
    country, settings = scene.country, scene.settings
    n_areas, n_years, n_sexes, n_ages = country.inhabitants.shape
    year, area, sex, age = (
        index.ravel()
        for index in np.meshgrid(
            range(n_years), range(n_areas), range(n_sexes), range(n_ages), indexing="ij"
        )
    )
    columns: dict[str, Column] = {
        "jaar": (year + settings.first_year).astype(np.int64),
        "gemeente": np.asarray(country.codes)[area],
        "geslacht": np.asarray(codes.SEXES)[sex],
        "leeftijd": np.asarray(AGE_CLASSES)[age],
        "n": country.inhabitants[area, year, sex, age],
    }
    return Table("cbs_bevolking", settings.period, columns)
