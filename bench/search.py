"""Whether search finds the right page: questions with their answers, asked of the real search page in Chromium.

Run: python bench/search.py [--strict] [--script search.js]; writes bench/results/search.json. Builds the pages of
projects/nederland from its published figures and content, serves them on this machine, and asks every question of
bench/search_questions.csv. A question is answered when one of its pages stands in the first three results. `--script`
tries another script of the search page; `--strict` fails below 95%. Needs Debian's Chromium.
"""

import csv
import json
import re
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright
from tests.sites import build_site

from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.knowledge import shelve
from zicht.project.content import read_content
from zicht.project.folder import Project
from zicht.project.references import Known
from zicht.site.library import Library
from zicht.site.planning import plan_pages
from zicht.site.serving import make_server
from zicht.vocabulary.releases import Release

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "bench" / "search_questions.csv"
RESULTS = ROOT / "bench" / "results" / "search.json"
FIRST = 3
WANTED = 0.95
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
]


def release() -> Release:
    """Make a release of what the Netherlands published: nothing is counted."""
    project = Project.open(ROOT / "projects" / "nederland")
    figures = Register(project.cited)
    content = read_content(
        project.folder,
        pack=project.pack,
        known=Known({figure.id for figure in figures.cited}, indicators=()),
    )
    return Release(
        digest="0" * 64,
        face=project.face,
        cited=figures.cited,
        reconciliations=reconcile(figures, project.checks),
        key_figures=project.key_figures,
        documents=shelve(content, figures.cited),
    )


def page_id(answer: str) -> str:
    """Give the page of one right answer, written `kind/id`."""
    kind, _, answer = answer.partition("/")
    if kind in ("series", "theme"):
        return f"{'printed' if kind == 'series' else kind}:{answer}"
    if kind == "organisation":
        return f"organisation:{answer}"
    return answer if kind == "page" else f"document:{kind}:{answer}"


def ask(page: Page, address: str, question: str) -> list[str]:
    """Give the paths of the first results, in their order."""
    page.goto(f"{address}?{urlencode({'q': question})}")
    page.locator("#search-said").filter(has_text=re.compile(r"\S")).wait_for(
        timeout=20_000
    )
    links = page.eval_on_selector_all(
        "#search-found li a", "found => found.map(link => link.pathname)"
    )
    return [str(link).lstrip("/") for link in links]


def main() -> None:
    made = release()
    library = Library(made, "")
    plan_pages(library)
    with QUESTIONS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "site"
        build_site(made, out)
        if "--script" in sys.argv:
            shutil.copy(sys.argv[sys.argv.index("--script") + 1], out / "search.js")
        server = make_server(out)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        for row in rows:
            language = row["language"]
            wanted = [
                library.pages[page_id(answer)].paths[language]
                for answer in row["answers"].split()
            ]
            search = library.pages["search"].paths[language]
            found = ask(
                page,
                f"http://127.0.0.1:{server.server_address[1]}/{search}",
                row["question"],
            )
            places = [found.index(path) + 1 for path in wanted if path in found]
            row["place"] = str(min(places, default=""))
            row["found"] = " ".join(found[:FIRST])
        browser.close()
        server.shutdown()
    good = [row for row in rows if row["place"] and int(row["place"]) <= FIRST]
    share = {
        language: round(
            sum(row["language"] == language for row in good)
            / sum(row["language"] == language for row in rows),
            3,
        )
        for language in ("nl", "en")
    }
    missed = [row for row in rows if row not in good]
    result = {
        "questions": len(rows),
        "answered_in_first_three": len(good),
        "share": share,
        "missed": missed,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(
        f"search: {len(good)} of {len(rows)} questions answered in the first {FIRST} ({share}); wanted {WANTED:.0%}"
    )
    for row in missed:
        print(
            f"  missed ({row['place'] or '-'}): {row['question']} -> {row['answers']}; {row['found'] or 'nothing'}"
        )
    if "--strict" in sys.argv and len(good) < WANTED * len(rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
