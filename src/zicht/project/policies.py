"""The policy of the gate: the standard one, overridden by a project."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.policies import Policy

STANDARD = Path(__file__).parent.parent / "catalogue" / "policies" / "standaard.toml"


def read_policy(overrides: Mapping[str, object], *, where: str) -> Policy:
    """Read the standard policy with a project's changes; whoever changes it names the result and says why.

    Parameters
    ----------
    overrides : the table [policy] of the project's settings; empty for the standard policy
    where : name of the file, for errors
    """
    known = {field.name for field in fields(Policy)}
    strays = sorted(set(overrides) - known)
    if strays:
        raise ProjectError(
            f"{where}, [policy]: {', '.join(strays)} is no rule.", now=f"Known: {', '.join(sorted(known))}."
        )
    if overrides and not {"name", "reason"} <= set(overrides):
        raise ProjectError(
            f"{where}, [policy]: a policy of your own needs a name and a reason.",
            now="Add name = '...' and reason = '...'; both are published.",
        )
    rules = {**tomllib.loads(STANDARD.read_text()), **overrides}
    try:
        return Policy(**{name: tuple(value) if isinstance(value, list) else value for name, value in rules.items()})
    except TypeError:
        raise ProjectError(
            f"{where}, [policy]: a rule has a value of the wrong kind.", now="See docs/disclosure.md."
        ) from None
