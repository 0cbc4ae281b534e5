"""Whether bands of linkage and headlines hold the truth of the noisy country, at any noise.

Run: python bench/linkage_bands.py [--seeds N] [--first SEED] [--scale SCALE] [--noise NOISE ...]; every country adds a
line to bench/results/linkage_bands.jsonl, and a country that is there is not made again. `--table` prints the table of
docs/invented-country.md.

A country is invented, received by the vault, linked, counted and estimated by the functions of `zicht run`; only the
gate and the pages are left out. Compared with what is true are
  V01  registered victims of each year: the band of linkage around the count
  V08  victims seen again within two years, per three years: the band of linkage around the percentage
  P01  everybody exploited in a year: the interval of the estimate, with sampling and linkage
  P02  the share of them that is registered: the same interval, turned into percentages
  headlines  of these estimates, those that the verdict allows
"""

import argparse
import csv
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from results_so_far import keep_result, read_results

from zicht.figures.series import derive
from zicht.indicators import count
from zicht.indicators.captures import captures, plausible_captures
from zicht.indicators.plausible import bands_of_linkage
from zicht.pipeline.counting import inhabitants_of
from zicht.pipeline.estimating import estimate_counted
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.intake import receive_all
from zicht.pipeline.invention import invent
from zicht.pipeline.linking import link_records
from zicht.pipeline.persons_by_lists import Gate
from zicht.pipeline.remembering import EstimateMemory
from zicht.pipeline.secret import gate_secret
from zicht.pipeline.unrounded import unrounded
from zicht.pipeline.vaults import open_vault
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import Series
from zicht.vocabulary.progress import silent

HERE = Path(__file__).parent
COUNTRY = HERE.parent / "projects" / "voorbeeldland"
RESULTS = HERE / "results" / "linkage_bands.jsonl"
SOURCES = (
    "comensha_meldingen",
    "politie_incidenten",
    "politie_overige_incidenten",
    "bevolkingsgebeurtenissen",
)
"""Sources that these figures rest on."""
INDICATORS = ("V01", "V08")
NOISES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def project_of(folder: Path, seed: int, scale: float, noise: float) -> Project:
    """Write the project of one country and invent it."""
    shutil.copytree(COUNTRY, folder, ignore=shutil.ignore_patterns("reports"))
    path = folder / "zicht.toml"
    text = path.read_text(encoding="utf-8")
    settings = f"noise = {noise}\nfaults = 0.0"
    text = text.replace("faults = 0.005", settings)
    text = text.replace("municipalities = 345", "municipalities = 120")
    text = text.replace(
        'memory = "1GB"\ndisk_is_encrypted = false',
        'memory = "1GB"\ndisk_is_encrypted = true',
    )
    text = _with_list(text, "[sources]\nuse = [", SOURCES)
    text = _with_list(text, "[indicators]\nuse = [", INDICATORS)
    path.write_text(text, encoding="utf-8")
    invent(folder, seed=seed, scale=scale, tell=silent)
    return Project.open(folder)


def _with_list(text: str, opening: str, values: tuple[str, ...]) -> str:
    """Replace a list in the settings of a project."""
    before, _, rest = text.partition(opening)
    after = rest.partition("]")[2]
    return f"{before}{opening}{', '.join(map(json.dumps, values))}]{after}"


