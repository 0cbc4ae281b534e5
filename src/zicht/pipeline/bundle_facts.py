"""What a bundle for review states of a release: facts that the reviewer's machine computes again, and their page."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from zicht.edition.figures import quantity
from zicht.pipeline.accepting import accepted_in_doubt
from zicht.pipeline.expected import rows_of_missing
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release import approval, compare, store
from zicht.vocabulary.linkage import Share
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Change, Release

Facts = dict[str, object]
"""What a bundle states, by name; plain values, which are compared as JSON."""
_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem;text-align:left}"
    "ul.check{list-style:none;padding:0}"
)
CHECKLIST = (
    "The figures are plausible beside those of last year, and every large change has a reason.",
    "What moved since the last publication is meant, and readers are told.",
    "What was withheld is withheld for a reason that may be published.",
    "Deliveries that were accepted in spite of doubts were rightly accepted.",
    "What is missing is said on the pages.",
    "Survivors read the wording.",
    "Practitioners read the wording.",
    "The pages were looked at in every language.",
)


def facts_of_release(path: Path, before: Path | None) -> Facts:
    """Return what follows from a release and the one before; no count of records, which would undo the rounding.

    The builder writes them in the bundle, and the machine of the reviewer computes them again.
    """
    release = store.read(path)
    # Computed and not read from the release, which holds no differences (ADR 0003).
    changes = compare.compare(store.read(before), release) if before else ()
    return {
        "project": release.face.title.en,
        "release": path.name,
        "digest": release.digest,
        "published before": before.name if before else "",
        "figures": sum(len(series) for series in release.series.values()),
        "moved": [_change(change) for change in changes],
        "withheld": _withheld(release, path),
        "gate": _gate(release, path),
        "deliveries": [
            {"source": receipt.source, "period": receipt.period}
            for receipt in release.receipts
        ],
        "people withdrew": release.has_withdrawals,
        "texts": [
            {"kind": document.kind, "title": document.title.en}
            for document in release.documents
        ],
        "journal": approval.journal_of(path),
    } | _linkage(release)


def _linkage(release: Release) -> Facts:
    """Return how sure linkage is, in the shares that the release publishes; nothing where it counts no people."""
    linkage = release.linkage
    if linkage is None:
        return {}
    shares = {
        "linked pairs that are two people": linkage.false_links,
        "pairs of one person that are not linked": linkage.missed_links,
    }
    facts = {words: _percentage(share) for words, share in shares.items()}
    if linkage.rests_on_guesses:
        facts["too few records to learn from"] = (
            "of records without one given name, birth date, number or token as many are linked as slips in the others"
            " lead to expect"
        )
    return {"linkage": facts}


def _percentage(share: Share) -> str:
    """Write a share with its interval as percentages."""
    estimate, lower, upper = (
        quantity(100 * value, "percent", "en", 2)
        for value in (share.estimate, share.lower, share.upper)
    )
    return f"{estimate} ({lower} to {upper})"


def _change(change: Change) -> dict[str, object]:
    return {
        "figure": change.figure,
        "before": change.before,
        "after": change.after,
        "why": change.reason.en,
    }


def _gate(release: Release, path: Path) -> dict[str, object]:
    """Return by what rules the gate protected the tables, what that cost, and what it attacked them together with.

    The gate refuses to seal tables in which its audit found a protected cell. That a release has a seal therefore says
    that the audit found none, and no fact here repeats it.
    """
    facts: dict[str, object] = {"method": release.method}
    policy = release.policy
    if policy is not None:
        facts |= {
            "policy": policy.title,
            "smallest group": policy.threshold,
            "smallest group in the smallest areas": policy.local_threshold,
        }
    if release.gate is not None:
        ledger = store.gate_statement(path, release.gate).ledger
        facts["audited together with earlier publications"] = (
            f"ledger {ledger}" if ledger else "there were none"
        )
    # Under a name of their own: the names of losses are those of the gate, and one of them
    # could be that of a fact above.
    return facts | {"losses": dict(release.losses)}


def _withheld(release: Release, path: Path) -> dict[str, int]:
    """Count the printed cells by what was done with them."""
    if release.gate is None:
        return {}
    counted: Counter[str] = Counter()
    # Read from the seal and not from the series: withheld cells stand in no series.
    for table in store.read_sealed(path, release.gate).tables:
        counted.update(table.statuses.tolist())
    return dict(sorted(counted.items()))


def facts_of_vault(project: Project, *, tell: Progress) -> Facts:
    """Return what only the vault knows: doubts and missing deliveries."""
    with open_vault(project, why="bundle", tell=tell) as (_, vault):
        return {
            "accepted in spite of doubts": accepted_in_doubt(vault),
            "missing": rows_of_missing(project, vault),
        }


def page(facts: Mapping[str, object], *, has_site: bool) -> str:
    """Write the facts and the checklist as one page that opens without a network."""
    release = html.escape(str(facts["release"]))
    link = '<p><a href="site/index.html">The pages</a></p>' if has_site else ""
    boxes = "\n".join(_checkbox(line) for line in CHECKLIST)
    sections = [
        f"<h2>{html.escape(name)}</h2>\n{_value(value)}"
        for name, value in facts.items()
        if name != "checklist"
    ]
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Review of {release}</title>\n"
        f"<style>{_STYLE}</style>\n"
        f"<h1>Review of release {release}</h1>\n{link}\n"
        f'<h2>Checklist</h2>\n<ul class="check">\n{boxes}\n</ul>\n'
        + "\n".join(sections)
        + "\n</html>\n"
    )


def _checkbox(line: str) -> str:
    return f'<li><label><input type="checkbox"> {html.escape(line)}</label></li>'


def _value(value: object) -> str:
    """Write one fact: a list of rows as a table, named values as a table of two columns, else as a paragraph."""
    # Lists of rows have the same names in each, so the first gives the header.
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = [_cells(row.values(), "td") for row in value]
        return _table([_cells(value[0], "th"), *rows])
    if isinstance(value, dict) and value:
        return _table([_named_value(name, text) for name, text in value.items()])
    is_empty = value in ("", [], {})
    return f"<p>{'nothing' if is_empty else html.escape(str(value))}</p>"


def _named_value(name: str, text: object) -> str:
    if isinstance(text, dict):
        return f"{_cells([name], 'th')}<td>{_value(text)}</td>"
    return f"{_cells([name], 'th')}{_cells([text], 'td')}"


def _cells(values: Iterable[object], tag: str) -> str:
    return "".join(f"<{tag}>{html.escape(str(value))}</{tag}>" for value in values)


def _table(rows: Iterable[str]) -> str:
    lines = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>{lines}</table>"
