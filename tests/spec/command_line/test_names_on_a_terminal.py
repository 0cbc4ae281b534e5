"""What files are called reaches a terminal as it is written: nothing in a name is obeyed, lost or a fault."""

import io
import sys

import pytest
from rich.console import Console

from zicht.cli import output, run

NAMES = ["2024 [final].csv", "[/dim] 2024.csv", "[red]2024.csv"]
CAPTURES = (
    "A,B,C,n\n1,0,0,50\n0,1,0,40\n0,0,1,33\n1,1,0,20\n1,0,1,12\n0,1,1,9\n1,1,1,4\n"
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", NAMES)
def test_square_brackets_in_a_name_are_printed_in_a_table(monkeypatch, name):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    output.give_table(("file", "rows"), [(name, 3)], title="[/b] of today")
    assert name in terminal.getvalue()
    assert "[/b] of today" in terminal.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_square_brackets_in_a_name_are_printed_in_a_step(monkeypatch, name):
    terminal = Terminal()
    console = Console(file=terminal, force_terminal=True, color_system=None, width=100)
    monkeypatch.setattr(output, "talk", console)
    with output.steps() as tell:
        tell(f"Receiving {name}")
        tell(f"Receiving {name}", 1, 2)
    assert f"· Receiving {name}\n" in terminal.getvalue()


def test_a_control_character_in_a_name_is_printed_as_its_code(tmp_path, capsys):
    path = tmp_path / "a\x1b[2J\x9b\x07.csv"
    path.write_text(CAPTURES)
    command = ["estimate", str(path), "--method", "independence", "--replicates", "0"]
    assert run(command) == 0
    printed = "".join(capsys.readouterr())
    assert r"a\x1b[2J\x9b\x07.csv" in printed
    assert "\x1b" not in printed
    assert run(["estimate", str(tmp_path / "no\x1b[2J.csv")]) == 2
    assert r"no\x1b[2J.csv" in capsys.readouterr().err


def test_a_tab_in_a_cell_does_not_make_a_column_in_a_pipe(capsys):
    output.give_table(("file", "rows"), [("a\tb\nc.csv", 3)])
    assert capsys.readouterr().out == "file\trows\na\\x09b\\x0ac.csv\t3\n"
