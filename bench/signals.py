"""How often a watched series raises a false alarm, how often a change is seen, and how late.

    python bench/signals.py [--series 1000] [--frequency 4]

Series are invented: negative binomial counts with a mean, a yearly growth, a season and a
dispersion of their own. In half of them the level changes by a factor from a known period on.
"""

import argparse

import numpy as np

from zicht.methods.signals import Watch, changes

YEARS = 11
FACTORS = (0.5, 0.7, 1.5, 2.0)


def main() -> None:
    """Print false alarms per year, and per factor the share seen within a year and the delay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--frequency", type=int, default=4)
    given = parser.parse_args()
    watch = Watch(given.frequency)
    random = np.random.default_rng(2026)
    print(f"{given.series} series, {given.frequency} periods a year, {YEARS} years")
    print(f"false alarms per year: {false_alarms(random, given.series, watch):.3f}")
    for factor in FACTORS:
        seen, delay = detected(random, given.series // len(FACTORS), watch, factor)
        print(f"level times {factor}: seen within a year {seen:.2f}, delay {delay:.1f}")


def series(
    random: np.random.Generator, watch: Watch, factor: float = 1.0, since: int = 0
) -> np.ndarray:
    """Invent a series, whose level changes by a factor from a period on."""
    periods = np.arange(YEARS * watch.frequency)
    mean = random.choice([20.0, 60.0, 200.0, 1000.0])
    growth = random.uniform(-0.1, 0.2)
    season = random.uniform(0.0, 0.2)
    dispersion = random.uniform(1.2, 4.0)
    phase = 2 * np.pi * periods / watch.frequency
    level = mean * (1 + growth) ** (periods / watch.frequency)
    level = level * (1 + season * np.sin(phase)) * np.where(periods >= since, factor, 1)
    size = level / (dispersion - 1)
    return random.negative_binomial(size, 1 / dispersion).astype(np.float64)


def false_alarms(random: np.random.Generator, n: int, watch: Watch) -> float:
    """Count changes found per year of watching, where nothing changed."""
    found = sum(len(changes(series(random, watch), watch)) for _ in range(n))
    watched = YEARS * watch.frequency - watch.first
    return found / (n * watched / watch.frequency)


def detected(
    random: np.random.Generator, n: int, watch: Watch, factor: float
) -> tuple[float, float]:
    """Return the share of changes seen within a year, and the mean delay in periods of those."""
    since = 8 * watch.frequency
    direction = 1 if factor > 1 else -1
    delays = []
    for _ in range(n):
        found = changes(series(random, watch, factor, since), watch)
        places = [
            change.judged[0].place - since
            for change in found
            if change.direction == direction and change.judged[0].place >= since
        ]
        if places and places[0] < watch.frequency:
            delays.append(places[0])
    return len(delays) / n, float(np.mean(delays)) if delays else float("nan")


if __name__ == "__main__":
    main()
