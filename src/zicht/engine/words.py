"""Words that go into SQL text: names of things and constants of our own. Values of people travel as parameters."""

from collections.abc import Sequence


class Sql(str):
    """Text that is SQL already, and is put into a query as it is."""

    __slots__ = ()


def identifier(*names: str) -> Sql:
    """Write a name, or a name within a name, so that it can only be read as a name.

    Examples
    --------
    >>> identifier("vault", "payload", 'a"b')
    '"vault"."payload"."a""b"'
    """
    # Doubled quotes are the only sign that could end a quoted name.
    return Sql(".".join('"' + name.replace('"', '""') + '"' for name in names))


def literal(words: str) -> Sql:
    """Write a text constant.

    Examples
    --------
    >>> literal("it's")
    "'it''s'"
    """
    return Sql("'" + words.replace("'", "''") + "'")


def sql(template: str, **parts: str | Sequence[str]) -> Sql:
    r"""Fill in a query. A plain text becomes a name; `Sql` stays as it is; several are separated by commas.

    Examples
    --------
    >>> sql("SELECT {columns} FROM {table} WHERE kind = {kind}", columns=["a", "b"], table="t", kind=literal("x"))
    'SELECT "a", "b" FROM "t" WHERE kind = \'x\''
    """
    return Sql(
        template.format(**{name: _written(part) for name, part in parts.items()})
    )


def _written(part: str | Sequence[str]) -> str:
    if isinstance(part, Sql):
        return part
    return identifier(part) if isinstance(part, str) else ", ".join(map(_written, part))
