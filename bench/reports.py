"""How long reports, briefs and proof take, and how large they are.

Run: python bench/reports.py; writes bench/results/reports.json. The bundled reports of the invented country are built
from figures of a formula, in two languages, as pages and as PDF.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests/spec/reports"))

import reports_sample

from zicht.project.reports import read_reports
from zicht.proof import facts
from zicht.proof.checking import check as check_text
from zicht.proof.documents import read_text
from zicht.reports.briefing import writing
from zicht.reports.building import build
from zicht.reports.resolving import check

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"


def timed(work: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    done = work()
    return round(time.perf_counter() - started, 2), done


def main() -> None:
    documents = read_reports(ROOT / "projects/voorbeeldland")
    release = reports_sample.release(*documents, approvals=2)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        checking, problems = timed(lambda: check(release))
        building, built = timed(lambda: build(release, out / "one"))
        build(release, out / "two")
        briefing, _ = timed(
            lambda: writing.brief(release, area="Dorpveld", out=out / "one")
        )
        text = documents[0].body.nl.replace("[[", "").replace("]]", "") * 10
        document = read_text(text.encode(), ".md", "text.md")
        known = facts.know(release, "nl")
        proofing, findings = timed(lambda: check_text(document, "nl", known))
        made = sorted((out / "two").iterdir())
        found = {
            "reports": len(documents),
            "files": len(made),
            "problems": len(list(problems)),  # type: ignore[call-overload]
            "seconds_to_check": checking,
            "seconds_to_build": building,
            "seconds_per_report_and_language": round(
                building / (2 * len(documents)), 2
            ),
            "seconds_for_a_brief": briefing,
            "seconds_to_proof": proofing,
            "numbers_proofed": len(findings),  # type: ignore[arg-type]
            "largest_page_bytes": max(
                path.stat().st_size for path in made if path.suffix == ".html"
            ),
            "largest_pdf_bytes": max(
                path.stat().st_size for path in made if path.suffix == ".pdf"
            ),
            "same_bytes_twice": all(
                path.read_bytes() == (out / "one" / path.name).read_bytes()
                for path in made
            ),
            "figures": sum(one.figures for one in built),  # type: ignore[attr-defined]
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            // 1024,
        }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reports.json").write_text(json.dumps(found, indent=1) + "\n")
    for name, value in found.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
