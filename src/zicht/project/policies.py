"""The policy of the gate: the standard one, overridden by a project."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from zicht.disclosure import policy
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
    if overrides and not {"name", "reason"} <= set(overrides):
        raise ProjectError(
            f"{where}, [policy]: a policy of your own needs a name and a reason.",
            now="Add name = '...' and reason = '...'; both are published.",
        )
    idle = sorted({"dominance", "p_percent"} & set(overrides))
    if idle:
        raise ProjectError(
            f"{where}, [policy]: {' and '.join(idle)} would do nothing: no indicator of a project sums amounts.",
            now="Leave them out; `zicht protect --value COLUMN` sums amounts of a plain file by such rules.",
        )
    return policy.read(
        {**tomllib.loads(STANDARD.read_text()), **overrides}, where=where
    )
