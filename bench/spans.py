"""How long it takes to gather the spans of an indicator of survival, and how that grows with the number of people.

    python bench/spans.py [people ...]

People are invented numbers: one row each, with a field, an age group, a first day, and for some a later event.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import zicht_nl
from zicht.engine.session import Session
from zicht.indicators.relations import laid
from zicht.indicators.spans import spans
from zicht.project.codes import read_codes
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.project.indicators import read_indicators
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.people import Links, Payload

PACK = Path(zicht_nl.__file__).parent
YEARS = range(2016, 2025)
PEOPLE = """
CREATE OR REPLACE TABLE followed AS
SELECT
    'p' || i AS unit, 'p' || i AS person, (2016 + i % 9)::INTEGER AS year,
    CASE WHEN hash(i) % 3 = 0 THEN 'mh' ELSE 'sgtk' END AS veld,
    ['minderjarig', 'adolescent', 'volwassen'][1 + (hash(i * 7) % 3)::INTEGER] AS leeftijdsgroep,
    make_date((2016 + i % 9)::INTEGER, 1 + (hash(i * 3) % 12)::INTEGER, 1) AS start_date,
    CASE WHEN hash(i * 5) % 2 = 0
        THEN make_date((2016 + i % 9)::INTEGER, 12, 31) + (hash(i * 11) % 2500)::INTEGER END AS end_date,
    CASE WHEN hash(i * 13) % 40 = 0 THEN DATE '2024-12-30' END AS followed_until
FROM range({n}) AS r(i)
"""
QUERY = "SELECT unit, person, year, veld, leeftijdsgroep, start_date, end_date, followed_until FROM daders_gevolgd"


def main() -> None:
    """Print seconds of processor per number of people, for all eight breakdowns of R01."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="*", type=int, default=[1_000_000, 10_000_000])
    given = parser.parse_args()
    (indicator,) = read_indicators(PACK, chosen=["R01"])
    lists = dimension_lists(read_codes(PACK / "codes"), None, list(YEARS))
    for n in given.people:
        with tempfile.TemporaryDirectory() as folder:
            seconds = seconds_for(n, Path(folder), indicator, dimensions(lists))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{n:>10} people: {seconds:6.1f} s of processor, at most {peak:.1f} GB",
            flush=True,
        )


def seconds_for(
    n: int, folder: Path, indicator: Indicator, known: Mapping[str, Dimension]
) -> float:
    """Time the gathering alone, after the people were made: processor of all threads, whatever else runs."""
    with Session(folder, memory="2GB", disk_is_encrypted=True) as session:
        session.execute(PEOPLE.format(n=n))
        session.execute("CREATE TABLE no_links (pseud_id VARCHAR)")
        payload = Payload({"daders_gevolgd": "followed"}, {"daders_gevolgd": n})
        with laid(
            session, payload, Links("no_links", 0, 0, {}), {}, known
        ) as relations:
            begin = time.process_time()
            spans(relations, replace(indicator, sql=QUERY), known, {})
            return time.process_time() - begin


if __name__ == "__main__":
    main()
