"""Every verb says what it does, shows an example, and is quick to say so."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from cyclopts import App

from zicht.cli import register_verbs
from zicht.cli.app import app

register_verbs()


def leaves(
    at: App, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], App]]:
    for name in at:
        if name.startswith("-"):
            continue
        child = at[name]
        children = [
            grandchild for grandchild in child if not grandchild.startswith("-")
        ]
        yield from (
            leaves(child, (*path, name)) if children else [((*path, name), child)]
        )


VERBS = dict(leaves(app))


def test_all_promised_verbs_are_there() -> None:
    promised = {
        ("new",),
        ("invent",),
        ("check",),
        ("run",),
        ("serve",),
        ("status",),
        ("explain",),
    }
    promised |= {("release", verb) for verb in ("list", "verify", "diff", "approve")}
    assert promised <= VERBS.keys()


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_every_verb_has_help_with_an_example(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    app([*path, "--help"], result_action="return_value")
    shown = capsys.readouterr().out
    assert f"zicht {' '.join(path)}" in shown.replace("Usage: zicht", "", 1)
    assert "Example" in shown


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from zicht.cli import register_verbs; register_verbs();"
        "print([m for m in ('numpy', 'duckdb', 'scipy', 'highspy', 'typst') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
