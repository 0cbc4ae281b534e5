"""Contacts with the organisations for domestic violence and child abuse: counts about nobody in particular."""

import numpy as np

from zicht_invented import codes
from zicht_invented.counting import Single, Universe
from zicht_invented.deliveries import Column, Table
from zicht_invented.draws import pick
from zicht_invented.scene import Scene

SOURCE = "veilig_thuis"
QUARTERS = ("K1", "K2", "K3", "K4")
TYPES = ("advies", "melding", "onderzoek")
KINDS = (
    "seksueel", "lichamelijk", "psychisch", "verwaarlozing", "overig", "onbekend",
)  # fmt: skip
_PER_YEAR = 20_000
_TYPE_SHARES = (0.50, 0.42, 0.08)
_KIND_SHARES = (0.07, 0.29, 0.33, 0.18, 0.08, 0.05)
_AGE_SHARES = (0.55, 0.08, 0.30, 0.07)
"""In the order of `codes.AGE_GROUPS`."""
_GROWTH = 0.04
_COLUMN_OF = {"aard_geweld": "aard"}
"""Dimension of the indicators to the column of the delivery, where their names differ."""


def receive_contacts(scene: Scene) -> Universe:
    """Draw the contacts of every year: one row each."""
    rng = scene.stream("contacts")
    years = scene.settings.years
    years_on = np.arange(len(years))
    n_expected = scene.settings.scale * _PER_YEAR * (1 + _GROWTH) ** years_on
    n = rng.poisson(n_expected)
    n_all = int(n.sum())
    weights = scene.country.weights
    return Universe(
        years,
        np.repeat(np.asarray(years), n),
        {
            "kwartaal": Single(QUARTERS, pick(rng, np.ones(len(QUARTERS)), n_all)),
            "contact_type": Single(TYPES, pick(rng, _TYPE_SHARES, n_all)),
            "aard_geweld": Single(KINDS, pick(rng, _KIND_SHARES, n_all)),
            "gemeente": Single(tuple(scene.country.codes), pick(rng, weights, n_all)),
            "leeftijdsgroep": Single(
                codes.AGE_GROUPS, pick(rng, _AGE_SHARES, n_all), codes.AGE_LEVELS
            ),
        },
    )


def contacts_table(contacts: Universe, scene: Scene) -> Table:
    """Return the delivery of all years: a row per combination of codes that somebody contacted them with."""
    dimensions = {
        _COLUMN_OF.get(name, name): dimension
        for name, dimension in contacts.dimensions.items()
        if isinstance(dimension, Single)
    }
    places = [contacts.year, *(dimension.of for dimension in dimensions.values())]
    rows, counts = np.unique(np.stack(places, axis=1), axis=0, return_counts=True)
    columns: dict[str, Column] = {"jaar": rows[:, 0]}
    for place, (name, dimension) in enumerate(dimensions.items(), start=1):
        columns[name] = np.asarray(dimension.codes)[rows[:, place]]
    columns["n"] = counts.astype(np.int64)
    return Table(SOURCE, scene.settings.period, columns)