def measure(seed: int, scale: float, noise: float) -> dict[str, object]:
    """Compare one country with its truth."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "country"
        project = project_of(folder, seed, scale, noise)
        with open_vault(project, why="bench", tell=silent) as (session, vault):
            receive_all(
                project, session, vault, open_inbox(project), tell=silent, keep=True
            )
            linkage = link_records(project, session, vault)
            payload = vault.payload()
            known = dimensions(project.all_lists)
            bands = bands_of_linkage(
                session,
                payload,
                linkage.links,
                linkage.plausible,
                project.indicators,
                dimensions=known,
                views=project.views,
            )
            draft = count(
                session,
                payload,
                linkage.links,
                project.indicators,
                known,
                views=project.views,
                merges=project.policy.merges,
            )
            inhabitants = inhabitants_of(project, session, payload)
            counts = unrounded(draft)
            series = {
                indicator.id: derive(indicator, counts, inhabitants)
                for indicator in project.indicators
            }
            asked = {
                "dimensions": known,
                "views": project.views,
                "registers": project.registers,
                "merges": project.policy.merges,
            }
            estimates = estimate_counted(
                project,
                captures(session, payload, linkage.links, **asked),
                series,
                gate=Gate(project.policy, gate_secret(project), {}),
                plausible=plausible_captures(
                    session, payload, linkage.links, linkage.plausible, **asked
                ),
                memory=EstimateMemory(None),
                tell=silent,
            )
        truth = true_figures(folder / "truth" / "figures.csv")
        hidden = true_totals(folder / "truth" / "hidden.csv")
    return {
        "seed": seed,
        "scale": scale,
        "noise": noise,
        "records": linkage.links.records,
        "persons": linkage.links.persons,
        "band_of_persons": linkage.report.persons_plausible,
        "figures": [
            *compare_bands(series, bands, truth),
            *compare_estimates(estimates["P01"], hidden),
        ],
        "seconds": round(time.monotonic() - began, 1),
    }


def true_figures(path: Path) -> dict[tuple[str, str], float]:
    """Read the true totals of each period: counts, or percentages."""
    truth = {}
    for row in _rows(path):
        if row["indicator"] in INDICATORS and not row["breakdown"]:
            value = float(row["numerator"])
            if row["denominator"]:
                value = 100 * value / float(row["denominator"])
            truth[row["indicator"], row["period"]] = value
    return truth


def true_totals(path: Path) -> dict[str, tuple[int, int]]:
    """Read, for each year, how many were exploited and how many of them were registered."""
    margins = [
        row
        for row in _rows(path)
        if {row["vorm"], row["geslacht"], row["minderjarig"]} == {"_T"}
    ]
    return {row["year"]: (int(row["total"]), int(row["registered"])) for row in margins}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def compare_bands(
    series: Mapping[str, Series],
    bands: Mapping[str, Mapping[str, tuple[float, float]]],
    truth: Mapping[tuple[str, str], float],
) -> Iterator[dict[str, object]]:
    """Compare the total of each period, within its band of linkage, with the truth."""
    for (indicator, period), true in sorted(truth.items()):
        found = _total(series[indicator], period)
        if period not in bands[indicator]:
            continue
        low, high = bands[indicator][period]
        if indicator == "V01":
            low, high = found * (1 + low / 100), found * (1 + high / 100)
        else:
            low, high = found + low, found + high
        yield _compared(indicator, period, true, (low, high), found)


def _total(series: Series, period: str) -> float:
    rows = [
        row
        for row, key in enumerate(series.keys())
        if key.period == period and not key.where
    ]
    return float(series.values[rows[0]])


def compare_estimates(
    estimate: PublishedEstimate, hidden: Mapping[str, tuple[int, int]]
) -> Iterator[dict[str, object]]:
    """Compare the estimate of each year with the truth."""
    for total in estimate.totals:
        year = total.levels.get("year", "")
        if year not in hidden or len(total.levels) > 1:
            continue
        if total.estimate is None or total.lower is None or total.upper is None:
            continue
        true, registered = hidden[year]
        limits = total.lower, total.upper
        yield {
            **_compared("P01", year, true, limits, total.estimate),
            "headline": total.may_publish,
        }
        if total.visible_share:
            low, high = map(float, total.visible_share)
            share = 100 * registered / true
            yield _compared("P02", year, share, (low, high), (low + high) / 2)


def _compared(
    figure: str, period: str, true: float, band: tuple[float, float], found: float
) -> dict[str, object]:
    low, high = band
    return {
        "figure": figure,
        "period": period,
        "true": true,
        "low": low,
        "found": found,
        "high": high,
        "holds": low - 1e-9 <= true <= high + 1e-9,
    }


def print_table() -> None:
    """Print, for each noise, how often the truth is held, and the usual width."""
    cells: dict[tuple[float, str], list[dict[str, object]]] = defaultdict(list)
    seeds: dict[float, set[int]] = defaultdict(set)
    wrong: dict[float, set[int]] = defaultdict(set)
    for country in read_results(RESULTS):
        noise = country["noise"]
        seeds[noise].add(country["seed"])
        for figure in country["figures"]:
            cells[noise, figure["figure"]].append(figure)
            if figure.get("headline"):
                cells[noise, "headline"].append(figure)
                if not figure["holds"]:
                    wrong[noise].add(country["seed"])
    print(
        "| noise | seeds | V01 | width | V08 | width | P01 | width | P02 | width | headlines | seeds with a false one |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for noise in sorted(seeds):
        line = [f"{noise:g}", str(len(seeds[noise]))]
        for name in ("V01", "V08", "P01", "P02"):
            line += _held(name, cells[noise, name])
        headlines = cells[noise, "headline"]
        n_held = sum(bool(figure["holds"]) for figure in headlines)
        line += [f"{n_held} of {len(headlines)}", str(len(wrong[noise]))]
        print(f"| {' | '.join(line)} |")


def _held(name: str, figures: list[dict[str, object]]) -> list[str]:
    """Write how many figures hold the truth, and the median width: of counts in per cent of what was found."""
    n_held = sum(bool(figure["holds"]) for figure in figures)
    widths = sorted(_width(name, figure) for figure in figures)
    middle = widths[len(widths) // 2] if widths else 0.0
    unit = " points" if name in ("V08", "P02") else "%"
    if name == "P01":
        return [f"{n_held} of {len(figures)}", f"x{middle:.2f}"]
    return [f"{n_held} of {len(figures)}", f"{middle:.1f}{unit}"]


def _width(name: str, figure: dict[str, object]) -> float:
    low, high, found = figure["low"], figure["high"], figure["found"]
    if name == "P01":
        return high / low
    return 100 * (high - low) / found if name == "V01" else high - low


def main(seeds: range, scale: float, noises: list[float]) -> None:
    """Measure every country that was not measured yet."""
    done = {(one["seed"], one["scale"], one["noise"]) for one in read_results(RESULTS)}
    for seed in seeds:
        for noise in noises:
            if (seed, scale, noise) in done:
                continue
            result = measure(seed, scale, noise)
            keep_result(RESULTS, result)
            held = sum(bool(figure["holds"]) for figure in result["figures"])
            print(
                f"seed {seed}, noise {noise}: {held} of {len(result['figures'])} hold, {result['seconds']} s",
                file=sys.stderr,
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=401)
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--noise", type=float, nargs="*", default=list(NOISES))
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    if given.table:
        print_table()
    else:
        main(range(given.first, given.first + given.seeds), given.scale, given.noise)
