"""How figures are written."""

from zicht.edition import numerals
from zicht.vocabulary.figures import Cited


def printed_number(figure: Cited, language: str) -> str:
    """Write a cited number as it was printed, without its qualifier.

    Parameters
    ----------
    figure : printed elsewhere
    language : `nl` or `en`

    Returns
    -------
    `16.500`, `48%`, `€ 20.847`, or the word that the document prints (`een derde`)
    """
    if figure.printed is not None:
        return figure.printed.in_language(language)
    number = numerals.as_printed(figure.value, language)
    if figure.unit == "euro":
        return numerals.euros(number, language)
    return f"{number}%" if figure.unit == "percent" else number
