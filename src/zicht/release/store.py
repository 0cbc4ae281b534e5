"""Finds, reads and verifies releases on disk."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

from zicht.release import files, signing
from zicht.release.approval import (
    built_at,
    number_of,
    read_approvals,
    signature_files,
)
from zicht.release.freeze import (
    FORMAT,
    JSON_PARTS,
    MANIFEST,
    OPTIONAL_PARTS,
    Sealed,
)
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.former_names import name_of_today
from zicht.vocabulary.former_roles import former_names, former_roles
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.releases import Change, Inputs, Manifest, Release, SealedBy


def list_releases(folder: Path) -> list[Path]:
    """List the releases of a project in the order in which they were made, oldest first.

    The order is that of the times and numbers that builders signed, so that copying a folder does not change it. The
    time comes first: an approval older than it does not count, so an old release that is signed again under a new
    number either stays old or loses its approvals. A release without a number was made by an earlier version, and
    stands before the others; one that nobody signed yet is the newest.
    """
    if not folder.is_dir():
        return []
    made = [
        path
        for path in folder.iterdir()
        # What a killed command left half written is not a release.
        if not path.name.startswith(".") and (path / "content" / MANIFEST).is_file()
    ]
    return sorted(made, key=_order)


def _order(path: Path) -> tuple[int, str, int, str]:
    """Return what orders releases by their making."""
    number = number_of(path)
    if number:
        return 1, built_at(path), number, path.name
    is_signed = (path / "signatures" / "builder.json").exists()
    made_at = (path / "content" / MANIFEST).stat().st_mtime_ns
    return (0 if is_signed else 2), "", made_at, path.name


def next_number(folder: Path) -> int:
    """Return the number of the next release of a project."""
    return 1 + max(map(number_of, list_releases(folder)), default=0)


def find(folder: Path, digest: str = "") -> Path:
    """Find one release by the start of its digest; without one, the newest."""
    releases = list_releases(folder)
    matching = (
        [path for path in releases if path.name.startswith(digest)]
        if digest
        else releases[-1:]
    )
    if len(matching) != 1:
        raise ReleaseError(
            f"{len(matching)} releases start with {digest!r}."
            if digest
            else f"There is no release in {folder}.",
            now="`zicht release list` shows them."
            if releases
            else "Make one with `zicht run`.",
        )
    return matching[0]


def inputs_of(path: Path) -> Inputs:
    """Return what a release says it was made from, without verifying it; nothing where it cannot be read."""
    return _unverified(path).inputs


def gate_of(path: Path) -> SealedBy | None:
    """Return what a release says the gate sealed, without verifying it; None where it cannot be read."""
    gate = _unverified(path).gate
    return gate if gate.digest else None


def _unverified(path: Path) -> Manifest:
    try:
        return _manifest((path / "content" / MANIFEST).read_bytes())
    except (OSError, ReleaseError):
        return Manifest()


def _manifest(content: bytes) -> Manifest:
    """Read the manifest of a release.

    Raises
    ------
    ReleaseError : it is not a manifest, or of a format that this version does not know
    """
    manifest: Manifest = files.from_json(content, Manifest)
    if manifest.format > FORMAT:
        raise ReleaseError(
            f"The release has format {manifest.format}, and this version of Zicht reads"
            f" formats up to {FORMAT}.",
            now="Install the version of Zicht that made it, or a later one.",
        )
    return manifest


def verify(path: Path) -> list[str]:
    """Compare every byte of a release with its manifest.

    Returns
    -------
    What is wrong, one sentence each; empty when nothing is
    """
    content = path / "content"
    manifest_bytes = (content / MANIFEST).read_bytes()
    wrong = []
    if files.digest_of(manifest_bytes)[:16] != path.name:
        wrong.append(
            f"{MANIFEST} was altered: its digest is not the name of the release."
        )
    try:
        manifest = _manifest(manifest_bytes)
    except ReleaseError as error:
        return [*wrong, f"{MANIFEST} cannot be read. {error.what}"]
    expected = manifest.files
    # Names of a manifest that was altered are not followed: they may lead out of the release.
    present = {
        str(file.relative_to(content)): file
        for file in content.rglob("*")
        if file.is_file()
    }
    for name in sorted(expected):
        if name not in present:
            wrong.append(f"{name} is missing.")
        elif _digest(present[name]) != expected[name]:
            wrong.append(f"{name} was altered.")
    wrong += _strays(path, expected)
    # Cells are read only where every byte of their files is the one that the manifest states.
    return wrong or _gate_problems(path, manifest)


def _strays(path: Path, expected: Collection[str]) -> list[str]:
    """Name everything in the folder of a release that is not of it; no name, hidden or temporary, is passed over.

    A file that was added is as bad as one that was altered: it would be published under the signatures of others.
    Folders without a file and pipes are named too, and links, behind which another file may be put later.

    Parameters
    ----------
    path : of the release
    expected : names of the files of its content, without the manifest
    """
    content, signatures = path / "content", path / "signatures"
    names = (content / name for name in (MANIFEST, *expected))
    of_release = {*names, *signature_files(path)}
    folders = {content, signatures}
    for file in of_release:
        folders.update(file.parents)
    strays = []
    for place in (path, *sorted(path.rglob("*"))):
        if place.is_symlink():
            strays.append(f"{place.name} is a link, and not a file of the release.")
            continue
        known = folders if place.is_dir() else of_release
        if place not in known:
            within = content if content in place.parents else path
            name = place.relative_to(within)
            strays.append(f"{name} does not belong to the release.")
    return strays


def _gate_problems(path: Path, manifest: Manifest) -> list[str]:
    """Check that the cells are those the gate sealed: the manifest alone could have been made anew around others."""
    content = path / "content"
    if not manifest.gate.digest:
        found = [
            path
            for name in ("cells", "spans", "figures")
            for path in (content / name).glob("*.csv")
        ]
        return ["It holds counted figures that no gate sealed."] if found else []
    try:
        gate_statement(path, manifest.gate).check()
    except (KeyError, ValueError, ReleaseError):
        return ["The seal of the gate does not fit the cells."]
    return []


def gate_statement(path: Path, gate: SealedBy) -> Sealed:
    """Read what the gate sealed of a release together with its statement; `check` says whether they fit.

    Raises
    ------
    ReleaseError : the statement is missing, or not written in the canonical way
    """
    protected = _as_sealed(path, gate)
    statement = signing.read(path / "signatures" / "gate.json")
    return Sealed(replace(protected, seal=str(statement.get("seal", ""))), statement)


def read_sealed(path: Path, gate: SealedBy) -> Protected:
    """Read what the gate sealed of a release, under the names that dimensions have today.

    The categories are in the code lists of the release. The digest of what is returned is that of `gate` only where
    no dimension was renamed since.
    """
    return _as_sealed(path, gate).with_names(name_of_today)


def _as_sealed(path: Path, gate: SealedBy) -> Protected:
    """Read what the gate sealed of a release, as its manifest names it."""
    content = path / "content"
    tables, spans = (
        sorted((content / name).glob("*.csv")) for name in ("cells", "spans")
    )
    return Protected(
        tables=tuple(
            files.cells_from_csv(table.stem.partition("-")[2], table.read_bytes())
            for table in tables
        ),
        policy=gate.policy,
        method=gate.method,
        losses=files.from_json(
            (content / "losses.json").read_bytes(), dict[str, float]
        ),
        spans=tuple(
            files.spans_from_csv(told.stem.partition("-")[2], told.read_bytes())
            for told in spans
        ),
    )


def _digest(path: Path) -> str:
    return files.digest_of(path.read_bytes())


def _with_former_variants(
    indicators: Mapping[str, Indicator],
) -> dict[str, Indicator]:
    """Return definitions from before they stated whether overviews list them: an id with a hyphen meant a variant."""
    return {
        id_: replace(indicator, in_overviews="-" not in id_)
        for id_, indicator in indicators.items()
    }


def read(path: Path, *, changes: tuple[Change, ...] = ()) -> Release:
    """Read a release, after verifying it.

    Raises
    ------
    ReleaseError : a byte was altered, a file is missing or does not belong
    """
    wrong = verify(path)
    if wrong:
        raise ReleaseError(
            f"Release {path.name} is damaged.",
            now="Do not publish it. `zicht restore` puts it back from a backup. Without one, move it out of releases/"
            " and run again.",
            details=wrong,
        )
    content = path / "content"
    manifest_bytes = (content / MANIFEST).read_bytes()
    hints = get_type_hints(Release)
    manifest = _manifest(manifest_bytes)
    read_part = files.from_json if manifest.format >= FORMAT else files.from_former_json
    parts = {
        name: read_part((content / f"{name}.json").read_bytes(), hints[name])
        for name in JSON_PARTS
    }
    for name in OPTIONAL_PARTS:
        part = content / f"{name}.json"
        if part.exists():
            parts[name] = files.from_json(part.read_bytes(), hints[name])
    if "roles" not in parts:
        parts["roles"] = former_roles()
        parts["names"] = {**former_names(), **parts.get("names", {})}
        parts["indicators"] = _with_former_variants(parts["indicators"])
    tables = sorted((content / "figures").glob("*.csv"))
    return Release(
        digest=files.digest_of(manifest_bytes),
        **parts,
        series={
            table.stem: files.series_from_csv(table.stem, table.read_bytes())
            for table in tables
        },
        population=files.population_from_csv((content / "population.csv").read_bytes()),
        changes=changes,
        approvals=tuple(read_approvals(path)),
        manifest=manifest,
    )
