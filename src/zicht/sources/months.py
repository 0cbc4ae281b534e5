"""Names of months in seven languages, read as numbers: "12 gennaio 2023" as 12 01 2023, "04mar2023" as 04 03 2023."""

import re

_NAMES = (
    "januari january januar jänner janvier gennaio enero janeiro jan janv gen ene",
    "februari february februar février fevrier febbraio febrero fevereiro feb févr fev",
    "maart march märz marz mars marzo março marco mrt mar mär",
    "april avril aprile abril apr avr abr",
    "mei may mai maggio mayo maio mag",
    "juni june juin giugno junio junho jun giu",
    "juli july juillet luglio julio julho jul juil lug",
    "augustus august août aout agosto aug ago",
    "september septembre settembre septiembre setembro sept sep set",
    "oktober october octobre ottobre octubre outubro okt oct ott out",
    "november novembre noviembre novembro nov",
    "december dezember décembre decembre dicembre diciembre dezembro dec dez déc dic",
)
MONTHS = tuple("|".join(names.split()) for names in _NAMES)
"""Of each month, its names and short names in Dutch, English, French, German, Italian, Portuguese and Spanish."""
_BETWEEN = "de|del"
"""Words between the parts of a date."""


def months_in_sql() -> str:
    """Write SQL that puts numbers in the place of months in `{text}`, and one space between the parts of a date."""
    text = _replaced("{text}", _BETWEEN, "")
    for number, names in enumerate(MONTHS, start=1):
        text = _replaced(text, names, f"{number:02}")
    every = "|".join(MONTHS)
    return (
        f"CASE WHEN regexp_matches({{text}}, '(?i)(^|[^\\pL])({every})([^\\pL]|$)')"
        f" THEN trim(regexp_replace({text}, '[ .,/-]+', ' ', 'g')) ELSE {{text}} END"
    )


def _replaced(text: str, names: str, number: str) -> str:
    pattern = f"(?i)(^|[^\\pL])({names})([^\\pL]|$)"
    return f"regexp_replace({text}, '{pattern}', '\\1 {number} \\3', 'g')"


def with_numbers(text: str) -> str:
    """Put numbers in the place of the names of months, as the database does.

    Examples
    --------
    >>> with_numbers("12 de enero de 2023"), with_numbers("04mar2023"), with_numbers("March 4, 2023"), with_numbers("x")
    ('12 01 2023', '04 03 2023', '03 4 2023', 'x')
    """
    if not _named("|".join(MONTHS)).search(text):
        return text
    words = _named(_BETWEEN).sub("  ", text)
    for number, names in enumerate(MONTHS, start=1):
        words = _named(names).sub(f" {number:02} ", words)
    return re.sub("[ .,/-]+", " ", words).strip()


def _named(names: str) -> re.Pattern[str]:
    return re.compile(f"(?<![^\\W\\d_])({names})(?![^\\W\\d_])", re.IGNORECASE)
