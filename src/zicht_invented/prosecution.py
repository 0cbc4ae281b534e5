"""Cases as the prosecution service delivers them, all years in one file."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
from zicht_invented import codes
from zicht_invented.articles import articles
from zicht_invented.cases import Cases
from zicht_invented.deliveries import Column, Spoiling, Table, cut_short, nothing, put
from zicht_invented.draws import pick, year_of
from zicht_invented.scene import Scene
from zicht_invented.spelling import Spelling, numbered

_GROUNDS_TECHNICAL = (8, 78, 4, 6, 4)
_GROUNDS_POLICY = (30, 14, 22, 14, 8, 12)
_MEASURES = (24, 14, 12, 4, 4, 42)
NOT_STATED = -1
"""Of a ground or measure while nobody decided or judged."""


@dataclass(frozen=True, eq=False)
class Particulars:
    """What the prosecution service notes besides, a row per case.

    Parameters
    ----------
    article : of law, of the primary charge
    ground : of a dismissal, index in `codes.GROUNDS`; `NOT_STATED` while nobody decided
    measure : at a conviction, index in `codes.MEASURES`; `NOT_STATED` while nobody judged
    """

    article: Texts
    ground: Ints
    measure: Ints


def particulars(cases: Cases, scene: Scene) -> Particulars:
    """Draw what the prosecution service notes besides: article, ground of dismissal, and measure."""
    rng, n = scene.stream("case details"), len(cases)
    technical = pick(rng, _GROUNDS_TECHNICAL, n)
    policy = len(codes.GROUNDS_TECHNICAL) + pick(rng, _GROUNDS_POLICY, n)
    not_applicable = codes.GROUNDS.index("nvt")
    ground = np.where(cases.decision >= 0, not_applicable, NOT_STATED)
    is_technical = cases.decision == codes.DECISIONS.index("sepot_technisch")
    is_policy = cases.decision == codes.DECISIONS.index("sepot_beleid")
    ground = np.where(is_technical, technical, np.where(is_policy, policy, ground))
    article = articles(cases.field, cases.kind, cases.registered, rng)
    measure = pick(rng, _MEASURES, n)
    without_conviction = np.where(
        cases.judgment >= 0, codes.MEASURES.index("nvt"), NOT_STATED
    )
    is_convicted = cases.judgment == codes.JUDGMENTS.index("veroordeling")
    return Particulars(
        article, ground, np.where(is_convicted, measure, without_conviction)
    )


def cases_table(
    cases: Cases, besides: Particulars, spelling: Spelling, scene: Scene
) -> tuple[Table, Texts]:
    """Delivery of the prosecution service, all years in one, and the number of every case."""
    settings = scene.settings
    ids = numbered("Z", year_of(cases.registered), settings.marker)
    columns: dict[str, Column] = {
        "zaak_id": ids,
        **spelling.link("om", cases.person, cases.registered, with_bsn=0.97),
        "instroom_datum": cases.registered,
        "veld": np.asarray(codes.FIELDS)[cases.field],
        "feit_artikel": besides.article,
        "arrondissement": np.asarray(
            [f"VA{court + 1:02d}" for court in range(cases.court.max(initial=0) + 1)]
        )[cases.court],
        "leeftijd_bij_instroom": cases.age,
        "geslacht": spelling.sex(cases.person),
        "om_beslissing": np.asarray([*codes.DECISIONS, ""])[cases.decision],
        "beslis_datum": cases.decided,
        "sepotgrond": np.asarray([*codes.GROUNDS, ""])[besides.ground],
        "rechter_uitspraak": np.asarray([*codes.JUDGMENTS, ""])[cases.judgment],
        "uitspraak_datum": cases.judged,
        "straf_type": np.asarray([*codes.PENALTIES, ""])[cases.penalty],
        "straf_dagen_totaal": cases.days,
        "straf_dagen_onvoorwaardelijk": cases.days_served,
        "maatregel": np.asarray([*codes.MEASURES, ""])[besides.measure],
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
            "outside_period:instroom_datum",
            put(instroom_datum=f"{year - 9}-01-15", feit_artikel="overig"),
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
