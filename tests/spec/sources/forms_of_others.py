"""Forms and code lists for files that other bodies publish, written as a person would write them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import Proposal, propose
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import Layout

Received = Callable[..., Delivery]
HEAD = """
source = "{source}"
version = 1
producer = "Invented"
title = {{ nl = "Verzonnen", en = "Invented" }}
key = {key}
period_column = "{period}"
aggregate = {aggregate}
{more}
"""
COLUMN = """
[[column]]
name = "{name}"
kind = "{kind}"
role = "{role}"
title = {{ nl = "x", en = "x" }}
{more}
"""


def form(
    columns: Mapping[str, tuple[str, str]],
    *,
    source: str,
    key: str = "[]",
    period: str = "",
    aggregate: bool = True,
    more: str = "",
) -> str:
    """Write a form: name of each column to its kind (or kind and role), and what it declares besides."""
    text = HEAD.format(
        source=source,
        key=key,
        period=period,
        aggregate=str(aggregate).lower(),
        more=more,
    )
    for name, (words, declared) in columns.items():
        kind, _, role = words.partition(" ")
        text += COLUMN.format(
            name=name, kind=kind, role=role or "payload", more=declared
        )
    return text


def codes(*listed: str, name: str) -> str:
    return f'name = "{name}"\n' + "".join(
        f'\n[[code]]\ncode = "{code}"\nnl = "{code}"\nen = "{code}"\n'
        for code in listed
    )


def summed(session: Session, delivery: Delivery, column: str) -> int:
    query = sql("SELECT sum({c}) FROM {t}", c=column, t=delivery.accepted)
    return int(session.value(query))


def proposed(folder: Path, content: str, name: str = "table.csv") -> Proposal:
    """Propose a form for a file with some content."""
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return propose(file, source="table", layout=Layout())
