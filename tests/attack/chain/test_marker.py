"""A marker planted in every identifying field is found nowhere outside the vault."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attack.hidden_words import holds, places_with
from tests.golden.conftest import SCALE, new_project, run_zicht
from tests.sharing import made_once

MARKER = "QXZWKJV"
SCALE_OF_DAMAGED = "0.05"
"""Damage stops a run at reception: a tenth of the country provokes the same errors."""


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
    said += taken_elsewhere(project, base / "elsewhere", temporary)
    damaged = base / "damaged"
    said.append(invent_marked(damaged, SCALE_OF_DAMAGED, temporary))
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
    assert holds(MARKER, delivered), "the marker was not planted"
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
