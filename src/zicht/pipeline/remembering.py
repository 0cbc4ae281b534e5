"""Estimates that were made before from the same counts, so that no run makes them twice.

An estimate takes most of a run. A run that was killed, and one in which another figure moved, finds
in the vault what it estimated before: the true counts in an estimate never leave the vault.
"""

import hashlib
from functools import cached_property
from importlib.metadata import version

import msgspec

from zicht.estimation.settings import Settings
from zicht.pipeline.inputs import digest_of_code
from zicht.vault.notes import ESTIMATE
from zicht.vault.vault import Vault
from zicht.vocabulary.estimates import CaptureTable, Estimate
from zicht.vocabulary.plain import from_json, to_plain

_LIBRARIES = ("numpy", "scipy", "numba", "highspy")
"""Libraries of which another version may give other digits."""


class EstimateMemory:
    """The estimates of one run; `forget_unused` ends it.

    Parameters
    ----------
    vault : keeps the estimates; None where every estimate is to be made anew
    """

    def __init__(self, vault: Vault | None) -> None:
        self._vault = vault
        self._used: list[str] = []

    def recall(
        self, table: CaptureTable, settings: Settings, *, method: str
    ) -> Estimate | None:
        """Return the estimate that was made before from this table and these settings; None where there is none.

        Parameters
        ----------
        method : name of the way in which it was made
        """
        if self._vault is None:
            return None
        step = self._step(table, settings, method)
        content = self._vault.noted(step)
        if not content:
            return None
        self._used.append(step)
        estimate: Estimate = from_json(content.encode(), Estimate)
        return estimate

    def keep(
        self,
        estimate: Estimate,
        table: CaptureTable,
        settings: Settings,
        *,
        method: str,
    ) -> None:
        """Keep an estimate, under what it was made from."""
        if self._vault is None:
            return
        step = self._step(table, settings, method)
        self._used.append(step)
        content = msgspec.json.encode(to_plain(estimate)).decode()
        self._vault.note(step, content)

    def forget_unused(self) -> None:
        """Forget every estimate that this run did not use: the vault does not grow from run to run."""
        if self._vault is not None:
            self._vault.forget_notes(ESTIMATE, except_for=self._used)

    @cached_property
    def _made_by(self) -> tuple[str, ...]:
        """Code and libraries; every file of the package is read for it, so only where estimates are made."""
        return digest_of_code(), *map(version, _LIBRARIES)

    def _step(self, table: CaptureTable, settings: Settings, method: str) -> str:
        """Return the name of the note: a digest of everything that may move a digit."""
        # Code and libraries are part of it: a corrected method must not give the former
        # number.
        made_from = to_plain((table, settings, method, self._made_by))
        digest = hashlib.sha256(msgspec.json.encode(made_from)).hexdigest()
        return ESTIMATE + digest
