"""A release is frozen whole, read back as it was, and notices any altered byte."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zicht.release.compare import compare
from zicht.release.files import to_json
from zicht.release.freeze import Sealed, freeze
from zicht.release.store import find, inputs_of, list_releases, read, verify
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Inputs, Release

INPUTS = Inputs(deliveries=("d",), settings="s", code="c")


def frozen(content: Release, sealed: Sealed, folder: Path) -> Path:
    return freeze(content, sealed, INPUTS, folder)


def test_what_was_frozen_is_read_back(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    release = read(frozen(content, sealed, tmp_path))
    assert release.face == content.face
    assert release.cited == content.cited
    assert release.codes == content.codes
    assert release.population == content.population
    np.testing.assert_array_equal(
        release.series["V01"].values, content.series["V01"].values
    )
    np.testing.assert_array_equal(
        release.series["V01"].codes[0], content.series["V01"].codes[0]
    )


def test_same_content_gives_the_same_release_byte_for_byte(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    first, second = (
        frozen(content, sealed, tmp_path / "a"),
        frozen(content, sealed, tmp_path / "b"),
    )
    assert first.name == second.name
    for file in (first / "content").rglob("*"):
        if file.is_file():
            assert file.read_bytes() == (second / file.relative_to(first)).read_bytes()


def test_other_content_gives_another_release(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    other = replace(content, cited=())
    assert (
        frozen(content, sealed, tmp_path).name != frozen(other, sealed, tmp_path).name
    )
    assert len(list_releases(tmp_path)) == 2


def test_verify_finds_any_altered_byte(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    path = frozen(content, sealed, tmp_path)
    assert verify(path) == []
    for file in sorted((path / "content").rglob("*")):
        if file.is_dir():
            continue
        before = file.read_bytes()
        file.chmod(0o644)
        file.write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
        assert verify(path), file.name
        with pytest.raises(ReleaseError):
            read(path)
        file.write_bytes(before)
    assert verify(path) == []


def test_verify_finds_missing_and_foreign_files(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    path = frozen(content, sealed, tmp_path)
    (path / "content" / "extra.csv").write_text("a\n")
    (path / "content" / "figures" / "V01.csv").unlink()
    wrong = verify(path)
    assert any("extra.csv" in line for line in wrong)
    assert any("V01.csv is missing" in line for line in wrong)


def test_tables_that_changed_after_the_gate_are_refused(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    table = sealed.protected.tables[0]
    tampered = replace(table, values=np.array([20, 0, 20]))
    forged = Sealed(replace(sealed.protected, tables=(tampered,)), sealed.statement)
    with pytest.raises(ReleaseError, match="seal of the gate"):
        frozen(content, forged, tmp_path)
    assert list_releases(tmp_path) == []


def test_series_without_sealed_tables_are_refused(
    content: Release, tmp_path: Path
) -> None:
    with pytest.raises(ReleaseError, match="sealed"):
        freeze(content, None, INPUTS, tmp_path)


def test_a_seal_of_another_gate_is_noticed(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    path = frozen(content, sealed, tmp_path)
    seal = path / "signatures" / "gate.json"
    seal.write_text(seal.read_text().replace('"seal": "', '"seal": "00'))
    assert verify(path) == ["The seal of the gate does not fit the cells."]


def test_find_takes_the_start_of_a_digest(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    path = frozen(content, sealed, tmp_path)
    assert find(tmp_path, path.name[:6]) == path
    assert find(tmp_path) == path
    with pytest.raises(ReleaseError, match="0 releases"):
        find(tmp_path, "zzz")


def test_compare_lists_what_moved_and_why(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    before = read(frozen(content, sealed, tmp_path))
    series = content.series["V01"]
    moved = replace(
        content,
        series={"V01": replace(series, values=np.array([20.0, np.nan]))},
        cited=(),
    )
    after = read(freeze(moved, sealed, replace(INPUTS, deliveries=("e",)), tmp_path))
    changes = {change.figure: change for change in compare(before, after)}
    assert changes.keys() == {"V01:2020", "c1"}
    assert (changes["V01:2020"].before, changes["V01:2020"].after) == ("15", "20")
    assert changes["V01:2020"].reason.nl == "veranderd: leveringen"
    assert changes["V01:2020"].reason.en == "changed: deliveries"
    assert compare(before, before) == ()


def test_what_a_type_remembers_for_itself_is_not_part_of_a_release() -> None:
    geography = Geography(2024, {"A": Area("A", "A", "gemeente")}, {}, "XX")
    before = to_json(geography)
    assert [area.code for area in geography.level("gemeente")] == ["A"]
    assert to_json(geography) == before


def test_what_a_release_was_made_from_is_read_from_its_manifest_alone(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    path = frozen(content, sealed, tmp_path)
    assert inputs_of(path) == INPUTS
    for file in (path / "content").rglob("*.csv"):
        file.unlink()
    assert inputs_of(path) == INPUTS, "no other file is looked at"
    manifest = path / "content" / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")
    assert inputs_of(path) == Inputs()
    manifest.unlink()
    assert inputs_of(path) == Inputs()


def test_a_release_tells_that_people_withdrew(
    content: Release, sealed: Sealed, tmp_path: Path
) -> None:
    assert not read(frozen(content, sealed, tmp_path)).has_withdrawals
    after = freeze(content, sealed, replace(INPUTS, withdrawals="ab" * 32), tmp_path)
    assert read(after).has_withdrawals
