"""A marker planted in every identifying field is found nowhere outside the vault."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.attack.hidden_words import holds, places_with
from tests.golden.conftest import (
    MARKER,
    finished_country,
    marked_project,
    run_zicht,
)
from tests.sharing import made_once

SCALE_OF_DAMAGED = "0.05"
"""Damage stops a run at reception: a tenth of the country provokes the same errors."""


@pytest.fixture(scope="module", name="attacked")
def marked_country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Run everything that touches people on a country in which every identity carries the marker.

    It is the country that other tests count too: to invent and run another one takes minutes.
    """

    def attack(folder: Path) -> None:
        finished = finished_country(tmp_path_factory)
        shutil.copytree(finished.parent, folder, dirs_exist_ok=True)
        said = (folder / "said.txt").read_text() + everything_said(folder)
        (folder / "said.txt").write_text(said)

    folder = made_once(tmp_path_factory, "marker", attack)
    said = (folder / "said.txt").read_text()
    return folder / "voorbeeldland", folder / "tmp", said


def everything_said(base: Path) -> str:
    """Ask about the marked country after its run, and run damaged deliveries of another; return what was printed."""
    temporary = base / "tmp"
    project = base / "voorbeeldland"
    hold_the_marker(project)
    said = [
        run_zicht(verb, project, temporary=temporary, check=False)
        for verb in ("status", "truth")
    ]
    said.append(run_zicht("explain", project, "V01:2024", temporary=temporary))
    said += taken_elsewhere(project, base / "elsewhere", temporary)
    damaged = base / "damaged"
    marked_project(damaged)
    scale = ("--scale", SCALE_OF_DAMAGED)
    said.append(run_zicht("invent", damaged, *scale, temporary=temporary))
    hold_the_marker(damaged)
    said.append(run_zicht("check", damaged, temporary=temporary))
    said += damaged_deliveries(damaged, temporary)
    return "".join(done.stdout + done.stderr for done in said)


def taken_elsewhere(
    project: Path, place: Path, temporary: Path
) -> Iterator[subprocess.CompletedProcess[str]]:
    """Make everything that leaves the machine: a backup, shares of the keys, and a bundle for reviewers."""
    place.mkdir()
    words = place.with_name("words.txt")
    words.write_text("words of the root key\n")
    root = place.with_name("root.key")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZICHT_TRUST", str(place / "trust"))
        for verb in (
            ("backup", project, "--to", place / "backups"),
            ("keys", "split", project, "--to", place / "shares"),
            (
                *("trust", "init", project, "--builder", "Bea"),
                *("--root-key", root, "--passphrase-file", words),
            ),
            ("release", "bundle", project, "--out", place / "review.zip"),
            ("doctor", project),
        ):
            yield run_zicht(*verb, temporary=temporary, check=False)
    shutil.copytree(os.environ["ZICHT_JOURNAL"], place / "journals")


def hold_the_marker(project: Path) -> None:
    """Make sure that the marker was planted, where its absence elsewhere says something."""
    delivered = b"".join(
        path.read_bytes() for path in (project / "deliveries").rglob("*.csv")
    )
    assert holds(MARKER, delivered), "the marker was not planted"


def with_a_column_too_many(good: bytes) -> bytes:
    header, _, rest = good.partition(b"\n")
    return header + b",naam\n" + rest.replace(b"\n", f",{MARKER}\n".encode())


def without_names_of_columns(good: bytes) -> bytes:
    _, _, rest = good.partition(b"\n")
    return f"{MARKER},{MARKER}\n".encode() + rest


READ_AS_IT_IS = "another encoding"
"""No fault by itself: Zicht sees that a file is in UTF-16."""
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "half of the file is missing": lambda good: good[: len(good) // 2],
    "a column too many": with_a_column_too_many,
    "fields too many": lambda good: good.replace(b",", f",{MARKER},".encode(), 400),
    READ_AS_IT_IS: lambda good: good.decode().encode("utf-16"),
    "no names of columns": without_names_of_columns,
    "a quote that is not closed": lambda good: good + f'\n"{MARKER}'.encode(),
}
"""What happens to a file on its way, with the marker where a number, a date or the name of a column belongs."""


def damaged_deliveries(
    project: Path, temporary: Path
) -> Iterator[subprocess.CompletedProcess[str]]:
    """Provoke errors, one in the file of each year, and run: a refused delivery does not keep the others out."""
    source = project / "deliveries" / "comensha_meldingen"
    files = sorted(source.glob("*.csv"))
    for file, damage in zip(files, DAMAGES, strict=True):
        file.write_bytes(DAMAGES[damage](file.read_bytes()))
    yield run_zicht("check", project, temporary=temporary, check=False)
    done = run_zicht("run", project, temporary=temporary, check=False)
    for file, damage in zip(files, DAMAGES, strict=True):
        is_refused = f"{file.name}: " in done.stderr
        assert is_refused or damage == READ_AS_IT_IS, f"{damage} is not told"
    yield done


def test_the_marker_is_in_no_file_outside_deliveries_and_truth(
    attacked: tuple[Path, Path, str],
) -> None:
    project, _, _ = attacked
    assert (project / "site" / "index.html").exists()
    assert list(project.rglob("*.pdf")), "reports are printed too"
    for folder in (project, project.with_name("damaged")):
        own = ("deliveries", "truth", "zicht.toml")
        assert places_with(MARKER, folder, leave_out=own) == []


def test_the_vault_holds_it_only_encrypted(attacked: tuple[Path, Path, str]) -> None:
    project, _, _ = attacked
    for folder in (project, project.with_name("damaged")):
        vaults = [path for path in (folder / ".zicht").rglob("*") if path.is_file()]
        assert any(path.stat().st_size > 100_000 for path in vaults)
        assert places_with(MARKER, folder / ".zicht") == []


def test_nothing_that_leaves_the_machine_holds_it(
    attacked: tuple[Path, Path, str],
) -> None:
    project, _, _ = attacked
    place = project.with_name("elsewhere")
    assert [path.suffix for path in (place / "backups").iterdir()] == [".zicht-backup"]
    assert len(list((place / "shares").iterdir())) == 3
    assert list((place / "journals").glob("*.jsonl"))
    with zipfile.ZipFile(place / "review.zip") as archive:
        assert any(name.endswith(".pdf") for name in archive.namelist())
    assert places_with(MARKER, place) == []


def test_nothing_is_left_in_temporary_folders(attacked: tuple[Path, Path, str]) -> None:
    _, temporary, _ = attacked
    assert places_with(MARKER, temporary) == []


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
    assert places_with(MARKER, leak)
