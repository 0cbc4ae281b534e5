"""Marks of the keys with which suppliers made the tokens that count now."""

from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.vault.shelves import IDENTITIES, columns_of, current_identities, sources_in
from zicht.vocabulary.link_roles import BLOOM_ROLES, KEY_MARK, LinkRole


def key_marks(session: Session) -> frozenset[str]:
    """Find the marks of the keys of all tokens and filters that count now; `k?` and `u?` stand for none."""
    marks: set[str] = set()
    for source in sources_in(session, IDENTITIES):
        records = current_identities(source, None)
        known = columns_of(session, IDENTITIES, source)
        if LinkRole.TOKEN in known:
            marks |= _marks_in(session, records, LinkRole.TOKEN, "k?")
        for role in sorted(BLOOM_ROLES & set(known)):
            marks |= _marks_in(session, records, role, "u?")
    return frozenset(marks)


def _marks_in(
    session: Session, records: Sql, role: LinkRole, unmarked: str
) -> set[str]:
    query = sql(
        "SELECT DISTINCT coalesce(nullif(regexp_extract(word, {mark}), ''), {unmarked})"
        " FROM (SELECT unnest(string_split(lower({role}), ' ')) AS word FROM {records}) WHERE word <> ''",
        mark=literal(KEY_MARK),
        unmarked=literal(unmarked),
        role=role,
        records=records,
    )
    return {mark for (mark,) in session.rows(query)}
