"""Finds, reads and verifies releases on disk."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

from zicht.release import files
from zicht.release.approval import read_approvals
from zicht.release.freeze import JSON_PARTS, MANIFEST, Sealed
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.releases import Change, Release, manifest_part


def list_releases(folder: Path) -> list[Path]:
    """List the releases of a project, oldest first by time of making."""
    if not folder.is_dir():
        return []
    made = [
        path for path in folder.iterdir() if (path / "content" / MANIFEST).is_file()
    ]
    return sorted(
        made,
        key=lambda path: ((path / "content" / MANIFEST).stat().st_mtime_ns, path.name),
    )


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
            now="`zicht release list` shows them; `zicht run` makes one.",
        )
    return matching[0]


def inputs_of(path: Path) -> Mapping[str, object]:
    """Give what a release says it was made from, without verifying it; empty where it cannot be read."""
    return manifest_part(_said(path), "inputs")


def gate_of(path: Path) -> Mapping[str, object]:
    """Give what a release says the gate sealed, without verifying it; empty where it cannot be read."""
    return manifest_part(_said(path), "gate")


def _said(path: Path) -> Mapping[str, object]:
    try:
        manifest: dict[str, object] = files.from_json(
            (path / "content" / MANIFEST).read_bytes(), dict[str, object]
        )
    except (OSError, ReleaseError):
        return {}
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
        expected = _manifest_files(manifest_bytes)
    except ReleaseError:
        return [*wrong, f"{MANIFEST} cannot be read."]
    found = {
        str(file.relative_to(content)) for file in content.rglob("*") if file.is_file()
    } - {MANIFEST}
    wrong += [f"{name} is missing." for name in sorted(set(expected) - found)]
    wrong += [
        f"{name} does not belong to the release."
        for name in sorted(found - set(expected))
    ]
    altered = (
        name
        for name in sorted(found & set(expected))
        if _digest(content / name) != expected[name]
    )
    wrong += [f"{name} was altered." for name in altered]
    return wrong or _gate_problems(
        path, files.from_json(manifest_bytes, dict[str, object])
    )


def _gate_problems(path: Path, manifest: Mapping[str, object]) -> list[str]:
    """Check that the cells are those the gate sealed: the manifest alone could have been made anew around others."""
    gate, content = manifest_part(manifest, "gate"), path / "content"
    if not gate:
        found = [
            path
            for name in ("cells", "spans", "figures")
            for path in (content / name).glob("*.csv")
        ]
        return ["It holds counted figures that no gate sealed."] if found else []
    protected = read_sealed(path, gate)
    try:
        seal: dict[str, str] = files.from_json(
            (path / "signatures" / "gate.json").read_bytes(), dict[str, str]
        )
        Sealed(
            replace(protected, seal=seal["seal"]), bytes.fromhex(seal["public_key"])
        ).check()
    except (OSError, KeyError, ValueError, ReleaseError):
        return ["The seal of the gate does not fit the cells."]
    return []


def read_sealed(path: Path, gate: Mapping[str, object]) -> Protected:
    """Read what the gate sealed of a release, as its manifest names it; categories are in its code lists."""
    content = path / "content"
    tables, spans = (
        sorted((content / name).glob("*.csv")) for name in ("cells", "spans")
    )
    return Protected(
        tables=tuple(
            files.cells_from_csv(table.stem.partition("-")[2], table.read_bytes())
            for table in tables
        ),
        policy=str(gate.get("policy")),
        method=str(gate.get("method")),
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


def _manifest_files(manifest_bytes: bytes) -> Mapping[str, str]:
    manifest: dict[str, object] = files.from_json(manifest_bytes, dict[str, object])
    listed = manifest.get("files")
    if not isinstance(listed, dict):
        raise ReleaseError(f"{MANIFEST} lists no files.")
    return listed


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
            now="Do not publish it. Run the pipeline again.",
            details=wrong,
        )
    content = path / "content"
    manifest_bytes = (content / MANIFEST).read_bytes()
    hints = get_type_hints(Release)
    parts = {
        name: files.from_json((content / f"{name}.json").read_bytes(), hints[name])
        for name in JSON_PARTS
    }
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
        manifest=files.from_json(manifest_bytes, dict[str, object]),
    )
