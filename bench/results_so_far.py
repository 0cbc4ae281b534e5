"""Results of a long bench, one JSON object per line, so that it goes on where it stopped."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read_results(file: Path) -> list[dict[str, Any]]:
    """Return what was measured so far; nothing where the file does not exist yet."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def keep_result(file: Path, result: Mapping[str, object]) -> None:
    """Write one result below those that were measured before."""
    with file.open("a", encoding="utf-8") as results:
        results.write(json.dumps(result) + "\n")
