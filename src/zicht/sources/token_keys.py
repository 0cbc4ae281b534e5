"""Keys of tokens. Tokens of two keys are never equal: who is on record under both would be two persons, unseen."""

from collections.abc import Collection, Iterator

from zicht.engine.session import Session
from zicht.engine.words import literal, sql
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.forms import Role
from zicht.vocabulary.link_roles import BLOOM_ROLES, KEY_MARK, LinkRole

_WORDS = {
    "k": ("tokens", "all suppliers use one key"),
    "u": ("filters", "all suppliers use one key and name one unit"),
}
"""First letter of a mark to what was made with the key, and what suppliers agree on."""


def key_marks(session: Session, delivery: Delivery) -> frozenset[str]:
    """Find the marks of the keys with which the tokens and filters of a delivery were made.

    Returns
    -------
    marks; `k?` stands for tokens without one, and `u?` for such filters
    """
    marks: set[str] = set()
    for column in delivery.form.of_role(Role.LINK):
        if column.links_as is LinkRole.TOKEN or column.links_as in BLOOM_ROLES:
            letter = "k" if column.links_as is LinkRole.TOKEN else "u"
            query = sql(
                "SELECT DISTINCT coalesce(nullif(regexp_extract(lower({column}), {mark}), ''), {none}) FROM {accepted}"
                " WHERE {column} IS NOT NULL",
                column=column.name,
                mark=literal(KEY_MARK),
                none=literal(f"{letter}?"),
                accepted=delivery.accepted,
            )
            marks.update(mark for (mark,) in session.rows(query))
    return frozenset(marks)


def doubtful_keys(
    new: Collection[str], held: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Say when tokens of a delivery can be equal to none of each other, or of those that count until now.

    Parameters
    ----------
    new : marks of the delivery
    held : marks of all tokens and filters that count until now

    Yields
    ------
    "tokens" or "filters", and what is doubtful about them
    """
    for letter, (what, agreement) in _WORDS.items():
        of_new = {mark for mark in new if mark.startswith(letter)}
        of_held = {mark for mark in held if mark.startswith(letter)}
        if len(of_new) > 1:
            words = f"its {what} were made with {len(of_new)} keys, so that no two of them find each other: {agreement}"
            yield what, words
        elif of_held and not of_new <= of_held:
            words = (
                f"its {what} were made with another key, or by another program, than those that count until now, so"
                f" that nobody is found in both: {agreement}"
            )
            yield what, words
