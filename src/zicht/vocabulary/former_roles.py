"""What filled the roles, and what things were called, in releases from before countries declared them."""

import tomllib
from functools import cache
from importlib.resources import files

from zicht.vocabulary.plain import from_plain
from zicht.vocabulary.roles import Roles
from zicht.vocabulary.text import Text

_FORMER = "former_roles.toml"


@cache
def former_roles() -> Roles:
    """Return what filled the roles in releases from before roles were declared: the ids that Zicht knew then."""
    roles: Roles = from_plain(_former()["roles"], Roles)
    return roles


@cache
def former_names() -> dict[str, Text]:
    """Return the names, by `section.key`, that the words of Zicht held before countries declared them."""
    return {name: Text.of(words) for name, words in _former()["names"].items()}


@cache
def _former() -> dict[str, dict[str, dict[str, str]]]:
    text = files("zicht.vocabulary").joinpath(_FORMER).read_text("utf-8")
    return tomllib.loads(text)
