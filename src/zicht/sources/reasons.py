"""Reasons for which a row lies in quarantine, in words."""

from zicht.engine import Session, Sql, sql
from zicht.vocabulary.deliveries import Delivery
from zicht.vocabulary.forms import Form
from zicht.vocabulary.text import Text

MISSING = "ontbreekt"
NO_DATE = "geen_datum"
NO_NUMBER = "geen_geheel_getal"
NO_DECIMAL = "not_a_number"
UNKNOWN_CODE = "onbekende_code"
REPEATED_CODE = "herhaalde_code"
UNKNOWN_AREA = "onbekend_gebied"
NO_TOKEN = "geen_token"  # noqa: S105 - a reason, no secret
TOO_LOW = "te_laag"
TOO_HIGH = "te_hoog"
TOO_LONG = "te_lang"
STRANGE_CHARACTER = "vreemd_teken"
OUTSIDE_PERIOD = "buiten_periode"
AFTER_EXTRACTION = "na_extractie"
CHECK = "regel"
REPEATED_ROW = "herhaalde_rij"
REPEATED_KEY = "dubbele_sleutel"
FIELD_COUNT = "aantal_velden"
QUOTES = "aanhalingstekens"
FAILS_CHECK = "fails_check"
PLACEHOLDER = "placeholder"
SPREADSHEET_ERROR = "spreadsheet_error"
BORN_LATER = "born_later"

TEXTS = {
    MISSING: Text("ontbreekt", "is missing"),
    NO_DATE: Text("is geen datum (JJJJ-MM-DD)", "is no date (YYYY-MM-DD)"),
    NO_NUMBER: Text("is geen geheel getal", "is no whole number"),
    NO_DECIMAL: Text("is geen getal", "is not a number"),
    UNKNOWN_CODE: Text("staat niet in de codelijst", "is not in the code list"),
    REPEATED_CODE: Text("noemt een code twee keer", "names a code twice"),
    UNKNOWN_AREA: Text("is geen bekend gebied", "is no known area"),
    NO_TOKEN: Text("is geen token", "is no token"),
    TOO_LOW: Text("is lager dan kan", "is lower than possible"),
    TOO_HIGH: Text("is hoger dan kan", "is higher than possible"),
    TOO_LONG: Text("is te lang", "is too long"),
    STRANGE_CHARACTER: Text(
        "bevat een teken dat er niet hoort",
        "holds a character that does not belong there",
    ),
    OUTSIDE_PERIOD: Text(
        "valt buiten de periode van de levering",
        "lies outside the period of the delivery",
    ),
    AFTER_EXTRACTION: Text(
        "ligt na de dag van extractie", "lies after the day of extraction"
    ),
    REPEATED_ROW: Text("De rij staat er al", "The row stands there already"),
    REPEATED_KEY: Text(
        "De sleutel hoort bij verschillende rijen", "The key belongs to different rows"
    ),
    FIELD_COUNT: Text(
        "De rij heeft niet evenveel velden als de kop",
        "The row has not as many fields as the header",
    ),
    QUOTES: Text(
        "De aanhalingstekens in de rij kloppen niet",
        "The quotes in the row do not match",
    ),
    FAILS_CHECK: Text(
        "doorstaat de controle van het nummer niet",
        "fails the check of its number",
    ),
    SPREADSHEET_ERROR: Text(
        "is een fout van het rekenblad (#N/B)", "is an error of a spreadsheet (#N/A)"
    ),
    BORN_LATER: Text(
        "ligt na de dag waarop de rij telt",
        "lies after the day by which the row counts",
    ),
    PLACEHOLDER: Text("staat voor geen waarde", "stands for no value"),
}
"""Reason to words; about a column where the reason names one (`ontbreekt:meld_datum`)."""


def reason_text(reason: str, form: Form) -> Text:
    """Put a reason of quarantine into words.

    Parameters
    ----------
    reason : as in a receipt, such as `onbekende_code:sector` or `regel:pleegperiode_in_volgorde`
    form : that was applied

    Returns
    -------
    Text, in Dutch and English; it quotes no value
    """
    kind, _, about = reason.partition(":")
    if kind == CHECK:
        return form.check_titles.get(about, Text(about, about))
    title = next(
        (column.title for column in form.columns if column.name == about), None
    )
    words = TEXTS.get(kind, Text(kind, kind))
    return (
        words
        if title is None
        else Text.of(
            {
                language: f"{title.in_language(language)}: {words.in_language(language)}"
                for language in dict.fromkeys((*title.languages, *words.languages))
            }
        )
    )


def rows_of_reasons(
    session: Session, delivery: Delivery, *, most: int = 10
) -> dict[str, tuple[int, ...]]:
    """Give for each reason of quarantine the numbers of the first rows that it is about, from 1 after the header."""
    rows = session.rows(
        sql(
            "SELECT reason, list_slice(list(row_number ORDER BY row_number), 1, {most})"
            " FROM (SELECT row_number, unnest(reasons) AS reason FROM {refused}) GROUP BY reason ORDER BY reason",
            most=Sql(str(most)),
            refused=delivery.refused,
        )
    )
    return {reason: tuple(numbers) for reason, numbers in rows}
