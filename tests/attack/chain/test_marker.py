"""A marker planted in every identifying field is found nowhere outside the vault."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.golden.conftest import SCALE, new_project, run_zicht
from tests.sharing import made_once

MARKER = "QXZWKJV"
SCALE_OF_DAMAGED = "0.05"
"""Damage stops a run at reception: a tenth of the country provokes the same errors."""
ENCODED = tuple(
    variant.encode(encoding)
    for variant in (MARKER, MARKER.lower(), MARKER.capitalize())
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


@pytest.fixture(scope="module", name="attacked")
def marked_country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Run everything that touches people on a country in which every identity carries the marker."""

    def attack(folder: Path) -> None:
        (folder / "said.txt").write_text(everything_said(folder))

    folder = made_once(tmp_path_factory, "marker", attack)
    said = (folder / "said.txt").read_text()
    return folder / "voorbeeldland", folder / "tmp", said


def everything_said(base: Path) -> str:
    """Run the marked country, and damaged deliveries of another; return what was printed."""
    temporary = base / "tmp"
    temporary.mkdir()
    project = base / "voorbeeldland"
    said = [invent_marked(project, SCALE, temporary)]
    said += [
        run_zicht(verb, project, temporary=temporary, check=False)
        for verb in ("check", "run", "status", "truth")
    ]
    said.append(run_zicht("explain", project, "V01:2024", temporary=temporary))
    damaged = base / "damaged"
    said.append(invent_marked(damaged, SCALE_OF_DAMAGED, temporary))
    said += damaged_deliveries(damaged, temporary)
    return "".join(done.stdout + done.stderr for done in said)


def invent_marked(
    project: Path, scale: str, temporary: Path
) -> subprocess.CompletedProcess[str]:
    """Invent a country in which every identity carries the marker."""
    new_project(project)
    settings = project / "zicht.toml"
    settings.write_text(
        settings.read_text().replace("[invent]", f'[invent]\nmarker = "{MARKER}"', 1)
    )
    done = run_zicht("invent", project, "--scale", scale, temporary=temporary)
    delivered = b"".join(
        path.read_bytes() for path in (project / "deliveries").rglob("*.csv")
    )
    assert any(variant in delivered for variant in ENCODED), (
        "the marker was not planted"
    )
    return done


def damaged_deliveries(
    project: Path, temporary: Path
) -> Iterator[subprocess.CompletedProcess[str]]:
    """Provoke errors: half a file, an extra column, a marker where a number or date belongs, wrong encoding."""
    source = project / "deliveries" / "comensha_meldingen"
    file = sorted(source.glob("*.csv"))[0]
    good = file.read_bytes()
    header, _, rest = good.partition(b"\n")
    spoiled = {
        "half": good[: len(good) // 2],
        "column": header + b",naam\n" + rest.replace(b"\n", f",{MARKER}\n".encode()),
        "fields": good.replace(b",", f",{MARKER},".encode(), 400),
        "encoding": good.decode().encode("utf-16"),
        "header": f"{MARKER},{MARKER}\n".encode() + rest,
        "quotes": good + f'\n"{MARKER}'.encode(),
    }
    for content in spoiled.values():
        file.write_bytes(content)
        yield run_zicht("run", project, temporary=temporary, check=False)
    yield run_zicht("check", project, temporary=temporary, check=False)
    file.write_bytes(good)


def places_with_marker(folder: Path, *, leave_out: tuple[str, ...] = ()) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if name.startswith(leave_out):
            continue
        if MARKER.lower() in name.lower() or (
            path.is_file() and any(v in path.read_bytes() for v in ENCODED)
        ):
            found.append(name)
    return found


def test_the_marker_is_in_no_file_outside_deliveries_and_truth(
    attacked: tuple[Path, Path, str],
) -> None:
    project, _, _ = attacked
    assert (project / "site" / "index.html").exists()
    for folder in (project, project.with_name("damaged")):
        own = ("deliveries", "truth", "zicht.toml")
        assert places_with_marker(folder, leave_out=own) == []


def test_the_vault_holds_it_only_encrypted(attacked: tuple[Path, Path, str]) -> None:
    project, _, _ = attacked
    for folder in (project, project.with_name("damaged")):
        vaults = [path for path in (folder / ".zicht").rglob("*") if path.is_file()]
        assert any(path.stat().st_size > 100_000 for path in vaults)
        assert places_with_marker(folder / ".zicht") == []


def test_nothing_is_left_in_temporary_folders(attacked: tuple[Path, Path, str]) -> None:
    _, temporary, _ = attacked
    assert places_with_marker(temporary) == []


def test_no_output_log_or_error_says_it(attacked: tuple[Path, Path, str]) -> None:
    _, _, said = attacked
    assert said
    assert MARKER.lower() not in said.lower()


def test_the_test_would_notice(
    attacked: tuple[Path, Path, str], tmp_path: Path
) -> None:
    project, _, _ = attacked
    leak = tmp_path / "leak"
    shutil.copytree(project / "deliveries", leak)
    assert places_with_marker(leak)
