"""Writes the invented country: areas, inhabitants, map."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from zicht_invented.country import COUNTRY_CODE, COUNTRY_NAME, Country
from zicht_invented.deliveries import INVENTED
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings

ATTRIBUTION = "Kaart van Voorbeeldland: verzonnen, berekend door Zicht (map invented and computed by Zicht)"


def write_geography(scene: Scene, folder: Path) -> None:
    """Write `geography/`: `areas.csv`, `inhabitants.csv`, `map.json`, `geography.toml`."""
    country, settings, place = scene.country, scene.settings, folder / "geography"
    place.mkdir(parents=True, exist_ok=True)
    _write_rows(
        place / "areas.csv",
        ("code", "name", "level", "provincie", "politie_eenheid", "arrondissement"),
        _areas(country),
    )
    counts = country.inhabitants.sum(axis=(2, 3))
    rows = (
        (code, year, int(counts[at, step]))
        for at, code in enumerate(country.codes)
        for step, year in enumerate(settings.years)
    )
    _write_rows(place / "inhabitants.csv", ("code", "year", "n"), rows)
    lines = [
        f'"{code}":{json.dumps(rings, separators=(",", ":"))}'
        for code, rings in zip(country.codes, country.rings, strict=True)
    ]
    (place / "map.json").write_text(
        "{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8"
    )
    (place / "geography.toml").write_text(
        _metadata(country, settings), encoding="utf-8"
    )


def _areas(country: Country) -> Iterable[tuple[str, ...]]:
    yield COUNTRY_CODE, COUNTRY_NAME, "land", "", "", ""
    for level, prefix, names in (
        ("provincie", "VP", country.province_names),
        ("politie_eenheid", "VE", country.unit_names),
        ("arrondissement", "VA", country.court_names),
    ):
        for at, name in enumerate(names):
            yield f"{prefix}{at + 1:02d}", name, level, "", "", ""
    parts = (
        country.codes,
        country.names,
        country.province.tolist(),
        country.unit.tolist(),
        country.court.tolist(),
    )
    for code, name, province, unit, court in zip(*parts, strict=True):
        yield (
            code,
            name,
            "gemeente",
            f"VP{province + 1:02d}",
            f"VE{unit + 1:02d}",
            f"VA{court + 1:02d}",
        )


def _write_rows(
    file: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {INVENTED}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _metadata(country: Country, settings: InventSettings) -> str:
    return f"""# {INVENTED}
invented = true
country = "{COUNTRY_CODE}"
name = "{COUNTRY_NAME}"
attribution = "{ATTRIBUTION}"
years = [{settings.first_year}, {settings.last_year}]
width = {country.width}
height = {country.height}
levels = ["provincie", "politie_eenheid", "arrondissement"]
tables = ["provincie", "politie_eenheid"]
unknown = "onbekend"

[files]
areas = "areas.csv: code, name, level, and for a municipality the codes of the areas it belongs to"
inhabitants = "inhabitants.csv: inhabitants of each municipality on 1 January"
map = "map.json: municipality code to rings; corners [x, y], x to the right, y downwards, the first not repeated"
"""
