"""Receipts as the vault keeps them."""

import json

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
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
_ORDER = ["source", "period", "part", "extracted_on", "correction", "digest"]
_COUNTS = ("reasons", "doubtful", "repairs")
"""Fields that the table holds as JSON."""


def read_receipts(
    session: Session, *, current_only: bool = False
) -> tuple[Receipt, ...]:
    """Read the receipts of all deliveries, or of those that count for some day.

    Returns
    -------
    receipts in an order that follows from their letters: the same deliveries give the same list, however they arrived
    """
    chosen = (
        sql("SEMI JOIN {coverage} USING (delivery_id)", coverage=shelf("coverage"))
        if current_only
        else Sql("")
    )
    query = sql(
        "SELECT {columns} FROM {receipts} {chosen} ORDER BY {order}",
        columns=[Sql(column) for column in _COLUMNS.values()],
        receipts=shelf("receipts"),
        chosen=chosen,
        order=_ORDER,
    )
    receipts = []
    for row in session.rows(query):
        stated = dict(zip(_COLUMNS, row, strict=True))
        counted = {name: json.loads(stated[name]) for name in _COUNTS}
        receipts.append(Receipt(**{**stated, **counted}))
    return tuple(receipts)
