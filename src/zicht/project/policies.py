"""The policy of the gate: that of a pack or the standard one, overridden by a project."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from zicht.disclosure import policy
from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.project.packs import NO_PACK, Pack
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.policies import Policy

STANDARD = Path(__file__).with_name("standard_policy.toml")
"""The policy of projects that have none, nor a pack with one."""
_REASON = "policy_reason"


def read_policy(
    overrides: Mapping[str, object], *, where: str, pack: Pack = NO_PACK
) -> Policy:
    """Read a policy with a project's changes; whoever changes it names the result and says why.

    Parameters
    ----------
    overrides : the table [policy] of the project's settings; empty for the policy of the pack, or the standard one
    where : name of the file, for errors
    pack : of the project
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
    table = {**_before_overrides(pack), **overrides}
    place = f"{where}, [policy]" if overrides else where
    try:
        return policy.read(table, where=place)
    except ProjectError as error:
        if error.what.startswith(where):
            raise
        raise ProjectError(f"{place}: {error.what}", now=error.now) from None


def _before_overrides(pack: Pack) -> dict[str, object]:
    """Return the policy of the pack, else the standard one, with its reason in every language Zicht has words in."""
    of_pack = pack.folder / "policy.toml"
    if pack is not NO_PACK and of_pack.is_file():
        return tomllib.loads(of_pack.read_text(encoding="utf-8"))
    table = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    reason = {
        language: words_of(language)[_REASON]
        for language in languages_with_words()
        if _REASON in words_of(language)
    }
    return {**table, "reason": reason}
