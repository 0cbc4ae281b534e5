"""Cases as the prosecution service delivers them, all years in one file."""

import numpy as np

from zicht.vocabulary.arrays import Texts
from zicht_invented import codes
from zicht_invented.articles import articles
from zicht_invented.cases import Cases
from zicht_invented.deliveries import Column, Spoiling, Table, cut_short, nothing, put
from zicht_invented.draws import pick, year_of
from zicht_invented.scene import Scene
from zicht_invented.spelling import Spelling, numbered

_GROUNDS_TECHNICAL, _GROUNDS_POLICY = (
    ("01", "02", "03", "05", "06"),
    ("20", "40", "42", "43", "50", "overig"),
)


def cases_table(cases: Cases, spelling: Spelling, scene: Scene) -> tuple[Table, Texts]:
    """Delivery of the prosecution service, all years in one, and the number of every case."""
    rng, settings = scene.stream("case details"), scene.settings
    n, link = len(cases), spelling.link("om", cases.person, with_bsn=0.97)
    ids = numbered("Z", year_of(cases.registered), settings.marker)
    sepot_technical, sepot_policy = (
        codes.DECISIONS.index("sepot_technisch"),
        codes.DECISIONS.index("sepot_beleid"),
    )
    ground = np.where(cases.decision >= 0, "nvt", "").astype("U6")
    ground = np.where(
        cases.decision == sepot_technical,
        np.asarray(_GROUNDS_TECHNICAL)[pick(rng, (8, 78, 4, 6, 4), n)],
        ground,
    )
    ground = np.where(
        cases.decision == sepot_policy,
        np.asarray(_GROUNDS_POLICY)[pick(rng, (30, 14, 22, 14, 8, 12), n)],
        ground,
    )
    convicted = cases.judgment == 0
    measures = np.asarray(
        (
            "schadevergoeding",
            "contactverbod",
            "gedragsmaatregel",
            "ontneming",
            "overig",
            "geen",
        )
    )
    columns: dict[str, Column] = {
        "zaak_id": ids,
        **link,
        "instroom_datum": cases.registered,
        "veld": np.asarray(codes.FIELDS)[cases.field],
        "feit_artikel": articles(cases.field, cases.kind, cases.registered, rng),
        "arrondissement": np.asarray(
            [f"VA{court + 1:02d}" for court in range(cases.court.max(initial=0) + 1)]
        )[cases.court],
        "leeftijd_bij_instroom": cases.age,
        "geslacht": spelling.sex(cases.person),
        "om_beslissing": np.asarray([*codes.DECISIONS, ""])[cases.decision],
        "beslis_datum": cases.decided,
        "sepotgrond": ground,
        "rechter_uitspraak": np.asarray([*codes.JUDGMENTS, ""])[cases.judgment],
        "uitspraak_datum": cases.judged,
        "straf_type": np.asarray([*codes.PENALTIES, ""])[cases.penalty],
        "straf_dagen_totaal": cases.days,
        "straf_dagen_onvoorwaardelijk": cases.days_served,
        "maatregel": np.where(
            convicted,
            measures[pick(rng, (24, 14, 12, 4, 4, 42), n)],
            np.where(cases.judgment >= 0, "nvt", ""),
        ),
        "instantie": np.asarray(("eerste_aanleg", "hoger_beroep", ""))[cases.appeal],
    }
    return Table(
        "om_zaken", settings.case_period, columns, _spoil(settings.first_year)
    ), ids


def _spoil(year: int) -> tuple[Spoiling, ...]:
    too_early = put(
        om_beslissing="dagvaarding", beslis_datum=f"{year - 9}-01-01", sepotgrond="nvt"
    )
    return (
        Spoiling("unknown_code:sepotgrond", put(sepotgrond="99")),
        Spoiling("not_a_date:instroom_datum", put(instroom_datum=f"{year}-02-31")),
        Spoiling("missing:veld", put(veld="")),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling(
            "unknown_code:feit_artikel", put(feit_artikel="sr_999"), keeps_key=True
        ),
        Spoiling(
            "outside_period:instroom_datum", put(instroom_datum=f"{year - 9}-01-15")
        ),
        Spoiling(
            "not_a_whole_number:leeftijd_bij_instroom", put(leeftijd_bij_instroom="?")
        ),
        Spoiling("too_high:leeftijd_bij_instroom", put(leeftijd_bij_instroom="181")),
        Spoiling(
            "rule:beslissing_met_datum",
            put(om_beslissing="dagvaarding", beslis_datum=""),
        ),
        Spoiling("rule:beslissing_na_instroom", too_early),
        Spoiling("unknown_code:geslacht", put(geslacht="vrouw")),
        Spoiling("field_count", cut_short),
    )
