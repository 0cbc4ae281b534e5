"""The verb that estimates a hidden population from a capture table, without a project."""

import os
from typing import TYPE_CHECKING, Literal

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Folder, LanguageOfOutput, Repeated
from zicht.edition.messages import Grouped, Message
from zicht.vocabulary.errors import EstimationRefused

if TYPE_CHECKING:
    from zicht.estimation.comparing import Comparison


@app.command
def estimate(
    table: File,
    *,
    method: Repeated = (),
    replicates: int = 10_000,
    resamples: File | None = None,
    seed: int = 1,
    level: float = 0.95,
    threads: int = 0,
    lists: Repeated = (),
    covariate: Repeated = (),
    unknown: Literal["keep", "leave-out"] = "keep",
    count: str = "",
    on: str = "",
    off: str = "",
    sheet: str = "",
    merge: Repeated = (),
    omit: Repeated = (),
    max_order: int | None = None,
    p_value: float = 0.02,
    bootstrap: Literal["unconditional", "conditional"] = "unconditional",
    year: str | None = None,
    out: Folder | None = None,
    language: LanguageOfOutput = "",
    json: AsJson = False,
) -> None:
    """Estimate how many persons are on none of the lists: all methods side by side, and whether one may be a headline.

    The table has a column per list. Its rows are either combinations of lists with a count, or persons. Above the
    results stands how the table was read.

    Example: `zicht estimate lists.csv --out plots`

    Parameters
    ----------
    table
        The capture table: CSV, XLSX or Parquet; `-` reads CSV from standard input.
    method
        A method: independence, pairwise, stepwise, bic, threshold, graphs, latent, heterogeneity,
        heterogeneity_gamma, covariates. Repeat for more. A selection of methods gives estimates without a verdict.
    replicates
        Bootstrap resamples; 0 for point estimates only. `bic` takes at most 2,000 of them, `covariates` 1,000.
    resamples
        Use these resamples: one per line, counts in the order of the table's rows.
    seed
        Seed of the random numbers.
    level
        Confidence level of the intervals.
    threads
        Processes, at most 1,024; 0, the default, takes one per core.
    lists
        Columns that are lists; by default every column with values such as 0 and 1, yes and no, or TRUE and FALSE.
    covariate
        Columns that are covariates, or `none`; by default every other column. Repeat for more.
    unknown
        Persons of whom a covariate is not known: `keep` makes them a group of their own, `leave-out` leaves them out.
    count
        Column of counts, or `rows` if every row is one person; by default recognised by its name or its values.
    on
        Value that means that a person was on the list; by default any usual coding.
    off
        Value that means that a person was not on the list; with --on, by default, every other value.
    sheet
        Sheet of a spreadsheet; by default the first.
    merge
        Lists to merge, `A+B` or `A+B=NAME`; the result records the merge.
    omit
        Lists to leave out; the result records the omission.
    max_order
        Highest number of lists in one interaction, for `bic`.
    p_value
        Highest p-value at which an interaction of two lists enters the model, for `stepwise`.
    bootstrap
        `unconditional` draws the number of persons seen as well; `conditional` holds it fixed, as SparseMSE does.
    year
        Covariate that enters as a linear trend, for `covariates`.
    out
        Folder for plots, as SVG and PNG.
    language
        Language of the plots, the verdict and the command: en, fr or nl; see `zicht --help`.
    json
        Give the result as JSON.
    """
    from zicht.cli.estimates import parse_covariates, parse_merges
    from zicht.estimation.reading import Choices
    from zicht.estimation.settings import Settings
    from zicht.estimation.verb import Changes, Plots, estimate_file

    language = output.language_of_output(language)
    choices = Choices(
        lists=lists,
        covariates=parse_covariates(covariate),
        count=count,
        on=on,
        off=off,
        sheet=sheet,
        unknown=unknown,
    )
    changes = Changes(parse_merges(merge), omit)
    settings = Settings(
        replicates=replicates,
        seed=seed,
        level=level,
        threads=threads or os.cpu_count() or 1,
        max_order=max_order,
        p_value=p_value,
        year=year,
        bootstrap=bootstrap,
    )
    plots = None if out is None else Plots(out, language)
    with output.steps() as tell:
        comparison = estimate_file(
            table,
            methods=method,
            choices=choices,
            changes=changes,
            settings=settings,
            resamples=resamples,
            plots=plots,
            progress=tell,
        )
    if json:
        output.give_json(comparison.to_json())
    else:
        _show(comparison, language)
    _refuse_without_estimate(comparison, language)


def _show(comparison: "Comparison", language: str) -> None:
    """Print a row per method, and below them the verdict."""
    from zicht.estimation.comparing import HEADER

    n_observed = Grouped(comparison.estimate.table.n_observed)
    title = Message("title.persons_observed", n=n_observed)
    output.give_table(HEADER, comparison.rows(), title=title)
    for line in comparison.lines(language):
        output.give(line)


def _refuse_without_estimate(comparison: "Comparison", language: str) -> None:
    """End with an error if every method refused, naming the reason of each.

    Raises
    ------
    EstimationRefused : no method gives an estimate
    """
    methods = comparison.estimate.methods
    if any(method.estimate is not None for method in methods):
        return
    raise EstimationRefused(
        Message("error.no_estimate"),
        details=[
            f"{method.name}: {method.refusal.in_language(language)}"
            for method in methods
            if method.refusal
        ],
        now=Message("error.other_methods"),
    )
