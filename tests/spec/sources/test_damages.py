"""Every kind of damage in the table becomes of a delivery what the table says; docs print the same table."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.spec.sources.damages import ACCEPTED, FILES, ROWS, SET_ASIDE, File
from tests.spec.sources.making import melding, write_delivery, write_letter

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError

Check = Callable[..., Delivery]
PAGE = Path(__file__).parents[3] / "docs" / "damage.md"


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len(ROWS) + len(FILES) >= 200
    assert len({str(row.change) for row in ROWS}) == len(ROWS)
    assert len({file.what for file in FILES}) == len(FILES)


def test_every_damaged_row(checked: Check, session: Session, tmp_path: Path) -> None:
    """All rows go in one delivery; rows in are rows accepted and rows refused, and each is where the table says."""
    rows = [{**melding(number), **damage.change} for number, damage in enumerate(ROWS)]
    # A damaged key is still a key of its own.
    delivery = checked(*write_delivery(tmp_path, rows))
    refused = {
        row - 1: " ".join(reasons)
        for row, reasons in session.rows(
            sql("SELECT row_number, reasons FROM {t}", t=delivery.refused)
        )
    }
    found = {number: refused.get(number, ACCEPTED) for number in range(len(ROWS))}
    expected = {
        number: ACCEPTED if damage.outcome == SET_ASIDE else damage.outcome
        for number, damage in enumerate(ROWS)
    }
    wrong = {
        number: (ROWS[number].change, found[number], expected[number])
        for number in found
        if found[number] != expected[number]
    }
    assert not wrong
    set_aside = sum(damage.outcome == SET_ASIDE for damage in ROWS)
    assert sum(delivery.receipt.doubtful.values()) == set_aside
    assert delivery.receipt.rows == len(ROWS)


@pytest.mark.parametrize("damage", FILES, ids=lambda damage: damage.what)
def test_every_damaged_file(checked: Check, tmp_path: Path, damage: File) -> None:
    plain = {"sector": "hotel", "uitbuitingsvorm": "BSU"}
    good, _ = write_delivery(tmp_path / "good", [melding(n, **plain) for n in (1, 2)])
    file, letter = (
        tmp_path / damage.name,
        write_letter(tmp_path / "a.toml", **damage.letter),
    )
    file.write_bytes(damage.change(good.read_bytes()))
    if not damage.refusal:
        receipt = checked(file, letter).receipt
        assert (receipt.accepted, receipt.quarantined) == (2, 0)
        return
    with pytest.raises(DeliveryError) as raised:
        checked(file, letter)
    assert damage.refusal in str(raised.value)
    assert raised.value.now


@pytest.mark.nightly
def test_two_million_broken_lines_stay_within_memory(tmp_path: Path) -> None:
    """Measured in a process of its own: 0.7 GB and eleven seconds of processor time."""
    file, letter = write_delivery(tmp_path, [melding(1)])
    with file.open("a") as handle:
        for _ in range(20):
            handle.write(('M-x,1,"broken"x,2,a line of usual length\n') * 100_000)
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY\n"
        "from zicht.engine.session import Session; from zicht.sources import check\n"
        "folder, file, letter = map(Path, sys.argv[1:])\n"
        "with Session(folder, memory='1GB', reads=[file.parent]) as session:\n"
        "    form = FORMS['comensha_meldingen']\n"
        "    receipt = check(session, form, CODES, GEOGRAPHY, file, letter).receipt\n"
        "print(receipt.accepted, receipt.quarantined)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "private", file, letter],
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
        capture_output=True,
        text=True,
        check=True,
    )
    counts, megabytes = done.stdout.splitlines()
    assert counts == "1 2000000"
    assert int(megabytes) < 1_000


def page() -> str:
    """The page of docs, as it must stand."""
    lines = [
        "# Kinds of damage, and what becomes of them",
        "",
        f"{len(ROWS)} kinds of damage in a row and {len(FILES)} in a file, tried on the form `comensha_meldingen`.",
        "A test runs this table (`tests/spec/sources/damages.py`); what stands here is printed from it.",
        "",
        "| in a file | what becomes of it |",
        "|---|---|",
    ]
    lines += [
        f"| {file.what} | {f'refused: {file.refusal}' if file.refusal else 'read'} |"
        for file in FILES
    ]
    lines += ["", "| in a row | what becomes of it |", "|---|---|"]
    for row in ROWS:
        change = ", ".join(
            f"{name} = {_shown(text)}" for name, text in row.change.items()
        )
        lines.append(f"| {change} | {row.outcome} |")
    return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    short = text if len(text) <= 30 else f"{text[:10]}... ({len(text)} signs)"
    escaped = (
        short.encode("unicode_escape").decode() if not short.isprintable() else short
    )
    return f"`{escaped}`".replace("|", "\\|") if text else "empty"


def test_docs_print_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "write docs/damage.md anew: python -m tests.spec.sources.test_damages"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
