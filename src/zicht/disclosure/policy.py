"""Reads a policy from the mapping of a TOML file."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.text import Text

KINDS: Mapping[str, tuple[type, ...]] = {
    "name": (str,),
    "version": (str, int, float),
    "reason": (str, dict),
    "threshold": (int,),
    "local_threshold": (int,),
    "local_levels": (list, tuple),
    "base": (int,),
    "zeros": (str,),
    "minimum_population": (int,),
    "dominance": (int, float),
    "p_percent": (int, float),
    "group_disclosure": (bool,),
    "merges": (dict,),
    "minimum_mean_count": (int, float),
    "method": (str,),
    "sensitive": (dict,),
}
REQUIRED = ("name", "version", "reason")


def read(mapping: Mapping[str, Any], *, where: str = "policy") -> Policy:
    """Make a policy of a TOML table; keys are the names of `Policy`, alone or under `[policy]`.

    Raises
    ------
    ProjectError : a key is unknown, missing or of the wrong kind, or the rules do not fit each other
    """
    table = dict(mapping.get("policy", mapping))
    faults = _faults(table)
    if faults:
        raise ProjectError(
            f"{where}: the policy cannot be read.",
            details=faults,
            now="See docs/disclosure-reference.md.",
        )
    table["version"] = str(table["version"])
    if isinstance(table["reason"], dict):
        table["reason"] = Text.from_table(table["reason"], where=f"{where}, reason")
    if "local_levels" in table:
        table["local_levels"] = tuple(table["local_levels"])
    if "sensitive" in table:
        table["sensitive"] = {
            name: tuple(codes) for name, codes in table["sensitive"].items()
        }
    return Policy(**table)


def _faults(table: Mapping[str, Any]) -> list[str]:
    """Name every key that is unknown, missing or of the wrong kind."""
    known = {field.name for field in fields(Policy)}
    faults = [f"{key}: no such rule" for key in table if key not in known]
    faults += [f"{key}: is missing" for key in REQUIRED if key not in table]
    faults += [
        f"{key}: is of the wrong kind"
        for key, value in table.items()
        if key in KINDS and not _is_of_kind(value, KINDS[key])
    ]
    if table.get("group_disclosure") is True and not table.get("sensitive"):
        faults.append(
            "group_disclosure: guards nothing without [sensitive], which names the"
            " categories"
        )
    return faults


def _is_of_kind(value: object, kinds: tuple[type, ...]) -> bool:
    """Whether a value has one of some types; true and false are no numbers."""
    if isinstance(value, bool):
        return bool in kinds
    return isinstance(value, kinds)
