"""Attacks on the seal: bytes that no signature covers, tables that do not add up, and releases that go back in time."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from zicht.pipeline.adding_up import wrong_sums
from zicht.release.approval import (
    approvals_of,
    approve,
    builder_of,
    load_key,
    make_key,
    sign_as_builder,
)
from zicht.release.freeze import Sealed, freeze
from zicht.release.roles import Member, Panel, Role, write_roles
from zicht.release.store import gate_of, gate_statement, list_releases, verify
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.releases import Face, HelpLine, Inputs, Release
from zicht.vocabulary.text import Text


def both(words: str) -> Text:
    return Text(words, words)


def content_with(total: float) -> Release:
    """A release of one table: a total, women and men."""
    face = Face(
        id="klein",
        title=both("Klein"),
        institute=both("Instituut"),
        country="XX",
        invented=True,
        languages=("nl", "en"),
        about=both("Over"),
        contact="",
        help_lines=(HelpLine("Hulp", both("Luistert"), "https://example.org"),),
    )
    nothing = np.full(3, np.nan)
    series = Series(
        indicator="V01",
        dimensions=("geslacht",),
        periods=np.array(["2020"] * 3),
        codes=(np.array([TOTAL, "v", "m"]),),
        values=np.array([total, 150.0, 120.0]),
        statuses=np.array(["published"] * 3),
        lower=np.array([total - 4, 146.0, 116.0]),
        upper=np.array([total + 4, 154.0, 124.0]),
        numerators=nothing,
        denominators=nothing,
    )
    sexes = CodeList("geslacht", {"v": both("Vrouwen"), "m": both("Mannen")})
    return Release(
        digest="",
        face=face,
        series={"V01": series},
        codes={"geslacht": sexes},
        policy=Policy("standaard", "1", "Omdat het moet."),
        method="controlled rounding",
    )


def tables_with(total: int) -> Protected:
    values = np.array([total, 150, 120])
    table = ProtectedTable(
        universe="slachtofferjaren",
        dimensions=(Dimension("geslacht", ("v", "m")),),
        codes=(np.array([TOTAL, "v", "m"]),),
        values=values,
        statuses=np.array(["published"] * 3),
        lower=values - 4,
        upper=values + 4,
    )
    return Protected((table,), "standaard 1", "controlled rounding", {})


def signed_release(folder: Path, *, code: str = "", number: int = 1) -> Path:
    """A release that a gate sealed, a builder built, and two reviewers signed."""
    sealed = Sealed.by(tables_with(270), Ed25519PrivateKey.generate())
    path = freeze(content_with(270), sealed, Inputs(code=code), folder / "releases")
    for name in ("builder", "one", "two"):
        if not (folder / f"{name}.key").exists():
            make_key(folder / f"{name}.key")
    sign_as_builder(path, load_key(folder / "builder.key"), number=number)
    for name in ("one", "two"):
        approve(
            path,
            load_key(folder / f"{name}.key"),
            reviewer=name,
            statement="Figures.",
            panel=panel_of(registered(folder)),
        )
    return path


def registered(folder: Path) -> dict[str, str]:
    keys = {name: load_key(folder / f"{name}.key") for name in ("one", "two")}
    return {
        name: key.public_key().public_bytes_raw().hex() for name, key in keys.items()
    }


def panel_of(keys: dict[str, str]) -> Panel:
    members = (
        Member(name, Role.REVIEWER, public, "2000-01-01")
        for name, public in keys.items()
    )
    return Panel(tuple(members), is_demonstration=True)


def problems(path: Path) -> list[str]:
    """Everything that verification finds wrong with a release."""
    wrong = verify(path)
    builder = builder_of(path)
    signatures = [*approvals_of(path), *([builder] if builder else [])]
    return [*wrong, *(one.problem for one in signatures if one.problem)]


def flips_noticed(path: Path, *, step: int, masks: tuple[int, ...] = ()) -> int:
    """Flip bytes of every file of a release, and demand that each is noticed; return how many.

    Parameters
    ----------
    step : how many bytes of content from one that is flipped to the next; of signatures every byte is
    masks : bits that are flipped, one after the other; the case of a letter or the lowest bit when left out
    """
    flips = 0
    for file in sorted(path.rglob("*")):
        if file.is_dir():
            continue
        file.chmod(0o644)
        whole = file.read_bytes()
        for position in range(
            0, len(whole), 1 if file.parent.name == "signatures" else step
        ):
            is_letter = whole[position : position + 1].isalpha()
            for mask in masks or (0x20 if is_letter else 1,):
                altered = bytearray(whole)
                altered[position] ^= mask
                file.write_bytes(altered)
                assert problems(path), f"{file.name}, byte {position}, bits {mask:#x}"
                flips += 1
        file.write_bytes(whole)
    return flips


def test_every_flip_of_a_byte_in_content_and_signatures_is_noticed(
    tmp_path: Path,
) -> None:
    path = signed_release(tmp_path)
    assert problems(path) == []
    assert flips_noticed(path, step=41) > 1000
    assert problems(path) == []


@pytest.mark.nightly
def test_every_bit_of_every_byte_of_a_release_is_noticed(tmp_path: Path) -> None:
    path = signed_release(tmp_path)
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    flips = flips_noticed(path, step=1, masks=tuple(1 << bit for bit in range(8)))
    assert flips == 8 * size


def capitals(text: str) -> str:
    """The same statement, with its keys and signatures in capitals."""
    fields = json.loads(text)
    for name in ("public_key", "signature", "seal"):
        if name in fields:
            fields[name] = fields[name].upper()
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


REWRITINGS: dict[str, Callable[[str], str]] = {
    "hexadecimal in capitals": capitals,
    "no line end": str.rstrip,
    "other blanks": lambda text: json.dumps(json.loads(text)) + "\n",
    "a field more": lambda text: text.replace("{", '{\n  "note": "x",', 1),
    "a field twice": lambda text: text.replace("{", '{\n  "public_key": "",', 1),
}


@pytest.mark.parametrize("how", REWRITINGS)
def test_a_signature_written_in_another_way_is_refused(
    how: str, tmp_path: Path
) -> None:
    path = signed_release(tmp_path)
    for file in (path / "signatures").iterdir():
        whole = file.read_text()
        file.write_text(REWRITINGS[how](whole))
        assert problems(path), file.name
        file.write_text(whole)


def test_the_builder_does_not_pass_with_a_key_in_capitals(tmp_path: Path) -> None:
    path = signed_release(tmp_path)
    for file in (path / "signatures").glob("approval-*"):
        file.unlink()
    builder = load_key(tmp_path / "builder.key").public_key().public_bytes_raw().hex()
    with pytest.raises(ReleaseError, match="built"):
        approve(
            path,
            load_key(tmp_path / "builder.key"),
            reviewer="Somebody",
            statement="Figures.",
            panel=panel_of({"Somebody": builder}),
        )
    with pytest.raises(ReleaseError, match="lower-case"):
        write_roles(
            tmp_path / "roles.json",
            "klein",
            1,
            panel_of({"Somebody": builder.upper()}).reviewers,
            Ed25519PrivateKey.generate(),
        )


A_KEY = "ab" * 31
ODD_KEYS = {
    "too short": f"{A_KEY}a",
    "too long": f"{A_KEY}abab",
    "with a prefix": f"0x{A_KEY}",
    "with a line end": f"{A_KEY}a\n",
    "in other digits": f"{A_KEY}\N{ARABIC-INDIC DIGIT ONE}1",
    "in wide letters": f"{A_KEY}\N{FULLWIDTH LATIN SMALL LETTER A}b",
    "empty": "",
    "the neutral point": "01" + "00" * 31,
    "a point of order two": "ec" + "ff" * 30 + "7f",
    "a point of order four": "00" * 32,
    "another of order four": "00" * 31 + "80",
    "a point of order eight": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "another of order eight": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
}
"""Texts that must not be listed as a public key; the points of order eight are those that libsodium refuses."""


@pytest.mark.parametrize("kind", ODD_KEYS)
def test_an_odd_public_key_is_not_listed(kind: str, tmp_path: Path) -> None:
    members = panel_of({"Somebody": ODD_KEYS[kind]}).reviewers
    root = Ed25519PrivateKey.generate()
    with pytest.raises(ReleaseError, match=r"lower-case|everybody can sign"):
        write_roles(tmp_path / "roles.json", "klein", 1, members, root)
    assert not (tmp_path / "roles.json").exists()


def test_everybody_signs_with_a_point_of_small_order() -> None:
    """Why such keys are refused: a signature that needs no private key fits."""
    neutral = "01" + "00" * 31
    weak = Ed25519PublicKey.from_public_bytes(bytes.fromhex(neutral))
    sound = Ed25519PrivateKey.generate().public_key()
    signature = bytes.fromhex(neutral) + bytes(32)
    weak.verify(signature, b"Any release at all.")
    with pytest.raises(InvalidSignature):
        sound.verify(signature, b"Any release at all.")


def test_the_digest_of_the_ledger_cannot_be_replaced_without_the_key(
    tmp_path: Path,
) -> None:
    path = signed_release(tmp_path)
    seal = path / "signatures" / "gate.json"
    fields = json.loads(seal.read_text())
    fields["ledger"] = "ab" * 32
    seal.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n")
    assert verify(path) == ["The seal of the gate does not fit the cells."]


def test_a_total_that_is_not_the_sum_of_its_parts_is_found_under_a_valid_seal(
    tmp_path: Path,
) -> None:
    """The attacker has the gate's key: total 9,000, of which the parts are 150 and 120."""
    sealed = Sealed.by(tables_with(9000), Ed25519PrivateKey.generate())
    path = freeze(content_with(9000), sealed, Inputs(), tmp_path)
    assert verify(path) == [], "every byte is as it was sealed"
    gate = gate_of(path)
    assert gate is not None
    tables = gate_statement(path, gate).protected
    assert wrong_sums(content_with(9000), tables) == [
        "slachtofferjaren (everything) is not the sum of its geslacht."
    ]
    assert wrong_sums(content_with(270), tables_with(270)) == []


