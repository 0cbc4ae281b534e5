"""The public face of the room is what it says it is."""

import zicht.estimation


def test_exported_members():
    names = [name for name in dir(zicht.estimation) if not name.startswith("_")]
    modules = {"blocks", "bootstrap", "chains", "covariates", "existence", "fitting", "graphs", "latent", "lattice",
               "methods", "models", "modes", "parallel", "plots", "search", "sensitivity", "stability", "stepwise",
               "strata", "tables", "threshold", "totals", "verb"}  # fmt: skip
    assert set(zicht.estimation.__all__) == set(names) - modules
