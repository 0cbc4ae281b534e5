"""A release made by hand: the standard indicators with numbers from a formula. Nothing in it was counted."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
from tests.dutch import NAMES, ROLES, read_codes, read_indicators, read_policy

from zicht.project.codes import codes_of_areas
from zicht.project.dimensions import years_and_blocks
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.cited import Citation, Cited, CountingRule, FigureKind, Identity
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import Series
from zicht.vocabulary.plain import from_plain
from zicht.vocabulary.releases import Approval, Document, Face, HelpLine, Release
from zicht.vocabulary.text import Text

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")
BLOCKS = ("2019-2021", "2022-2024")
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "vorm": {
        "BSU": 0.16,
        "GSU": 0.27,
        "AU": 0.38,
        "CU": 0.17,
        "overig": 0.03,
        "onbekend": 0.08,
    },
    "geslacht": {"v": 0.61, "m": 0.385, "onbekend": 0.005},
    "leeftijdsgroep": {
        "minderjarig": 0.13,
        "adolescent": 0.17,
        "volwassen": 0.64,
        "onbekend": 0.06,
    },
    "nationaliteit": {"NL": 0.27, "EU": 0.31, "overig": 0.38, "onbekend": 0.04},
    "route": {"binnenlands": 0.29, "grensoverschrijdend": 0.62, "onbekend": 0.09},
    "delict": {
        "hands_on": 0.52,
        "hands_off": 0.17,
        "beeldmateriaal": 0.19,
        "grooming": 0.12,
    },
    "online": {"ja": 0.34, "nee": 0.58, "onbekend": 0.08},
    "veld": {"mh": 0.11, "sgtk": 0.89},
}
_SIZE = {"V01": 1240, "D01": 210, "K01": 1480, "S01": 3300}
_GROWTH = {
    "V01": -0.035,
    "D01": -0.06,
    "K01": 0.015,
    "S01": 0.04,
    "BSU": -0.09,
    "AU": 0.06,
    "CU": 0.05,
    "online": 0.1,
}
_SHARES = {
    "V03": 31, "V04": 33, "D02": 36, "K02": 24, "K03": 58, "K03-stroom": 61, "K04": 42, "K04-stroom": 44,
    "K05": 79, "K06": 68, "S02": 47,
}  # fmt: skip
_NAMES = ("Berkenhoek", "Dorpveld", "Elsrode", "Holdam", "Kreekwijk", "Lindburg", "Marveld", "Nieuwrode", "Oosterdam",
          "Raalhoek", "Sloburg", "Terwijk", "Veendam aan Zee", "Zandhoek")  # fmt: skip


def geography() -> Geography:
    """Give fourteen municipalities in three provinces."""
    areas = {
        f"VB{at + 1:04d}": Area(
            f"VB{at + 1:04d}", name, "gemeente", 9_000 + (at * 23_917) % 160_000
        )
        for at, name in enumerate(_NAMES)
    }
    provinces = {code: f"VP{1 + int(code[2:]) % 3:02d}" for code in areas}
    for at, name in enumerate(("Hoogland", "Waterland", "Duinland"), start=1):
        areas[f"VP{at:02d}"] = Area(f"VP{at:02d}", name, "provincie")
    areas["VL"] = Area(
        "VL", "Voorbeeldland", "land", sum(area.inhabitants for area in areas.values())
    )
    return Geography(2024, areas, {"provincie": provinces}, "VL", unknown="onbekend")


def code_lists(country: Geography) -> dict[str, CodeList]:
    """Give the standard lists, with years and areas."""
    codes = read_codes()
    years = years_and_blocks([int(year) for year in YEARS])
    return {**codes, "year": years, "gemeente": codes_of_areas(country)}


def series(
    indicator: Indicator, codes: Mapping[str, CodeList], country: Geography
) -> Series:
    """Make every published figure of an indicator."""
    periods = BLOCKS if indicator.periods == "year_block" else YEARS
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    for breakdown, at in product(indicator.breakdowns, range(len(periods))):
        for combination in product(*(_codes(name, codes[name]) for name in breakdown)):
            where = dict(zip(breakdown, combination, strict=True))
            key = (
                periods[at],
                *(where.get(name, TOTAL) for name in indicator.dimensions),
            )
            rows[key] = _figure(
                indicator,
                {n: c for n, c in where.items() if c != TOTAL},
                at,
                codes,
                country,
            )
    return make_series(
        indicator.id, indicator.dimensions, ((*key, *row) for key, row in rows.items())
    )


def _codes(name: str, codes: CodeList) -> list[str]:
    if name == "gemeente":
        return [TOTAL, *codes.labels]
    return [TOTAL, *(code for code in codes.labels)]


def _weight(
    name: str, code: str, codes: Mapping[str, CodeList], country: Geography
) -> float:
    if name == "gemeente":
        people = sum(area.inhabitants for area in country.level("gemeente"))
        inside = [
            m
            for tree in country.parents.values()
            for m, above in tree.items()
            if above == code
        ] or [code]
        return (
            sum(country.areas[m].inhabitants for m in inside if m in country.areas)
            / people
        )
    own = _WEIGHTS.get(name)
    if own and code in own:
        return own[code]
    children = [
        child
        for tree in codes[name].parents.values()
        for child, above in tree.items()
        if above == code
    ]
    if children:
        return sum(_weight(name, child, codes, country) for child in children)
    return 1 / len(codes[name].leaves)


def _figure(
    indicator: Indicator,
    where: Mapping[str, str],
    at: int,
    codes: Mapping[str, CodeList],
    country: Geography,
) -> tuple[object, ...]:
    weight = math.prod(
        _weight(name, code, codes, country) for name, code in where.items()
    )
    growth = sum(
        _GROWTH.get(code, _GROWTH.get(name, 0)) for name, code in where.items()
    )
    if indicator.shape == "count":
        base = _SIZE.get(indicator.id, 3_400)
        n = base * weight * (1 + _GROWTH.get(indicator.id, 0.0) + growth) ** at
        wobble = 1 + 0.03 * math.sin(7 * at + 3 * len(where) + 11 * weight)
        return _count(
            n * wobble, local="gemeente" in where and where["gemeente"].startswith("VB")
        )
    if indicator.shape == "rate":
        return (
            round(6.8 * weight * (1 + growth) ** at, 2),
            "published",
            None,
            None,
            None,
            None,
        )
    if indicator.id == "V02":
        share = (
            100 * _WEIGHTS["vorm"].get(where.get("vorm", ""), 1.0) * (1 + growth) ** at
        )
    else:
        spread = 9 * math.sin(5 * len(where) + sum(map(ord, "".join(where.values()))))
        share = min(
            96.0,
            _SHARES.get(indicator.id, 40)
            + spread
            + 1.3 * at * math.sin(len(indicator.id) + spread),
        )
    share = round(min(share, 100.0), 4)
    return (
        share,
        "published",
        share - 0.6,
        min(share + 0.6, 100.0),
        100 * share,
        10_000.0,
    )


def _count(n: float, *, local: bool) -> tuple[object, ...]:
    value, threshold = 5 * round(n / 5), 10 if local else 5
    if value < threshold:
        if local:
            return (None, "banded", 0, threshold - 1, None, None)
        return (None, "withheld", None, None, None, None)
    return (value, "published", value - 4, value + 4, None, None)


def make_series(
    indicator: str, dimensions: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> Series:
    """Rows of period, codes, value (None where hidden), status, lower, upper, numerator, denominator."""
    table = list(rows)
    n = len(dimensions)

    def floats(at: int) -> np.ndarray:
        return np.array(
            [math.nan if row[at] is None else row[at] for row in table],
            dtype=np.float64,
        )

    def words(at: int) -> np.ndarray:
        return np.array([row[at] for row in table], dtype=np.str_)

    dims = tuple(words(1 + at) for at in range(n))
    return Series(
        indicator,
        dimensions,
        words(0),
        dims,
        floats(n + 1),
        words(n + 2),
        *(floats(n + at) for at in (3, 4, 5, 6)),
    )


_BROCHURE = Citation("Kerncijfers proef", "Proefinstituut", "2022-05", "Slachtoffers")
_PAPER = Citation(
    "Schattingen",
    "Onderzoeksbureau",
    "2021",
    "tabel 2",
    "https://example.org/schattingen",
)


def cited() -> tuple[Cited, ...]:
    """Give figures from elsewhere, one of them in two vintages."""
    return (
        _cited(
            "gemeld-2019-a",
            "gemeld",
            1372,
            "persons",
            "2019",
            "CoMensha 2020",
            _BROCHURE,
        ),
        _cited(
            "gemeld-2019-b",
            "gemeld",
            1334,
            "persons",
            "2019",
            "rapporteur 2020",
            _PAPER,
        ),
        _cited(
            "gemeld-2020",
            "gemeld",
            984,
            "persons",
            "2020",
            "rapporteur 2021",
            _BROCHURE,
        ),
        _cited(
            "aandeel-au-2020", "aandeel-au", 43, "percent", "2020", "2022", _BROCHURE
        ),
        replace(
            _cited("schatting", "schatting", 5000, "persons", "", "2022", _PAPER),
            qualifier=Text("naar schatting", "an estimated"),
            when=Text("per jaar", "per year"),
        ),
        replace(
            _cited(
                "vertelt-niemand",
                "vertelt-niemand",
                33,
                "percent",
                "",
                "2022",
                _BROCHURE,
            ),
            printed=Text("een derde", "one third"),
        ),
        _cited("kosten-2020", "kosten", 1897847, "euro", "2020", "2020", _PAPER),
        _cited("resultaat-2020", "resultaat", -42775, "euro", "2020", "2020", _PAPER),
    )


_TITLES = {
    "gemeld": ("Gemelde slachtoffers van mensenhandel", "Reported trafficking victims"),
    "aandeel-au": ("Aandeel arbeidsuitbuiting", "Share of labour exploitation"),
    "schatting": (
        "Geschatte slachtoffers van mensenhandel",
        "Estimated trafficking victims",
    ),
    "vertelt-niemand": (
        "Aandeel dat niemand vertelt over het geweld",
        "Share who tell nobody about the violence",
    ),
    "kosten": ("Financieel kader", "Financial framework"),
    "resultaat": ("Resultaat", "Result"),
}


def _cited(  # noqa: PLR0917 - a row of a table
    id_: str,
    measured: str,
    value: float,
    unit: str,
    period: str,
    vintage: str,
    source: Citation,
) -> Cited:
    nobody = Text("iedereen", "everyone")
    return Cited(
        id_, "slachtoffers", Text(*_TITLES[measured]), Decimal(value), unit, nobody, period, "", vintage, source,
        series=measured, identity=_identity(measured, unit, vintage, nobody),
    )  # fmt: skip


def _identity(measured: str, unit: str, vintage: str, population: Text) -> Identity:
    """Say that whoever stands first in the vintage counted, by a rule of their own."""
    counter = vintage.split(maxsplit=1)[0]
    rule = CountingRule(counter, Text(counter, counter), counter, "VL")
    kind = FigureKind.SHARE if unit == "percent" else FigureKind.COUNT
    return Identity(measured, rule, population, (), unit, kind)


def report(nl: str, en: str, *, id_: str = "proef", **facts: object) -> Document:
    """Make a report of the two texts."""
    every = {
        "report_kind": "monitor",
        "authors": "",
        "order": 1,
        "folder": f"reports/{id_}",
        **facts,
    }
    title = Text("Proefmonitor mensenhandel", "Trial monitor on human trafficking")
    return Document(
        "report",
        id_,
        Text(id_, id_),
        title,
        Text(nl, en),
        every,
        "slachtoffers",
        "2025-10-14",
    )


def recommendations() -> tuple[Document, ...]:
    """Give three recommendations, two of them to municipalities."""
    made = (
        (
            "lokaal-zicht",
            "Maak lokaal zicht",
            "Make local sight",
            ["gemeenten"],
            "open",
            "slachtoffers",
        ),
        (
            "hulp-voor-jongeren",
            "Richt hulp op jongeren",
            "Direct help at young people",
            ["gemeenten"],
            "promised",
            "sgtk",
        ),
        (
            "zaken-volgen",
            "Volg zaken door de keten",
            "Follow cases",
            ["Openbaar Ministerie"],
            "adopted",
            "keten",
        ),
    )
    return tuple(
        Document(
            "recommendation", id_, Text(id_, id_), Text(nl, en), Text(f"{nl} in elke gemeente.", f"{en} everywhere."),
            {"addressee": who, "status": status, "number": str(at)}, theme, "2023-10-18",
        )
        for at, (id_, nl, en, who, status, theme) in enumerate(made, start=1)
    )  # fmt: skip


def estimates() -> dict[str, PublishedEstimate]:
    """Give an estimate of which the methods disagree, with one that was refused."""

    def both(nl: str, en: str) -> dict[str, str]:
        return {"nl": nl, "en": en}

    def method(
        name: str, value: float | None, low: float | None, high: float | None
    ) -> dict[str, object]:
        refusal = (
            None
            if value
            else both("De ketens zijn het oneens.", "The chains disagree.")
        )
        return {
            "name": name,
            "estimate": value,
            "lower": low,
            "upper": high,
            "refusal": refusal,
        }

    def total(
        levels: dict[str, str], seen: int, value: float, low: float, high: float
    ) -> dict[str, object]:
        share = [round(100 * seen / high), round(100 * seen / low)]
        ends = {
            "estimate": value,
            "lower": low,
            "upper": high,
            "visible_share": share,
            "method": "stepwise",
        }
        return {"levels": levels, "observed": seen, "may_publish": False, **ends}

    plain = {
        "P01": {
            "indicator": "P01",
            "title": both(
                "Geschat aantal slachtoffers in 2024",
                "Estimated number of victims in 2024",
            ),
            "population": both(
                "Iedereen die slachtoffer was", "Everybody who was a victim"
            ),
            "period": "2024",
            "years": 1,
            "observed": 1060,
            "lists": ["politie", "zorg"],
            "list_names": {
                "politie": both("Politie", "Police"),
                "zorg": both("Zorg, Opvang", "Care, Shelter"),
            },
            "source": both(
                "Overlap van de organisaties die melden",
                "Overlap of the organisations that notify",
            ),
            "note": both("Getallen zijn afgerond.", "Numbers are rounded."),
            "methods": [
                method("independence", 2900.0, 2500.0, 3400.0),
                method("pairwise", 3640.0, 1860.0, 7500.0),
                method("stepwise", 6340.0, 4700.0, 8340.0),
                method("latent", None, None, None),
            ],
            "verdict": {
                "may_publish": False,
                "method": None,
                "disagreement": True,
                "words": both(
                    "Geen enkel getal mag als kop.",
                    "No single number may be a headline.",
                ),
                "criteria": [
                    {
                        "name": "interval",
                        "met": True,
                        "limit": 1.0,
                        "words": both(
                            "De kop heeft een interval.",
                            "The headline has an interval.",
                        ),
                    },
                    {
                        "name": "agreement",
                        "met": False,
                        "limit": 1.5,
                        "words": both(
                            "De methoden liggen dicht bijeen.", "The methods lie close."
                        ),
                    },
                ],
            },
            "totals": [
                *(
                    total({"year": year}, 1200 - 30 * at, 5000.0, 4000.0, 8000.0)
                    for at, year in enumerate(YEARS)
                ),
                total({"minderjarig": "ja"}, 900, 2900.0, 2460.0, 4240.0),
            ],
        }
    }
    return from_plain(plain, dict[str, PublishedEstimate])


FACE = Face(
    id="proef",
    title=Text("Zicht op Voorbeeldland", "Sight on Voorbeeldland"),
    institute=Text("Rapporteur van Voorbeeldland", "Rapporteur of Voorbeeldland"),
    country="VL",
    invented=True,
    languages=("nl", "en"),
    about=Text("Een proef.", "A trial."),
    contact="proef@example.org",
    help_lines=(
        HelpLine(
            "112",
            Text("Is er nu gevaar? Bel meteen.", "Danger now? Call at once."),
            "",
            "112",
        ),
        HelpLine(
            "Steunpunt",
            Text("Advies en hulp.", "Advice and help."),
            "https://example.org/hulp",
            "0800 0000",
        ),
    ),
)


def release(
    *documents: Document, only: tuple[str, ...] | None = None, approvals: int = 0
) -> Release:
    """Make the release; `only` names the indicators that are counted."""
    country = geography()
    codes = code_lists(country)
    indicators = {one.id: one for one in read_indicators(chosen=only)}
    basis = "Wet voorbeeld, artikel 2"
    receipt = Receipt(
        "a" * 16,
        "comensha_meldingen",
        "a" * 64,
        1,
        "2019-2024",
        "2025-03-01",
        basis,
        12_080,
        12_020,
        60,
    )
    other = replace(
        receipt,
        source="om_zaken",
        delivery_id="b" * 16,
        rows=9_100,
        accepted=9_050,
        quarantined=50,
    )
    return Release(
        digest="5a" * 32,
        face=FACE,
        names=NAMES,
        roles=ROLES,
        indicators=indicators,
        series={id_: series(one, codes, country) for id_, one in indicators.items()},
        codes=codes,
        geography=country,
        cited=cited(),
        estimates=estimates(),
        documents=(*documents, *recommendations()),
        receipts=(receipt, other),
        policy=read_policy({}, where="proef"),
        method="controlled rounding",
        approvals=tuple(
            Approval(f"Beoordelaar {at}", f"{at:016d}", "", demonstration=True)
            for at in range(approvals)
        ),
    )