def test_a_hidden_part_must_leave_room_for_the_total() -> None:
    table = tables_with(270).tables[0]
    hidden = replace(
        table,
        values=np.array([270, 0, 120]),
        statuses=np.array(["published", "banded", "published"]),
        lower=np.array([266, 0, 116]),
        upper=np.array([274, 9, 124]),
    )
    tables = replace(tables_with(270), tables=(hidden,))
    assert len(wrong_sums(content_with(270), tables)) == 1


def test_one_cell_printed_with_two_numbers_is_found() -> None:
    one, other = tables_with(270).tables[0], tables_with(275).tables[0]
    alone = replace(
        other,
        dimensions=(),
        codes=(),
        values=other.values[:1],
        statuses=other.statuses[:1],
        lower=other.lower[:1],
        upper=other.upper[:1],
    )
    tables = replace(tables_with(270), tables=(one, alone))
    assert wrong_sums(content_with(270), tables) == [
        "slachtofferjaren (everything) is printed differently in another table."
    ]


def test_copying_a_folder_does_not_change_which_release_is_the_newest(
    tmp_path: Path,
) -> None:
    first = signed_release(tmp_path, code="1", number=1)
    second = signed_release(tmp_path, code="2", number=2)
    copy = tmp_path / "copy"
    for path in (second, first):  # as `cp -r` may do: the older one last
        shutil.copytree(path, copy / path.name, copy_function=shutil.copyfile)
    assert [path.name for path in list_releases(copy)] == [first.name, second.name]


def test_a_signature_of_the_same_reviewer_under_another_file_name_is_refused(
    tmp_path: Path,
) -> None:
    path = signed_release(tmp_path)
    file = next((path / "signatures").glob("approval-*"))
    shutil.copy(file, file.with_name("approval-0000000000000000.json"))
    assert problems(path)


def test_a_foreign_file_beside_the_signatures_is_noticed(tmp_path: Path) -> None:
    path = signed_release(tmp_path)
    (path / "signatures" / "letter.txt").write_text("trust me")
    assert problems(path) == ["signatures/letter.txt does not belong to the release."]
