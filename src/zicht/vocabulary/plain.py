"""Values of the vocabulary as plain values (mappings, lists, texts, numbers), and back."""

from typing import Any, TypeGuard, TypeVar

import msgspec

from zicht.vocabulary.text import UNDETERMINED, Text

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """Return a value as mappings, lists, texts and numbers; a `Text` is a mapping of language to words."""
    return msgspec.to_builtins(value, str_keys=True, enc_hook=_encode)


def from_plain(plain: object, kind: type[T] | Any) -> T:
    """Make a value of a type from plain values.

    Raises
    ------
    msgspec.ValidationError : the plain values do not fit the type
    """
    made: T = msgspec.convert(plain, type=kind, strict=False, dec_hook=_decode)
    return made


def from_json(content: bytes, kind: type[T] | Any) -> T:
    """Read JSON into a type.

    Raises
    ------
    msgspec.MsgspecError : it is not JSON, or does not fit the type
    """
    made: T = msgspec.json.decode(content, type=kind, strict=False, dec_hook=_decode)
    return made


def is_whole_number(value: object) -> TypeGuard[int]:
    """Whether a value of a settings file is a whole number: to Python, true and false are numbers too."""
    return isinstance(value, int) and not isinstance(value, bool)


def _encode(value: object) -> object:
    if isinstance(value, Text):
        return dict(value.items())
    raise NotImplementedError(f"{type(value).__name__} has no plain form")


def _decode(kind: type, plain: object) -> object:
    if kind is Text and isinstance(plain, dict):
        return Text.of(plain)
    if kind is Text and isinstance(plain, str):
        return Text.of({UNDETERMINED: plain})
    if kind is object:
        return plain
    raise NotImplementedError(f"{kind.__name__} cannot be read from plain values")
