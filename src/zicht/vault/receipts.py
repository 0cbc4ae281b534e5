"""Receipts as the vault keeps them."""

import json

from zicht.engine import Session, Sql, sql
from zicht.vault.shelves import shelf
from zicht.vocabulary.deliveries import Receipt

_COLUMNS = {
    "delivery_id": "delivery_id",
    "source": "source",
    "digest": "digest",
    "form_version": "form_version",
    "period": "period",
    "extracted_on": "extracted_on::VARCHAR",
    "legal_basis": "legal_basis",
    "rows": "n_rows",
    "accepted": "accepted",
    "quarantined": "quarantined",
    "reasons": "reasons",
    "doubtful": "doubtful",
    "repairs": "repairs",
    "part": "part",
    "correction": "correction",
}
"""Field of a receipt to the column it is read from."""
_COUNTS = ("reasons", "doubtful", "repairs")
"""Fields that the table holds as JSON."""


def read_receipts(
    session: Session, *, current_only: bool = False
) -> tuple[Receipt, ...]:
    """Read the receipts of all deliveries in the order of reception, or of those that count for some day."""
    chosen = (
        sql("SEMI JOIN {coverage} USING (delivery_id)", coverage=shelf("coverage"))
        if current_only
        else Sql("")
    )
    query = sql(
        "SELECT {columns} FROM {receipts} {chosen} ORDER BY number",
        columns=[Sql(column) for column in _COLUMNS.values()],
        receipts=shelf("receipts"),
        chosen=chosen,
    )
    receipts = []
    for row in session.rows(query):
        stated = dict(zip(_COLUMNS, row, strict=True))
        counted = {name: json.loads(stated[name]) for name in _COUNTS}
        receipts.append(Receipt(**{**stated, **counted}))
    return tuple(receipts)
