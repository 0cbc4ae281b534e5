"""Codes that invented people carry, in the order of the arrays, and how common each is."""

import numpy as np

from zicht.vocabulary.arrays import Ints

FORMS = ("BSU", "GSU", "AU", "CU", "overig")
"""What really happened; a record may say `onbekend`."""
SEXES = ("v", "m")
AGE_GROUPS = ("minderjarig", "adolescent", "volwassen", "onbekend")
AGE_LEVELS = {"onder_23": AGE_GROUPS[:2], "bekend": AGE_GROUPS[:3]}
"""Further codes of the age groups, and the groups each holds."""
NATIONALITY_GROUPS = ("NL", "EU", "overig", "onbekend")
MELDERS = (
    "politie", "kmar", "nla", "zorgcoordinatie", "opvang", "jeugdzorg", "gemeente", "coa", "nidos", "advocaat", "ngo",
    "zelf", "overig",
)  # fmt: skip
SEX_SECTORS = ("raam", "club", "escort", "thuis", "hotel", "straat", "online")
WORK_SECTORS = (
    "land_tuinbouw", "bouw", "schoonmaak", "distributie", "vlees", "horeca", "huishouden", "transport", "overig",
)  # fmt: skip
SECTORS = (*SEX_SECTORS, *WORK_SECTORS, "onbekend", "nvt")
ROUTES = ("binnenlands", "grensoverschrijdend", "onbekend")
YES_NO = ("ja", "nee", "onbekend")
OFFENCES = ("hands_on", "hands_off", "beeldmateriaal", "grooming")
RELATIONS = (
    "ouder", "familie", "partner", "bekende", "werkgever", "online_contact", "vreemde", "overig", "onbekend",
)  # fmt: skip
"""Of the suspect to the victim."""
OTHER_CLASSES = ("seksueel", "geweld", "vermogen", "overig")
SERIOUSNESS = ("minder_ernstig", "ernstig", "zeer_ernstig", "onbekend")
JUSTICE_CLASSES = (*OTHER_CLASSES, "mensenhandel", "sgtk")
DISPOSALS = (
    "veroordeling", "strafbeschikking", "transactie", "sepot_beleid", "lopend", "vrijspraak", "sepot_technisch",
    "overig",
)  # fmt: skip
EVENTS = ("vertrek", "overlijden", "geboorte", "verhuizing")
"""Of the population register; the first two are the exits, after which no register sees somebody."""
DECISIONS = (
    "dagvaarding", "ohm_strafbeschikking", "sepot_technisch", "sepot_beleid", "transactie", "voeging", "overdracht",
)  # fmt: skip
JUDGMENTS = ("veroordeling", "vrijspraak", "ovar", "overig")
PENALTIES = (
    "gevangenisstraf_onvw", "gevangenisstraf_deels_vw", "gevangenisstraf_vw", "jeugddetentie_onvw",
    "jeugddetentie_deels_vw", "jeugddetentie_vw", "taakstraf", "geldboete", "pij", "tbs", "geen", "nvt",
)  # fmt: skip
UNCONDITIONAL = PENALTIES[:2] + PENALTIES[3:5]
FIELDS = ("mh", "sgtk")
SHELTERS = (
    "categoraal", "vrouwenopvang", "azc_beschermd", "jeugd", "ambulant", "geen", "onbekend",
)  # fmt: skip
RESIDENCE_GROUNDS = ("mensenhandel", "humanitair", "asiel", "overig", "onbekend")
RESIDENCE_DECISIONS = ("verleend", "afgewezen", "ingetrokken", "overig", "onbekend")
GROUNDS_TECHNICAL = ("01", "02", "03", "05", "06")
GROUNDS_POLICY = ("20", "40", "42", "43", "50", "overig")
GROUNDS = (*GROUNDS_TECHNICAL, *GROUNDS_POLICY, "nvt")
"""Of a dismissal; the last where a case was not dismissed."""
MEASURES = (
    "schadevergoeding", "contactverbod", "gedragsmaatregel", "ontneming", "overig", "geen", "nvt",
)  # fmt: skip
"""At a conviction; the last where there was none."""
ARTICLES = (
    "sr_273f", "sr_273g",
    "sr_240b_oud", "sr_242_oud", "sr_244_oud", "sr_245_oud", "sr_246_oud", "sr_247_oud", "sr_248a_oud", "sr_248b_oud",
    "sr_248d_oud", "sr_248e_oud", "sr_249_oud", "sr_250_oud",
    "sr_245", "sr_246", "sr_247", "sr_248", "sr_249", "sr_250", "sr_251", "sr_252", "sr_253", "overig", "onbekend",
)  # fmt: skip
"""Every article of the code list, those that no incident or case of this country falls under too."""

NATIONALITIES = (
    ("NLD", "NL", "nl"), ("POL", "EU", "pl"), ("ROU", "EU", "ro"), ("BGR", "EU", "ro"), ("HUN", "EU", "hu"),
    ("DEU", "EU", "de"), ("ESP", "EU", "la"), ("NGA", "overig", "wa"), ("UGA", "overig", "ea"), ("SLE", "overig", "wa"),
    ("MAR", "overig", "ar"), ("SYR", "overig", "ar"), ("TUR", "overig", "tr"), ("CHN", "overig", "cn"),
    ("VNM", "overig", "cn"), ("IND", "overig", "in"), ("PHL", "overig", "la"), ("IDN", "overig", "in"),
    ("BRA", "overig", "la"), ("ALB", "overig", "ro"),
)  # fmt: skip
"""ISO 3166-1 alpha-3, group as published, pool of names."""

_BY_FORM = {
    "BSU": "NLD 74, POL 3, ROU 3, BGR 2, HUN 2, MAR 4, SYR 3, TUR 2, DEU 2, BRA 2, NGA 2, ESP 1",
    "GSU": "NGA 22, ROU 11, BGR 11, HUN 9, POL 6, UGA 9, SLE 5, CHN 4, VNM 3, BRA 6, ALB 3, SYR 3, ESP 4, MAR 2, PHL 2",
    "AU": "POL 27, ROU 13, BGR 9, PHL 7, IND 6, IDN 6, CHN 6, VNM 4, HUN 4, NLD 5, NGA 3, UGA 2, TUR 4, BRA 3, MAR 1",
    "CU": "NLD 48, MAR 8, ROU 9, ALB 5, VNM 6, SYR 6, POL 5, BGR 4, ESP 3, NGA 3, TUR 3",
    "overig": "NLD 22, SYR 14, MAR 8, IND 10, TUR 9, NGA 10, UGA 8, PHL 6, IDN 6, ROU 7",
    "verdachte": "NLD 56, ROU 7, BGR 6, HUN 4, POL 6, MAR 5, TUR 4, NGA 4, CHN 2, SYR 3, ALB 2, DEU 1",
    "sgtk": "NLD 91, POL 2, SYR 2, MAR 1, TUR 1, DEU 1, ROU 1, ESP 1",
}


def nationality_weights(*rows: str) -> np.ndarray:
    """Weights per nationality, a row per group of people."""
    index = {code: at for at, (code, _, _) in enumerate(NATIONALITIES)}
    weights = np.zeros((len(rows), len(NATIONALITIES)))
    for at, row in enumerate(rows):
        for pair in _BY_FORM[row].split(", "):
            code, weight = pair.split()
            weights[at, index[code]] = float(weight)
    return weights


def age_group(age: Ints) -> Ints:
    """Return the age group of each age, as index in `AGE_GROUPS`; the last one where an age is not known, below 0."""
    return np.where(age < 0, len(AGE_GROUPS) - 1, np.digitize(age, (18, 23)))
