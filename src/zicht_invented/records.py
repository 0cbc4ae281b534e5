"""Writes what no chain may read: the true figures, who is who, and everybody nobody registered."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from zicht.vocabulary.arrays import Bools, Ints, Texts
from zicht_invented import codes
from zicht_invented.deliveries import INVENTED, Sent
from zicht_invented.draws import year_of
from zicht_invented.notifications import Notifications
from zicht_invented.spelling import joined
from zicht_invented.true_figures import Figure
from zicht_invented.victims import (
    CAPTURE,
    DEPENDENCE,
    OF_ADULTS,
    OF_MEN,
    OF_MINORS,
    PER_YEAR_MOVE,
    POLICE_IF_NOT,
    POLICE_IF_NOTIFIED,
    Victims,
    tide,
)

Rows = Iterable[Sequence[object]]


def write_csv(file: Path, header: Sequence[str], rows: Rows) -> None:
    """Write a CSV whose first line says that it is invented; packed when its name ends in .gz."""
    text = io.StringIO(newline="")
    text.write(f"# {INVENTED}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    data = text.getvalue().encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(
        # The time of writing would make other bytes of the same truth.
        gzip.compress(data, compresslevel=4, mtime=0) if file.suffix == ".gz" else data
    )


def write_figures(folder: Path, figures: Iterable[Figure]) -> int:
    """Write `figures.csv`, sorted; returns the number of figures."""
    rows = sorted(
        (
            figure.indicator,
            figure.period,
            ",".join(f"{name}={code}" for name, code in figure.where),
            figure.numerator,
            "" if figure.denominator is None else figure.denominator,
        )
        for figure in figures
    )
    write_csv(
        folder / "figures.csv",
        ("indicator", "period", "breakdown", "numerator", "denominator"),
        rows,
    )
    return len(rows)


def write_faults(folder: Path, sent: Iterable[Sent]) -> None:
    """Write `faults.csv`: spoiled rows by file and reason."""
    rows = [
        (one.source, one.file, reason, n)
        for one in sent
        for reason, n in one.faults.items()
    ]
    write_csv(folder / "faults.csv", ("source", "file", "reason", "rows"), rows)


@dataclass(frozen=True, eq=False)
class Records:
    """Records of one source, and whom each is about.

    Parameters
    ----------
    source : id of the form
    ids : number of each record
    numbers : of the person within the record; 0 where there is one person
    persons : index of the person
    counted : False where the person refused consent
    """

    source: str
    ids: Texts
    numbers: Ints
    persons: Ints
    counted: Bools


def write_persons(folder: Path, sources: Iterable[Records]) -> None:
    """Write `persons.csv.gz`: which record is about which person, and whether it may be counted."""
    rows = (
        (one.source, record, number or "", f"V{person:07d}", "ja" if counted else "nee")
        for one in sources
        for record, number, person, counted in zip(
            one.ids.tolist(),
            one.numbers.tolist(),
            one.persons.tolist(),
            one.counted.tolist(),
            strict=True,
        )
    )
    write_csv(
        folder / "persons.csv.gz",
        ("source", "record", "number", "person", "counts"),
        rows,
    )


def write_markers(folder: Path, marker: str, numbers: Texts) -> None:
    """Write `markers.csv`: every string that may be found nowhere outside the vault, to be sought in any case."""
    rows = [
        ("marker", marker),
        *(("bsn", number) for number in sorted(set(numbers.tolist()) - {""})),
    ]
    write_csv(folder / "markers.csv", ("kind", "text"), rows)


def counted_lists(victims: Victims, notes: Notifications) -> Bools:
    """Which lists hold a notification of each person-year that may be counted."""
    key = victims.person * 10_000 + victims.year
    order = np.argsort(key)
    counted = notes.counted()
    place = order[
        np.searchsorted(key[order], counted.victim * 10_000 + year_of(counted.date))
    ]
    lists = np.zeros_like(victims.lists)
    lists[place, counted.melder] = True
    return lists


def hidden_rows(victims: Victims, lists: Bools) -> list[tuple[object, ...]]:
    """Count everybody exploited, and of these the registered, by year, form, sex and age; margins are written `_T`."""
    notified = victims.lists.any(axis=1)
    registered = lists.any(axis=1)
    seen = registered | victims.police
    sex = victims.people.sex[victims.person]
    everybody = np.ones(len(sex), dtype=np.bool_)
    forms = dict(zip(codes.FORMS, victims.forms[victims.person].T, strict=True))
    by_form = {**forms, "_T": everybody}
    by_sex = {"v": sex == 0, "m": sex == 1, "_T": everybody}
    by_age = {"ja": victims.minor, "nee": ~victims.minor, "_T": everybody}
    counted = (everybody, registered, seen, notified)
    rows: list[tuple[object, ...]] = []
    for year in np.unique(victims.year).tolist():
        of_year = victims.year == year
        for form, sex_code, minor in product(by_form, by_sex, by_age):
            inside = of_year & by_form[form] & by_sex[sex_code] & by_age[minor]
            counts = [int((inside & is_so).sum()) for is_so in counted]
            rows.append((year, form, sex_code, minor, *counts))
    return rows


def write_hidden(folder: Path, victims: Victims, notes: Notifications) -> None:
    """Write `hidden.csv`, `victims.csv.gz` (a row per person and year) and `capture.toml` (the model)."""
    header = (
        "year",
        "vorm",
        "geslacht",
        "minderjarig",
        "total",
        "registered",
        "seen",
        "notified",
    )
    lists = counted_lists(victims, notes)
    write_csv(folder / "hidden.csv", header, hidden_rows(victims, lists))
    who = victims.person
    columns = [
        np.strings.add("V", np.strings.zfill(who.astype("U7"), 7)), victims.year,
        joined(victims.forms, codes.FORMS)[who],
        np.asarray(codes.SEXES)[victims.people.sex[who]], np.where(victims.minor, "ja", "nee"),
        *lists.T.astype(np.int64), victims.police.astype(np.int64),
    ]  # fmt: skip
    names = (
        "person",
        "year",
        "vormen",
        "geslacht",
        "minderjarig",
        *codes.MELDERS,
        "politie_incidenten",
    )
    write_csv(
        folder / "victims.csv.gz",
        names,
        zip(*(column.tolist() for column in columns), strict=True),
    )
    (folder / "capture.toml").write_text(
        _capture_model(np.unique(victims.year).tolist()), encoding="utf-8"
    )


def _capture_model(years: list[int]) -> str:
    """Write the capture model with every number in it."""
    lines = [
        f"# {INVENTED}",
        "# How lists capture victims: log-odds of [capture], plus what follows; see docs/invented-country.md.",
        f"police_incident_if_notified_by_police = {POLICE_IF_NOTIFIED}",
        f"police_incident_if_not = {POLICE_IF_NOT}",
        'only_foreign = ["coa", "nidos"]',
        'only_minors = ["nidos"]',
        "",
        "[capture]",
    ]
    for name, row in zip(codes.MELDERS, CAPTURE.tolist(), strict=True):
        pairs = ", ".join(
            f"{form} = {chance:.4g}"
            for form, chance in zip(codes.FORMS, row, strict=True)
        )
        lines.append(f"{name} = {{ {pairs} }}")
    for title, moves in (
        ("of_minors", OF_MINORS), ("of_adults", OF_ADULTS), ("of_men", OF_MEN), ("per_year_after_2019", PER_YEAR_MOVE),
    ):  # fmt: skip
        lines += [
            "",
            f"[{title}]",
            *(f"{name} = {more}" for name, more in moves.items()),
        ]
    lines += [
        "",
        "[tide]",
        *(f"{year} = {float(tide(np.asarray(year))):.4f}" for year in years),
    ]
    for first, then, more in DEPENDENCE:
        lines += [
            "",
            "[[dependence]]",
            f'first = "{first}"',
            f'then = "{then}"',
            f"log_odds = {more}",
        ]
    return "\n".join(lines) + "\n"
