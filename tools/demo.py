"""The demonstration: the main job on both bundled projects, from nothing to pages. Ends by itself."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ZICHT = Path(sys.executable).with_name("zicht")
SETTINGS = {"ZICHT_LANGUAGE": "en", **os.environ}
"""Where nobody chose a language, the demonstration speaks that of the README; its first project is Dutch."""
REVIEWERS = ("demonstration-reviewer-1", "demonstration-reviewer-2")


def zicht(*arguments: str | Path) -> None:
    """Run one verb, shown as a user would type it."""
    words = [str(a.relative_to(ROOT)) if isinstance(a, Path) else a for a in arguments]
    print(f"\n$ zicht {' '.join(words)}", flush=True)
    subprocess.run([ZICHT, *words], cwd=ROOT, check=True, env=SETTINGS)


def demonstrate(project: Path) -> None:
    """Run the chain and have two generated reviewers sign it."""
    zicht("run", project)
    for name in REVIEWERS:
        zicht("release", "approve", project, "--reviewer", name, "--demonstration")


def main() -> None:
    """Invent, run, approve, tell where the pages are."""
    began = time.monotonic()
    invented, published = (
        ROOT / "projects" / "voorbeeldland",
        ROOT / "projects" / "nederland",
    )
    if not (invented / "deliveries").exists():
        zicht("invent", invented)
    demonstrate(invented)
    zicht("truth", invented)
    zicht("explain", invented, "V01:2024")
    demonstrate(published)
    print(f"\nDone in {time.monotonic() - began:.0f} seconds. The pages:")
    for project in (invented, published):
        site = project / "site"
        print(
            f"  {site.relative_to(ROOT)}/index.html    look at it: .venv/bin/zicht serve {project.relative_to(ROOT)}"
        )


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
