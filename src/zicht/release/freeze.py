"""Freezes a release: canonical files in a folder named after their digest, whole or not at all."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from zicht.release import drafts, files, signing
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, categories
from zicht.vocabulary.durable import flush, flush_all, make_folder
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.plain import to_plain
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.releases import Inputs, Manifest, Release, SealedBy
from zicht.vocabulary.statuses import Status

MANIFEST = "manifest.json"
FORMAT = 2
"""Of the files of a release. In format 1 the period and the universe of inhabitants had other names."""
OPTIONAL_PARTS = (
    "awaited",
    "comparisons",
    "linkage",
    "names",
    "provisional",
    "roles",
)
"""Parts whose file is there where the release has them. Releases of an earlier version lack some of these files."""
JSON_PARTS = (
    "face",
    "indicators",
    "codes",
    "geography",
    "cited",
    "reconciliations",
    "key_figures",
    "estimates",
    "documents",
    "receipts",
    "policy",
    "method",
    "losses",
)

_GATE = "gate"


@dataclass(frozen=True)
class Sealed:
    """What the gate let through, with its signed statement.

    Parameters
    ----------
    protected : tables, with the gate's seal over their digest
    statement : digest of the tables, the seal, digest of the ledger that the gate attacked them together with, and the
        time of day; all of it signed
    """

    protected: Protected
    statement: Mapping[str, object]

    @classmethod
    def by(
        cls,
        protected: Protected,
        key: Ed25519PrivateKey,
        *,
        ledger: str = "",
        at: str = "",
    ) -> Self:
        """Sign what the gate let through.

        Parameters
        ----------
        protected : tables; sealed here where they carry no seal yet
        key : of the gate
        ledger : digest of the ledger of published cells that the tables were attacked together with
        at : time of day in UTC; now when left out
        """
        seal = protected.seal or key.sign(bytes.fromhex(protected.digest)).hex()
        stated = {
            "digest": protected.digest,
            "seal": seal,
            "ledger": ledger,
            "at": at or signing.now(),
        }
        return cls(replace(protected, seal=seal), signing.signed(_GATE, stated, key))

    @property
    def ledger(self) -> str | None:
        """Digest of the ledger that the tables were attacked together with; None where no signature covers it."""
        if "format" not in self.statement:
            return None
        return str(self.statement["ledger"])

    @property
    def public_key(self) -> str:
        """Key of the gate, in lower-case hexadecimal."""
        return str(self.statement.get("public_key", ""))

    def check(self) -> None:
        """Refuse tables that the gate did not seal, or that changed afterwards.

        Raises
        ------
        ReleaseError : the seal, or the statement around it, does not fit the tables
        """
        try:
            if "format" in self.statement:
                signing.check(_GATE, self.statement, "gate.json")
                self._check_digest()
            elif self.statement.keys() != {"seal", "public_key", "ledger"}:
                raise signing.not_a_statement("gate.json")
            seal = str(self.statement["seal"])
            # `bytes.fromhex` reads capitals too. A seal in capitals would be a second file with a valid
            # signature (ADR 0190).
            if seal != seal.lower() or self.public_key != self.public_key.lower():
                raise signing.not_a_statement("gate.json")
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(seal), bytes.fromhex(self.protected.digest))
        except (InvalidSignature, ValueError, ReleaseError):
            raise ReleaseError(
                "The tables do not carry the seal of the gate: they changed after it, or never passed it.",
                now="Run the pipeline again; nothing reaches a release but through the gate.",
            ) from None

    def _check_digest(self) -> None:
        if self.statement.get("digest") != self.protected.digest:
            raise signing.not_a_statement("gate.json")


def freeze(
    content: Release, sealed: Sealed | None, inputs: Inputs, folder: Path
) -> Path:
    """Write a release; the same content gives the same folder, byte for byte.

    Parameters
    ----------
    content : everything to publish; its digest, manifest, approvals, changes and vintages are
        not part of it
    sealed : the protected tables its series were derived from, or None for a project without counts
    inputs : digests of deliveries, settings and code
    folder : where releases lie, one folder each

    Returns
    -------
    Path of the release, named by the first 16 hexadecimal digits of the digest of its manifest

    Raises
    ------
    ReleaseError : the seal does not hold, or series stand in it that no sealed table backs
    """
    if sealed is not None:
        sealed.check()
        # The gate sealed tables, and the release prints series. Without this comparison a valid seal
        # could stand beside other numbers.
        _refuse_unbacked(content, sealed.protected)
    elif content.series:
        raise ReleaseError(
            "A release with counted series needs the tables that the gate sealed."
        )
    parts = _parts(content, sealed)
    digests = {name: files.digest_of(data) for name, data in sorted(parts.items())}
    manifest = Manifest(FORMAT, inputs, _gate(sealed), digests)
    parts[MANIFEST] = files.to_json(_without_blanks(manifest))
    # Sixteen digits are enough for a name. Signatures are of the whole digest.
    return _write(parts, sealed, folder / files.digest_of(parts[MANIFEST])[:16])


def _refuse_unbacked(content: Release, protected: Protected) -> None:
    """Refuse counted figures that are not those of the sealed cells."""
    cells: dict[CellKey, float] = {}
    for table in protected.tables:
        shown = np.where(table.statuses == Status.PUBLISHED, table.values, np.nan)
        cells.update(zip(table.keys(), shown.tolist(), strict=True))
    for name, series in content.series.items():
        indicator = content.indicators.get(name)
        if indicator is not None and (indicator.statistics or indicator.survey):
            _refuse_untold(indicator, series, protected)
        if indicator is None or indicator.shape != "count":
            continue
        columns = [series.periods.tolist(), *(codes.tolist() for codes in series.codes)]
        names = (PERIOD, *series.dimensions)
        for row, value in zip(
            zip(*columns, strict=True), series.values.tolist(), strict=True
        ):
            where = frozenset(categories(zip(names, row, strict=True)))
            backed = cells.get((indicator.universe, where), np.nan)
            if not (backed == value or (np.isnan(backed) and np.isnan(value))):
                raise ReleaseError(
                    f"A figure of {name} is not that of the sealed cells.",
                    now="Derive the series from what the gate gave.",
                )


def _refuse_untold(indicator: Indicator, series: Series, protected: Protected) -> None:
    """Refuse figures of spans of time and of surveys that the gate did not seal."""
    told: dict[frozenset[tuple[str, str]], tuple[float, ...]] = {}
    for spans in (
        spans for spans in protected.spans if spans.indicator == indicator.id
    ):
        numbers = [column.tolist() for column in spans.numbers]
        for at, own in enumerate(zip(*numbers, strict=True)):
            codes = zip(
                spans.names, (str(column[at]) for column in spans.codes), strict=True
            )
            told[frozenset(categories(codes))] = own
    # A figure without a number claims nothing: of a year that was not delivered the gate sealed nothing.
    columns = [series.values, series.lower, series.upper]
    if series.unknown is not None:
        columns.append(series.unknown)
    nothing_told = (np.nan,) * len(columns)
    statistics = indicator.statistics
    headline = (
        {(statistics.dimension, statistics.headline)} if statistics else frozenset()
    )
    shown = zip(*(column.tolist() for column in columns), strict=True)
    for key, figure in zip(series.keys(), shown, strict=True):
        where = frozenset({(PERIOD, key.period), *key.where})
        backed = told.get(where) or told.get(where | headline) or nothing_told
        if not np.array_equal(backed, figure, equal_nan=True):
            raise ReleaseError(
                f"A figure of {indicator.id} is not what the gate sealed.",
                now="Derive the series from what it gave.",
            )


def _gate(sealed: Sealed | None) -> SealedBy:
    if sealed is None:
        return SealedBy()
    protected = sealed.protected
    return SealedBy(protected.digest, protected.policy, protected.method)


def _without_blanks(manifest: Manifest) -> dict[str, object]:
    """Leave out what has nothing to say: nothing erased, and no gate where nothing was counted."""
    plain: dict[str, Any] = to_plain(manifest)
    for erased in ("withdrawals", "forgotten"):
        if not plain["inputs"][erased]:
            del plain["inputs"][erased]
    if not manifest.gate.digest:
        plain["gate"] = {}
    return plain


def _parts(content: Release, sealed: Sealed | None) -> dict[str, bytes]:
    present = [name for name in OPTIONAL_PARTS if getattr(content, name)]
    parts = {
        f"{name}.json": files.to_json(getattr(content, name))
        for name in (*JSON_PARTS, *present)
    }
    parts["population.csv"] = files.population_to_csv(content.population)
    for indicator, series in content.series.items():
        parts[f"figures/{indicator}.csv"] = files.series_to_csv(series)
    # Numbers in the names keep the order of the tables, on which the digest of the gate depends.
    for number, table in enumerate(sealed.protected.tables if sealed else ()):
        parts[f"cells/{number:03d}-{table.universe}.csv"] = files.cells_to_csv(table)
    for number, spans in enumerate(sealed.protected.spans if sealed else ()):
        parts[f"spans/{number:03d}-{spans.indicator}.csv"] = files.spans_to_csv(spans)
    return parts


def _write(parts: Mapping[str, bytes], sealed: Sealed | None, target: Path) -> Path:
    # The name is the digest of the content. What lies there is the same release, perhaps with
    # signatures that must stay.
    if target.exists():
        return target
    make_folder(target.parent)
    # The draft lies beside its target, because renaming is one step only within one file system.
    draft = Path(tempfile.mkdtemp(prefix=drafts.RELEASE, dir=target.parent))
    try:
        for name, data in parts.items():
            path = draft / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            # This prevents accidents only. `verify` notices what somebody alters on purpose.
            path.chmod(0o444)
        # Signatures lie beside the content, so that the same input gives the same bytes, whoever holds
        # the keys (ADR 0003).
        signatures = draft / "signatures"
        signatures.mkdir()
        if sealed is not None:
            signing.write(signatures / "gate.json", sealed.statement)
        # `mkdtemp` makes a folder that only its owner may enter. Reviewers read a release as well.
        draft.chmod(0o755)
        # It is signed and published next, under a name that says that its bytes are these.
        flush_all(draft)
        draft.rename(target)
        flush(target.parent)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return target
