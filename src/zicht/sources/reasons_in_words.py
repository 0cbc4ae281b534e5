"""Reasons for which a row lies in quarantine, in words and with the rows that they are about."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zicht.edition.all_words import all_words
from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.sources.reasons import CHECK
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.forms import Form
from zicht.vocabulary.text import UNDETERMINED, Text


@cache
def _earlier_ids() -> Mapping[str, str]:
    """Return the ids that older vaults hold, each with the id that it has now."""
    file = files("zicht.sources").joinpath("earlier_reasons.toml")
    ids: dict[str, str] = tomllib.loads(file.read_text("utf-8"))
    return ids


def reason_text(reason: str, form: Form) -> Text:
    """Put a reason of quarantine into words.

    Parameters
    ----------
    reason : as in a receipt, such as `unknown_code:sector` or `rule:pleegperiode_in_volgorde`
    form : that was applied

    Returns
    -------
    Text, in every language that has a catalogue; it quotes no value
    """
    kind, _, about = reason.partition(":")
    kind = _earlier_ids().get(kind, kind)
    if kind == CHECK:
        return form.check_titles.get(about, Text.of({UNDETERMINED: about}))
    title = next(
        (column.title for column in form.columns if column.name == about), None
    )
    words = all_words().get(f"quarantine.{kind}", Text.of({UNDETERMINED: kind}))
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
