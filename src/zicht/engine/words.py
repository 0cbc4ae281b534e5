"""Words that go into SQL text: names of things and constants of our own. Values of people travel as parameters."""


def identifier(*names: str) -> str:
    """Write a name, or a name within a name, so that it can only be read as a name.

    Examples
    --------
    >>> identifier("vault", "payload", 'a"b')
    '"vault"."payload"."a""b"'
    """
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(words: str) -> str:
    """Write a text constant.

    Examples
    --------
    >>> literal("it's")
    "'it''s'"
    """
    return "'" + words.replace("'", "''") + "'"
