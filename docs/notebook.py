# %% [markdown]
# # Zicht in a notebook
#
# `import zicht` gives five names. Each takes a table of pyarrow, pandas or polars and gives tables of the same library.
# This file is a notebook in the percent format: Jupyter (with jupytext), VS Code and Spyder open it; the tests run it.

# %%
import polars as pl

import zicht

# %% [markdown]
# ## How many persons are on no list?
#
# Three lists of persons in need of help, and how many persons were seen by each combination of lists.

# %%
seen = pl.DataFrame(
    {
        "police": [1, 0, 0, 1, 1, 0, 1],
        "shelter": [0, 1, 0, 1, 0, 1, 1],
        "doctor": [0, 0, 1, 0, 1, 1, 1],
        "count": [212, 154, 98, 34, 21, 17, 6],
    }
)
table = zicht.capture_table(seen)
table.n_observed

# %% [markdown]
# Every method stands beside the others, and the stability rule says whether one of them may stand alone.

# %%
result = zicht.estimate(seen, replicates=100)
result.methods

# %%
result.verdict.words.en

# %%
result.criteria

# %% [markdown]
# ## Tables that may be published
#
# Records in, tables out. All tables are protected as one system and attacked before they are given.

# %%
towns = {"Delft": "South", "Leiden": "South", "Assen": "North", "Emmen": "North"}
records = pl.DataFrame(
    {
        "town": ["Delft"] * 61 + ["Leiden"] * 48 + ["Assen"] * 35 + ["Emmen"] * 27,
        "sex": (["f"] * 3 + ["m"] * 2) * 34 + ["f"],
    }
)
protected = zicht.protect(
    records, [["town"], ["sex"], ["town", "sex"]], levels={"town": towns}
)
protected.tables[0]

# %% [markdown]
# Whoever protected a table, it can be attacked as its readers could.

# %%
printed = pl.DataFrame(
    {
        "sex": ["f", "m", "Total"],
        "n": [None, 38, 41],
        "status": ["withheld", "published", "published"],
    }
)
findings = zicht.audit(printed, ["sex"])
findings.revealed

# %% [markdown]
# ## Figures of a release
#
# `zicht run` makes releases in the folder of a project; `open_release` verifies one and gives its figures.

# %%
# release = zicht.open_release("projects/voorbeeldland")
# release.figures("V01")
