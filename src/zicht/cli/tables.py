"""The verbs on a plain CSV, without a project."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from zicht.cli import app, output
from zicht.cli.verbs import AsJson

File = Annotated[Path, Parameter(validator=validators.Path(exists=True, dir_okay=False))]


@app.command
def estimate(
    table: File,
    *,
    method: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    replicates: int = 1000,
    resamples: File | None = None,
    seed: int = 1,
    level: float = 0.95,
    threads: int = 0,
    lists: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    merge: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    omit: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    max_order: int | None = None,
    year: str | None = None,
    out: Path | None = None,
    language: str = "en",
    json: AsJson = False,
) -> None:
    """Estimate how many persons no list has seen: every method side by side, and whether a headline may be published.

    The table has one 0/1 column per list and a column `count`; or one row per person.

    Example: `zicht estimate lists.csv --replicates 1000 --out plots`

    Parameters
    ----------
    table
        CSV with the capture table.
    method
        A method: independence, pairwise, stepwise, bic, threshold, graphs, latent, covariates. Repeat for more.
    replicates
        Bootstrap resamples; 0 for point estimates only.
    resamples
        Use these resamples: one per line, counts in the order of the table's rows.
    seed
        Of all draws.
    level
        Of the intervals.
    threads
        Processes; 0 for all cores.
    lists
        Columns that are lists; by default every column that holds only 0 and 1.
    merge
        Lists to merge, `A+B` or `A+B=NAME`; it stands on record.
    omit
        Lists to leave out; it stands on record.
    max_order
        Most lists in one interaction, for `bic`.
    year
        Covariate with a trend, for `covariates`.
    out
        Folder for plots, as SVG and PNG.
    language
        Of the plots and the verdict: nl or en.
    json
        Give the result as JSON.
    """
    from zicht.estimation.verb import HEADER, estimate_file

    with output.steps() as tell:
        found = estimate_file(
            table,
            method=method,
            replicates=replicates,
            resamples=resamples,
            seed=seed,
            level=level,
            threads=threads,
            lists=lists,
            merge=merge,
            omit=omit,
            max_order=max_order,
            year=year,
            out=out,
            language=language,
            progress=tell,
        )
    if json:
        output.give_json(found.to_json())
        return
    output.give_table(HEADER, found.rows(), title=f"{found.estimate.table.n_observed:,} persons observed")
    for line in found.lines(language):
        output.give(line)
