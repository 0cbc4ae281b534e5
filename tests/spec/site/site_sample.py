# ruff: noqa: PLR0917 - sentences in two languages
"""A release made by hand: an invented country, small or as large as the real one. Every number is invented."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
from tests.dutch import NAMES, ROLES

from zicht.project.codes import codes_of_areas
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.cited import Citation, Cited, CountingRule, FigureKind, Identity
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import (
    Break,
    Indicator,
    Selection,
    Statistics,
    Survey,
)
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import Reconciliation, Series
from zicht.vocabulary.plain import from_plain
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.releases import (
    Approval,
    Change,
    Document,
    Face,
    HelpLine,
    Inputs,
    KeyFigure,
    Manifest,
    Release,
)
from zicht.vocabulary.text import Text

YEARS = tuple(str(year) for year in range(2016, 2025))
BLOCKS = ("2019-2021", "2022-2024")
_START = (
    "Ber",
    "Lin",
    "Oos",
    "Wes",
    "Hol",
    "Vee",
    "Zand",
    "Kreek",
    "Dor",
    "Els",
    "Mar",
    "Nie",
    "Raal",
    "Slo",
    "Ter",
)
_MIDDLE = ("ken", "der", "ter", "ling", "sel", "mer", "ven", "gel")
_END = ("hoek", "dam", "wijk", "veld", "rode", "burg")


def _names(n: int) -> list[str]:
    words = ["".join(parts) for parts in product(_START, _MIDDLE, _END)]
    names = [words[(at * 7) % len(words)] for at in range(n)]
    return [*names[:-1], "Nieuwkwinkelschoterbroekveen aan de Wetering"]


def geography(n: int = 14) -> Geography:
    """Municipalities as slightly bent tiles in bands of provinces."""
    columns = math.ceil(math.sqrt(n))
    side = 960 / columns
    provinces, units = 3 if n < 50 else 12, 2 if n < 50 else 10
    areas: dict[str, Area] = {}
    province_of: dict[str, str] = {}
    unit_of: dict[str, str] = {}

    def corner(x: int, y: int) -> tuple[float, float]:
        return (
            round(20 + x * side + 9 * math.sin(3.1 * x + 5.3 * y), 1),
            round(20 + y * side + 9 * math.cos(2.7 * x + y), 1),
        )

    for at, name in enumerate(_names(n)):
        y, x = divmod(at, columns)
        code = f"VB{at + 1:04d}"
        ring = tuple(corner(x + a, y + b) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)))
        areas[code] = Area(
            code, name, "gemeente", 8_000 + (at * 7919) % 180_000, (ring,)
        )
        province_of[code] = f"VP{at * provinces // n + 1:02d}"
        unit_of[code] = f"VE{x * units // columns + 1:02d}"
    for at in range(provinces):
        areas[f"VP{at + 1:02d}"] = Area(
            f"VP{at + 1:02d}", f"Provincie {_START[at]}land", "provincie"
        )
    for at in range(units):
        areas[f"VE{at + 1:02d}"] = Area(
            f"VE{at + 1:02d}", f"Eenheid {_START[-at - 1]}streek", "politie_eenheid"
        )
    areas["VL"] = Area(
        "VL", "Voorbeeldland", "land", sum(area.inhabitants for area in areas.values())
    )
    return Geography(
        2024,
        areas,
        {"provincie": province_of, "politie_eenheid": unit_of},
        "VL",
        "Verzonnen kaart / invented map",
        unknown="onbekend",
    )


def _list(
    name: str, labels: dict[str, tuple[str, str]], *, adds_up: bool = True
) -> CodeList:
    return CodeList(
        name,
        {code: Text(*words) for code, words in labels.items()},
        adds_up=adds_up,
        unknown=tuple(code for code in labels if code == "onbekend"),
    )


def code_lists(country: Geography) -> dict[str, CodeList]:
    """Lists of the dimensions."""
    forms = {
        "BSU": ("Binnenlandse seksuele uitbuiting", "Domestic sexual exploitation"),
        "GSU": (
            "Grensoverschrijdende seksuele uitbuiting",
            "Cross-border sexual exploitation",
        ),
        "AU": (
            "Arbeidsuitbuiting (buiten de seksindustrie)",
            "Labour exploitation (outside the sex industry)",
        ),
        "CU": ("Criminele uitbuiting", "Criminal exploitation"),
        "onbekend": ("Vorm onbekend", "Form unknown"),
    }
    return {
        "vorm": _list("vorm", forms, adds_up=False),
        "geslacht": _list(
            "geslacht",
            {
                "v": ("Vrouw", "Female"),
                "m": ("Man", "Male"),
                "onbekend": ("Onbekend", "Unknown"),
            },
        ),
        "veld": _list(
            "veld",
            {
                "mh": ("Mensenhandel", "Human trafficking"),
                "sgtk": (
                    "Seksueel geweld tegen kinderen",
                    "Sexual violence against children",
                ),
            },
        ),
        "maat": _list(
            "maat",
            {
                "mediaan": ("Bij de helft was het korter", "Half were shorter"),
                "p90": (
                    "Bij negen van de tien was het korter",
                    "Nine in ten were shorter",
                ),
            },
        ),
        "online": _list(
            "online", {"ja": ("Online", "Online"), "nee": ("Niet online", "Not online")}
        ),
        "gemeente": codes_of_areas(country),
    }


def make_series(
    indicator: str, dimensions: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> Series:
    """Rows of period, codes, value (None where hidden), status, lower, upper, numerator, denominator."""
    table = [list(row) for row in rows]
    n = len(dimensions)

    def floats(at: int) -> np.ndarray:
        return np.array(
            [math.nan if row[at] is None else row[at] for row in table],
            dtype=np.float64,
        )

    def words(at: int) -> np.ndarray:
        return np.array([row[at] for row in table], dtype=np.str_)

    return Series(
        indicator,
        tuple(dimensions),
        words(0),
        tuple(words(1 + at) for at in range(n)),
        floats(n + 1),
        words(n + 2),
        *(floats(n + at) for at in (3, 4, 5, 6)),
    )


def _count(
    period: str, codes: tuple[str, ...], n: float, *, threshold: int = 5
) -> tuple[object, ...]:
    value = 5 * round(n / 5)
    if value == 0 and threshold > 5:
        return (period, *codes, None, "banded", 0, threshold - 1, None, None)
    if value < threshold:
        return (
            period,
            *codes,
            None,
            "banded" if threshold > 5 else "withheld",
            0 if threshold > 5 else None,
            threshold - 1 if threshold > 5 else None,
            None,
            None,
        )
    return (period, *codes, value, "published", value - 2, value + 2, None, None)


def _victims(country: Geography) -> Series:
    forms, sexes = ("BSU", "GSU", "AU", "CU", "onbekend"), ("v", "m", "onbekend")
    rows = []
    for at, year in enumerate(YEARS):
        total = (
            950
            + 60 * at
            - (420 if year == "2018" else 0)
            + (180 if year == "2019" else 0)
        )
        rows.append(_count(year, (TOTAL, TOTAL, TOTAL), total))
        for f, form in enumerate(forms):
            part = total * (0.24 - 0.012 * at, 0.27, 0.30 + 0.015 * at, 0.14, 0.09)[f]
            rows.append(_count(year, (form, TOTAL, TOTAL), part))
            for s, sex in enumerate(sexes):
                rows.append(
                    _count(
                        year,
                        (form, sex, TOTAL),
                        part * ((0.9, 0.1, 0.002) if f < 2 else (0.3, 0.69, 0.005))[s],
                    )
                )
        for s, sex in enumerate(sexes):
            rows.append(
                _count(year, (TOTAL, sex, TOTAL), total * (0.62, 0.37, 0.006)[s])
            )
        for level in ("provincie", "politie_eenheid"):
            areas = country.level(level)
            for a, area in enumerate(areas):
                rows.append(
                    _count(
                        year,
                        (TOTAL, TOTAL, area.code),
                        total / len(areas) * (0.7 + 0.6 * a / len(areas)),
                    )
                )
    return make_series("V01", ("vorm", "geslacht", "gemeente"), rows)


def _local(indicator: str, country: Geography, scale: float) -> Series:
    rows = []
    for b, block in enumerate(BLOCKS):
        rows.append(_count(block, (TOTAL,), (2_900 + 500 * b) * scale))
        for level in ("provincie", "politie_eenheid"):
            areas = country.level(level)
            for a, area in enumerate(areas):
                rows.append(
                    _count(
                        block,
                        (area.code,),
                        (2_900 + 500 * b)
                        * scale
                        / len(areas)
                        * (0.7 + 0.6 * a / len(areas)),
                    )
                )
        for a, area in enumerate(country.level("gemeente")):
            n = (area.inhabitants / 2400 + (a * 31) % 17 - 8) * scale * (1 + 0.2 * b)
            if a % 11 == 5:
                rows.append(
                    (block, area.code, None, "withheld", None, None, None, None)
                )
            else:
                rows.append(_count(block, (area.code,), max(0, n), threshold=10))
    return make_series(indicator, ("gemeente",), rows)


def _step(indicator: str, first: float, step: float) -> Series:
    """One step of the justice chain: totals to one decimal, the small field of work to whole numbers."""
    rows: list[tuple[object, ...]] = []
    for at, year in enumerate(YEARS):
        value = round(first + step * max(0, at - 5), 1)
        rows.append(
            (
                year,
                TOTAL,
                value,
                "published",
                value - 0.5,
                value + 0.5,
                round(15 * value),
                1500,
            )
        )
        whole = round(value) + 6
        rows.append(
            (
                year,
                "mh",
                whole,
                "published",
                whole - 3,
                whole + 3,
                round(3 * whole),
                300,
            )
        )
        rows.append(
            (
                year,
                "sgtk",
                value - 1,
                "published",
                value - 1.5,
                value - 0.5,
                round(12 * value - 12),
                1200,
            )
        )
    return make_series(indicator, ("veld",), rows)


def _durations(indicator: str) -> Series:
    """Days that a step takes; nine in ten of the small field of work is withheld."""
    rows: list[tuple[object, ...]] = []
    for at, year in enumerate(YEARS):
        half, most = 168 + 7 * (at % 3), 450 + 30 * (at % 2)
        for field, n in ((TOTAL, 1500), ("mh", 300), ("sgtk", 1200)):
            rows += [
                (year, field, told, half, "published", half - 7, half + 7, None, n)
                for told in (TOTAL, "mediaan")
            ]
            rows.append(
                (year, field, "p90", None, "withheld", None, None, None, None)
                if field == "mh"
                else (
                    year,
                    field,
                    "p90",
                    most,
                    "published",
                    most - 30,
                    most + 30,
                    None,
                    n,
                )
            )
    return make_series(indicator, ("veld", "maat"), rows)


def _shares(indicator: str, first: float, step: float) -> Series:
    rows = []
    for at, year in enumerate(YEARS):
        denominator = 900 + 40 * at
        numerator = 5 * round(denominator * (first + step * at) / 5)
        value = 100 * numerator / denominator
        rows.append(
            (
                year,
                TOTAL,
                value,
                "published",
                value - 0.3,
                value + 0.3,
                numerator,
                denominator,
            )
        )
        for s, sex in enumerate(("v", "m")):
            part, whole = (
                5 * round(numerator * (0.6, 0.4)[s] / 5),
                5 * round(denominator * (0.62, 0.38)[s] / 5),
            )
            value = 100 * part / whole
            rows.append(
                (year, sex, value, "published", value - 0.5, value + 0.5, part, whole)
            )
        rows.append((year, "onbekend", None, "withheld", None, None, None, None))
    return make_series(indicator, ("geslacht",), rows)


def _survey() -> Series:
    """Answers of a sample in two years: no counts, 95% intervals, and how many gave no answer."""
    shares = {TOTAL: 22.4, "v": 31.6, "m": 12.9}
    rows = [
        (year, sex, share + step, "published", share - 2.1, share + 2.4, None, None)
        for year, step in (("2020", 0.0), ("2024", 1.2))
        for sex, share in shares.items()
    ]
    answers = make_series("P03", ("geslacht",), rows)
    return replace(answers, unknown=np.full(len(rows), 4.5))


def _incidents() -> Series:
    rows = []
    for at, year in enumerate(YEARS):
        total = 3_200 + 15 * ((at * 5) % 7)
        rows.append(_count(year, (TOTAL,), total))
        rows.append(_count(year, ("ja",), total * (0.25 + 0.02 * at)))
        rows.append(_count(year, ("nee",), total * (0.75 - 0.02 * at)))
    return make_series("S01", ("online",), rows)


def _indicator(
    id_: str,
    theme: str,
    title: Text,
    question: Text,
    slug: Text,
    universe: str,
    **more: object,
) -> Indicator:
    settings: dict[str, object] = {
        "version": 1,
        "shape": "count",
        "variant": "flow",
        "counts": Text(
            "Iedere persoon telt een keer per jaar.", "Each person counts once a year."
        ),
        "leaves_out": Text(
            "Mensen die niemand heeft gemeld.", "People whom nobody notified."
        ),
        "counting_unit": Text("Persoon per jaar.", "Person per year."),
        "population": Text(
            "Alle gemelde mogelijke slachtoffers", "All notified presumed victims"
        ),
        "sql": "SELECT unit, year FROM slachtofferjaren",
        "breakdowns": ((),),
        "unknowns": Text(
            "Onbekend is een eigen groep.", "Unknown is a group of its own."
        ),
        "source": Text("Verzonnen meldpunt", "Invented registry"),
        "valid_from": "2016-01-01",
        "caveats": (
            Text(
                "Een daling betekent vaak dat er minder is gezien, niet dat er minder gebeurt.",
                "A fall often means that less was seen, not that less happens.",
            ),
        ),
    }
    return Indicator(
        id=id_,
        theme=theme,
        title=title,
        question=question,
        slug=slug,
        universe=universe,
        **{**settings, **more},
    )  # type: ignore[arg-type]


def indicators() -> dict[str, Indicator]:
    """Definitions of the counted figures."""
    share = {
        "shape": "share",
        "scale": 100,
        "numerator": Selection("slachtofferjaren", {"leeftijdsgroep": "onder_23"}),
        "denominator": Selection("slachtofferjaren", {"leeftijdsgroep": "bekend"}),
    }
    found = (
        _indicator(
            "V01",
            "slachtoffers",
            Text("Gemelde mogelijke slachtoffers", "Reported presumed victims"),
            Text(
                "Hoeveel mogelijke slachtoffers van mensenhandel zijn gemeld?",
                "How many presumed victims of human trafficking were reported?",
            ),
            Text("gemelde-slachtoffers", "reported-victims"),
            "slachtofferjaren",
            breakdowns=(
                (),
                ("vorm",),
                ("geslacht",),
                ("vorm", "geslacht"),
                ("gemeente",),
            ),
            breaks=(
                Break(
                    2018,
                    Text(
                        "Door de privacywet meldden zorginstellingen minder.",
                        "Because of the privacy act care institutions notified less.",
                    ),
                ),
            ),
        ),
        _indicator(
            "V03",
            "slachtoffers",
            Text(
                "Aandeel jonge mogelijke slachtoffers",
                "Share of young presumed victims",
            ),
            Text(
                "Welk deel van de mogelijke slachtoffers is jonger dan 23 jaar?",
                "What share of presumed victims is younger than 23?",
            ),
            Text("aandeel-jong", "share-young"),
            "slachtofferjaren",
            breakdowns=((), ("geslacht",)),
            **share,
        ),
        _indicator(
            "K04",
            "keten",
            Text(
                "Veroordelingen van ingestroomde zaken",
                "Convictions of registered cases",
            ),
            Text(
                "Welk deel van de zaken leidt tot een veroordeling?",
                "What share of cases leads to a conviction?",
            ),
            Text("veroordeling-van-instroom", "convictions-of-cases"),
            "zaakcohort",
            breakdowns=((), ("geslacht",)),
            variant="cohort",
            counting_unit=Text("Zaak.", "Case."),
            **share,
        ),
        _indicator(
            "K03",
            "keten",
            Text(
                "Verdachten die voor de rechter komen",
                "Suspects who are brought to court",
            ),
            Text(
                "Welk deel van de verdachten komt voor de rechter?",
                "What share of suspects is brought to court?",
            ),
            Text("voor-de-rechter", "brought-to-court"),
            "om_verdachtencohort",
            breakdowns=((), ("veld",)),
            variant="cohort",
            source=Text(
                "Registratie van zaken bij het Openbaar Ministerie",
                "Register of the prosecution service",
            ),
            counting_unit=Text("Verdachte.", "Suspect."),
            **share,
        ),
        _indicator(
            "K06",
            "keten",
            Text(
                "Veroordelingen met een celstraf",
                "Convictions with a custodial sentence",
            ),
            Text(
                "Welk deel van de veroordelingen leidt tot celstraf?",
                "What share of convictions leads to custody?",
            ),
            Text("celstraf", "custody"),
            "uitspraken",
            breakdowns=((), ("veld",)),
            counting_unit=Text("Veroordeling.", "Conviction."),
            **share,
        ),
        _indicator(
            "K08-om",
            "keten",
            Text(
                "Doorlooptijd bij het Openbaar Ministerie in dagen",
                "Time at the prosecution service in days",
            ),
            Text(
                "Hoe lang duurt het tot een beslissing?",
                "How long does a decision take?",
            ),
            Text("doorlooptijd", "time-taken"),
            "om_beslissingen",
            breakdowns=((), ("veld",), ("maat",), ("veld", "maat")),
            shape="duration",
            statistics=Statistics("maat", "mediaan", {"mediaan": 7, "p90": 30}),
            counting_unit=Text("Zaak.", "Case."),
        ),
        _indicator(
            "S01",
            "sgtk",
            Text(
                "Incidenten van seksueel geweld tegen kinderen",
                "Incidents of sexual violence against children",
            ),
            Text(
                "Hoeveel incidenten van seksueel geweld tegen kinderen registreerde de politie?",
                "How many incidents of sexual violence against children did the police register?",
            ),
            Text("incidenten", "incidents"),
            "sgtk_incidenten",
            breakdowns=((), ("online",)),
            counting_unit=Text("Incident.", "Incident."),
        ),
        _indicator(
            "P03",
            "prevalentie",
            Text(
                "Kinderen die seksueel geweld meemaakten",
                "Children who experienced sexual violence",
            ),
            Text(
                "Welk deel van de kinderen maakte seksueel geweld mee?",
                "What share of children experienced sexual violence?",
            ),
            Text("kinderen-met-ervaring", "children-with-experience"),
            "bevraagde_kinderen",
            breakdowns=((), ("geslacht",)),
            shape="survey",
            scale=100,
            survey=Survey("ja", "gewicht"),
            source=Text("Verzonnen vragenlijst", "Invented survey"),
            counting_unit=Text("Bevraagde.", "Respondent."),
        ),
        _indicator(
            "L01",
            "lokaal",
            Text(
                "Mogelijke slachtoffers per gemeente",
                "Presumed victims per municipality",
            ),
            Text(
                "Hoeveel mogelijke slachtoffers van mensenhandel zijn per gemeente gemeld?",
                "How many presumed victims of human trafficking were reported per municipality?",
            ),
            Text("slachtoffers-per-gemeente", "victims-per-municipality"),
            "slachtofferjaren",
            breakdowns=((), ("gemeente",)),
            periods="year_block",
        ),
        _indicator(
            "L01S",
            "lokaal",
            Text(
                "Incidenten van seksueel geweld tegen kinderen per gemeente",
                "Incidents of sexual violence against children per municipality",
            ),
            Text(
                "Hoeveel incidenten van seksueel geweld tegen kinderen zijn per gemeente geregistreerd?",
                "How many incidents of sexual violence against children were registered per municipality?",
            ),
            Text("incidenten-per-gemeente", "incidents-per-municipality"),
            "sgtk_incidenten",
            breakdowns=((), ("gemeente",)),
            periods="year_block",
            counting_unit=Text("Incident.", "Incident."),
        ),
    )
    return {indicator.id: indicator for indicator in found}


def cited() -> tuple[Cited, ...]:
    """Figures printed elsewhere, two of which conflict."""
    book = Citation("Verzonnen brochure", "Verzonnen instituut", "2022-05", "p. 3")
    web = Citation(
        "Verzonnen monitor",
        "Verzonnen meldpunt",
        "2021",
        "",
        "https://voorbeeld.invalid/monitor",
    )
    title = Text("Slachtoffers in beeld", "Victims in view")

    def victims(
        id_: str, value: int, period: str, producer: str, citation: Citation
    ) -> Cited:
        return Cited(
            id_,
            "slachtoffers",
            title,
            Decimal(value),
            "persons",
            Text("mogelijke slachtoffers", "presumed victims"),
            period,
            producer,
            f"{producer} {citation.date[:4]}",
            citation,
            indicator="V01",
            field_of_work="mensenhandel",
            identity=Identity(
                "slachtoffers-in-beeld",
                CountingRule(producer, Text(producer, producer), producer, "VL"),
                Text("mogelijke slachtoffers", "presumed victims"),
                (),
                "persons",
                FigureKind.COUNT,
            ),
        )

    return (
        victims("beeld-2017", 956, "2017", "Instituut", book),
        victims("beeld-2018", 668, "2018", "Instituut", book),
        victims("beeld-2019", 1334, "2019", "Instituut", book),
        victims("beeld-2019-meldpunt", 1372, "2019", "Meldpunt", web),
        victims("beeld-2020", 984, "2020", "Instituut", book),
        victims("beeld-2020-meldpunt", 1013, "2020", "Meldpunt", web),
        victims("beeld-som", 3942, "2017-2020", "Instituut", book),
        Cited(
            "beeld-daling",
            "slachtoffers",
            Text("Daling van slachtoffers in beeld", "Fall of victims in view"),
            Decimal(-350),
            "persons",
            Text("mogelijke slachtoffers", "presumed victims"),
            "2020",
            "Instituut",
            "Instituut 2022",
            book,
            printed=Text(
                "een daling van driehonderdvijftig", "a fall of three hundred and fifty"
            ),
            field_of_work="mensenhandel",
        ),
        Cited(
            "aandeel-meiden",
            "prevalentie",
            Text(
                "Meiden die fysiek seksueel geweld meemaken voor hun achttiende",
                "Girls who experience physical sexual violence before eighteen",
            ),
            Decimal(50),
            "percent",
            Text("meiden", "girls"),
            "2020",
            "",
            "brochure 2022",
            book,
            qualifier=Text("naar schatting", "estimated"),
            field_of_work="sgtk",
            note=Text(
                "De brochure zegt niet wie dit mat.",
                "The brochure does not say who measured this.",
            ),
        ),
        Cited(
            "aandeel-jongens",
            "prevalentie",
            Text(
                "Jongens die fysiek seksueel geweld meemaken voor hun achttiende",
                "Boys who experience physical sexual violence before eighteen",
            ),
            Decimal(20),
            "percent",
            Text("jongens", "boys"),
            "2020",
            "",
            "brochure 2022",
            book,
            field_of_work="sgtk",
        ),
    )


def documents() -> tuple[Document, ...]:
    """A little of every kind of content."""
    return (
        Document(
            "publication",
            "monitor-2024",
            Text("slachtoffermonitor-2024", "victim-monitor-2024"),
            Text("Slachtoffermonitor 2024", "Victim monitor 2024"),
            Text(
                "Wat we in 2024 zagen.\n\n## Samenvatting\n\nMeer mensen zijn gemeld.",
                "What we saw in 2024.\n\n## Summary\n\nMore people were reported.",
            ),
            {
                "status": "published",
                "figures": ["V01:2024"],
                "address": "https://voorbeeld.invalid/monitor/rapporten/2025/slachtoffermonitor-mensenhandel-met-een-lang-adres",
            },
            "slachtoffers",
            "2025-10-14",
        ),
        Document(
            "recommendation",
            "meldplicht",
            Text("herstel-de-meldplicht", "restore-notification"),
            Text(
                "Herstel het melden door zorginstellingen",
                "Restore notification by care institutions",
            ),
            Text(
                "Maak duidelijk dat melden mag.",
                "Make clear that notifying is allowed.",
            ),
            {
                "status": "open",
                "addressee": {"nl": "Ministerie", "en": "Ministry"},
                "publication": "monitor-2024",
                "figures": ["V01:2018"],
            },
            "slachtoffers",
            "2025-10-14",
        ),
        Document(
            "recommendation",
            "lokaal-beleid",
            Text("maak-lokaal-beleid", "make-local-policy"),
            Text(
                "Maak lokaal beleid tegen mensenhandel",
                "Make local policy against trafficking",
            ),
            Text(
                "Iedere gemeente heeft een plan nodig.",
                "Every municipality needs a plan.",
            ),
            {"status": "open", "addressee": "gemeenten"},
            "lokaal",
            "2024-06-01",
        ),
        Document(
            "definition",
            "mogelijk-slachtoffer",
            Text("mogelijk-slachtoffer", "presumed-victim"),
            Text("Mogelijk slachtoffer", "Presumed victim"),
            Text(
                "Iemand die als slachtoffer is gemeld. Of het zo is, is niet vastgesteld.",
                "Somebody who was notified as a victim. Whether it is so has not been established.",
            ),
        ),
        Document(
            "method",
            "afronden",
            Text("afronden", "rounding"),
            Text("Waarom getallen zijn afgerond", "Why numbers are rounded"),
            Text(
                "Alle aantallen zijn veelvouden van vijf.\n\n| echt | getoond |\n|---|---|\n| 12 | 10 |",
                "All counts are multiples of five.\n\n| true | shown |\n|---|---|\n| 12 | 10 |",
            ),
        ),
        Document(
            "report",
            "jaarverslag-2024",
            Text("jaarverslag-2024", "annual-report-2024"),
            Text("Jaarverslag 2024", "Annual report 2024"),
            Text(
                "# Kort\n\n::: cards\n- [[V01:2024]] mensen\n:::",
                "# Short\n\n::: cards\n- [[V01:2024]] people\n:::",
            ),
            {
                "subtitle": {"nl": "Wat we zagen", "en": "What we saw"},
                "authors": "Rapporteur",
                "order": 1,
            },
            date="2025-12-09",
        ),
        Document(
            "synonym",
            "loverboy",
            Text("loverboy", "lover-boy"),
            Text("loverboy", "lover boy"),
            Text("loverboy", "lover boy"),
            {"nl": ["seksuele uitbuiting"], "en": ["sexual exploitation"]},
        ),
    )


def face(*, invented: bool = True) -> Face:
    """Who publishes."""
    return Face(
        "voorbeeldland",
        Text("Zicht op Voorbeeldland", "Zicht on Voorbeeldland"),
        Text("Rapporteur van Voorbeeldland", "Rapporteur of Voorbeeldland"),
        "Voorbeeldland",
        invented,
        ("nl", "en"),
        Text(
            "Zicht laat zien wat er bekend is over mensenhandel en seksueel geweld tegen kinderen in Voorbeeldland.",
            "Zicht shows what is known about human trafficking and sexual violence against children in Voorbeeldland.",
        ),
        "contact@voorbeeld.invalid",
        (
            HelpLine(
                "112",
                Text("Bij gevaar", "In danger"),
                "https://nood.voorbeeld.invalid/",
                "112",
            ),
            HelpLine(
                "Meldpunt",
                Text("Voor meldingen", "For reports"),
                "https://meldpunt.voorbeeld.invalid/",
                "0800-0002",
            ),
            HelpLine(
                "Hulplijn Voorbeeld",
                Text("Voor iedereen die hulp zoekt", "For everyone who seeks help"),
                "https://hulp.voorbeeld.invalid/",
                "0800-0000",
            ),
            HelpLine(
                "Kindertelefoon Voorbeeld",
                Text("Voor kinderen en jongeren", "For children and young people"),
                "https://kind.voorbeeld.invalid/",
                "0800-0001",
            ),
        ),
        "https://zicht.voorbeeld.invalid/",
    )


_SEEN = {
    "name": "loglinear",
    "estimate": 5012.0,
    "lower": 4300.0,
    "upper": 6120.0,
    "level": 0.95,
    "model": "[AB][C]",
    "replicates": 500,
    "failed": 2,
    "interval": "bootstrap",
    "refusal": None,
    "modes": [],
    "notes": [],
}
ESTIMATE = {
    "indicator": "P01",
    "title": {
        "nl": "Geschat aantal slachtoffers",
        "en": "Estimated number of victims",
    },
    "population": {
        "nl": "Iedereen die slachtoffer was",
        "en": "Everybody who was a victim",
    },
    "period": "2024",
    "observed": 1250,
    "lists": ["politie", "meldpunt", "opvang"],
    "methods": [
        _SEEN,
        {
            **_SEEN,
            "name": "bayesian",
            "estimate": 5600.0,
            "lower": 4100.0,
            "upper": 8200.0,
            "model": "",
        },
        {
            **_SEEN,
            "name": "chao",
            "estimate": None,
            "lower": None,
            "upper": None,
            "refusal": {"nl": "Te weinig overlap.", "en": "Too little overlap."},
        },
    ],
    "verdict": {
        "may_publish": True,
        "method": "loglinear",
        "disagreement": False,
        "criteria": [
            {
                "name": "overlap",
                "met": True,
                "value": 0.2,
                "limit": 0.1,
                "words": {
                    "nl": "Er is genoeg overlap.",
                    "en": "There is enough overlap.",
                },
            }
        ],
        "words": {
            "nl": "Naar schatting waren er ongeveer 5.000 mensen, van wie 1.250 zijn gezien.",
            "en": "An estimated 5,000 people, of whom 1,250 were seen.",
        },
    },
    "record": [],
    "overlap": [[700, 120, 60], [120, 500, 40], [60, 40, 300]],
    "sensitivity": {},
    "seed": 1,
}


def release(
    n: int = 14, *, invented: bool = True, approvals: tuple[Approval, ...] | None = None
) -> Release:
    """Everything a site may show."""
    country = geography(n)
    mine = (
        Approval("Eerste lezer", "a1", "00", demonstration=True),
        Approval("Tweede lezer", "b2", "00", demonstration=True),
    )
    population = {
        (year, area.code, TOTAL, TOTAL): area.inhabitants
        for year in ("2024",)
        for area in country.areas.values()
        if area.inhabitants
    }
    return Release(
        digest="5f" * 32,
        face=face(invented=invented),
        names=NAMES,
        roles=ROLES,
        indicators=indicators(),
        series={
            "V01": _victims(country),
            "V03": _shares("V03", 0.43, -0.023),
            "K03": _step("K03", 51.2, -9.5),
            "K04": _shares("K04", 0.40, 0.001),
            "K06": _step("K06", 52.4, 0.3),
            "K08-om": _durations("K08-om"),
            "S01": _incidents(),
            "P03": _survey(),
            "L01": _local("L01", country, 1.0),
            "L01S": _local("L01S", country, 2.2),
        },
        codes=code_lists(country),
        geography=country,
        population=population,
        cited=cited(),
        reconciliations=(
            Reconciliation(
                "vier-jaar",
                Text(
                    "Mogelijke slachtoffers in vier jaar",
                    "Presumed victims in four years",
                ),
                (
                    (1, "beeld-2017"),
                    (1, "beeld-2018"),
                    (1, "beeld-2019"),
                    (1, "beeld-2020"),
                ),
                "beeld-som",
                Decimal(3942),
                Decimal(3942),
                Text("Dit klopt.", "This adds up."),
            ),
            Reconciliation(
                "daling",
                Text("Daling tussen 2019 en 2020", "Fall between 2019 and 2020"),
                ((1, "beeld-2020"), (-1, "beeld-2019")),
                "beeld-daling",
                Decimal(-350),
                Decimal(-350),
                Text("Dit klopt.", "This adds up."),
            ),
            Reconciliation(
                "vier-jaar-meldpunt",
                Text(
                    "Met de aantallen van het meldpunt",
                    "With the numbers of the registry",
                ),
                (
                    (1, "beeld-2017"),
                    (1, "beeld-2018"),
                    (1, "beeld-2019-meldpunt"),
                    (1, "beeld-2020-meldpunt"),
                ),
                "beeld-som",
                Decimal(4009),
                Decimal(3942),
                Text(
                    "Dit klopt niet: het meldpunt telde later en vond er 67 meer.",
                    "This does not add up: the registry counted later and found 67 more.",
                ),
            ),
        ),
        key_figures=(
            KeyFigure(
                "slachtoffers",
                ("V01:2024",),
                Text(
                    "{0} mogelijke slachtoffers van mensenhandel zijn gemeld in 2024.",
                    "{0} presumed victims of human trafficking were reported in 2024.",
                ),
                "mensenhandel",
            ),
            KeyFigure(
                "slachtoffers",
                ("beeld-2020", "beeld-2020-meldpunt"),
                Text(
                    "{0} mensen waren in beeld in 2020; het meldpunt telt er {1}.",
                    "{0} people were in view in 2020; the registry counts {1}.",
                ),
                "mensenhandel",
            ),
            KeyFigure(
                "keten",
                ("K04:2024",),
                Text(
                    "{0} van de zaken van 2024 leidde tot een veroordeling.",
                    "{0} of the cases of 2024 led to a conviction.",
                ),
                "mensenhandel",
            ),
            KeyFigure(
                "sgtk",
                ("S01:2024",),
                Text(
                    "{0} incidenten van seksueel geweld tegen kinderen registreerde de politie in 2024.",
                    "{0} incidents of sexual violence against children were registered by the police in 2024.",
                ),
                "sgtk",
            ),
            KeyFigure(
                "prevalentie",
                ("aandeel-meiden", "aandeel-jongens"),
                Text(
                    "{0} van de meiden en {1} van de jongens maakt voor hun achttiende fysiek seksueel geweld mee.",
                    "{0} of girls and {1} of boys experience physical sexual violence before they are eighteen.",
                ),
                "sgtk",
            ),
            KeyFigure(
                "prevalentie",
                ("P03:2024",),
                Text(
                    "{0} van de kinderen maakte ooit seksueel geweld mee.",
                    "{0} of children have experienced sexual violence.",
                ),
                "sgtk",
            ),
            KeyFigure(
                "slachtoffers",
                ("V03:2024",),
                Text(
                    "{0} van de mogelijke slachtoffers is jonger dan 23 jaar.",
                    "{0} of presumed victims is younger than 23.",
                ),
                "mensenhandel",
            ),
        ),
        estimates={"P01": from_plain(ESTIMATE, PublishedEstimate)},
        documents=documents(),
        receipts=(
            Receipt(
                "00112233445566aa",
                "comensha_meldingen",
                "ab" * 32,
                1,
                "2016-2024",
                "2025-02-01",
                "Invented act",
                9100,
                9080,
                20,
                {"geboortedatum": 12, "gemeente_verblijf": 8},
            ),
        ),
        policy=Policy(
            "standaard", "1", Text("Om mensen te beschermen.", "To protect people.")
        ),
        method="controlled rounding",
        losses={"hidden share": 0.143, "cells": 0.02, "information": 0.011},
        changes=(
            Change(
                "V01:2023",
                "1345",
                "1370",
                Text("Late meldingen kwamen erbij.", "Late notifications were added."),
            ),
            Change(
                "V01:2022",
                "banded",
                "-",
                Text("Een levering verviel.", "A delivery was withdrawn."),
            ),
        ),
        approvals=mine if approvals is None else approvals,
        manifest=Manifest(inputs=Inputs(("ab" * 32,), "cd" * 32, "ef" * 32)),
    )
