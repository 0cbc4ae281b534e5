"""Multiple systems estimation: how many persons no list has seen, by several methods, with a verdict.

`compare` and `estimate_file` run every method and judge them; `estimate_strata` gives totals per covariate and year.
The rest of the room is the machinery; `docs/estimation.md` explains it.
"""
