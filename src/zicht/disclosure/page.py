"""The page beside protected tables: what was protected how, what was lost, and how to read and attack the result.

It is made of what is published, and says nothing that the tables do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import TOTAL, ProtectedTable, Status

STYLE = Path(__file__).with_name("page.css")
MANY = 0.5
"""Share of cells without a number above which a table is called of little use, and what to merge is proposed."""


@dataclass(frozen=True)
class Loss:
    """What one table lost.

    Parameters
    ----------
    name : of its file
    columns : it is broken down by
    shown, banded, withheld : cells
    inside : share of all that was counted which stands at least in finest cells that show a number; None where the
        total shows none
    worst : per column, how many of its categories show no number even by themselves, and how many there are
    """

    name: str
    columns: tuple[str, ...]
    shown: int
    banded: int
    withheld: int
    inside: float | None
    worst: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, name: str, columns: Sequence[str], table: ProtectedTable) -> "Loss":
        """Read the loss of a table off what is published of it."""
        shown, banded, withheld = (int((table.statuses == status).sum()) for status in Status)
        is_total = np.asarray([column == TOTAL for column in table.codes])
        inside, worst = _inside(table, is_total), _worst(columns, table, is_total)
        return cls(name, tuple(columns), shown, banded, withheld, inside, worst)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.shown + self.banded + self.withheld

    @property
    def row(self) -> tuple[str, int, int, int, int]:
        """Give the counts of cells as a row."""
        return self.name, self.cells, self.shown, self.banded, self.withheld

    def as_mapping(self) -> dict[str, object]:
        """Give what `--json` prints."""
        return {
            "file": self.name,
            "cells": self.cells,
            "shown": self.shown,
            "banded": self.banded,
            "withheld": self.withheld,
            "shown_share": round(self.shown / max(1, self.cells), 4),
            "least_counted_in_shown_cells": self.inside,
        }


def _inside(table: ProtectedTable, is_total: np.ndarray) -> float | None:
    """Share of all that was counted which stands at least in cells of the finest level that show a number.

    Of lower bounds: rounded numbers always add up to the rounded total, however many cells became bands.
    """
    shown = table.statuses == Status.PUBLISHED
    whole = table.upper[is_total.all(axis=0) & shown]
    if not len(whole) or not whole[0]:
        return None
    finest = shown & ~is_total.any(axis=0)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        own = [code for code in dimension.leaves if code in set(codes.tolist())]
        used = own if set(own) - dimension.roots else sorted(set(codes.tolist()) - {TOTAL})
        finest &= np.isin(codes, used)
    return round(min(1.0, float(table.lower[finest].sum()) / float(whole[0])), 3)


def _worst(columns: Sequence[str], table: ProtectedTable, is_total: np.ndarray) -> dict[str, tuple[int, int]]:
    found = {}
    for at, name in enumerate(columns):
        others = np.delete(is_total, at, axis=0).all(axis=0) & ~is_total[at]
        hidden = others & (table.statuses != Status.PUBLISHED)
        found[name] = (int(hidden.sum()), int(others.sum()))
    return found


@dataclass(frozen=True)
class Page:
    """What the page tells.

    Parameters
    ----------
    title, method : of the policy, and of the protection
    policy : that was applied
    losses : per table
    notes : what was left out or merged, in words
    groups : per column, the categories that were merged and into what
    audit : the command that attacks the tables
    """

    title: str
    method: str
    policy: Policy
    losses: tuple[Loss, ...]
    notes: tuple[str, ...]
    groups: Mapping[str, Mapping[str, str]]
    audit: str


def page_of(page: Page) -> str:
    """Write the page."""
    cells = sum(loss.cells for loss in page.losses)
    shown = sum(loss.shown for loss in page.losses)
    parts = [
        f"<h1>What was protected, and what was lost</h1><p class=lead>{_lead(page, shown, cells)}</p>",
        _section("What each table lost", _key() + "".join(map(_bar, page.losses))),
        _section("What was merged or left out", _merged(page)),
        _section("What would lose less", _proposals(page)),
        _section("How it was protected", _rules(page)),
        _section("How to read the tables", _reading(page)),
        _section(
            "How to attack them yourself",
            f"<p>In the folder of this page:</p><pre tabindex=0>{escape(page.audit)}</pre>",
        ),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        'content="light dark"><title>What was protected, and what was lost</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{title}</h2>{inside}</section>"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / max(1, whole))}%"


def _lead(page: Page, shown: int, cells: int) -> str:
    return (
        f"Of {cells:,} cells in {len(page.losses)} tables, {_percent(shown, cells)} show a number. Policy "
        f"{escape(page.title)}, by {escape(page.method)}. No cell was published whose count an attacker can work out."
    )


def _key() -> str:
    return (
        "<ul class=key><li><i class=shown></i>a number</li><li><i class=banded></i>a band</li>"
        "<li><i class=withheld></i>nothing</li></ul>"
    )


def _bar(loss: Loss) -> str:
    parts = (("shown", loss.shown), ("banded", loss.banded), ("withheld", loss.withheld))
    at, boxes = 0.0, []
    for name, n in parts:
        width = 100 * n / max(1, loss.cells)
        boxes.append(f'<rect class="{name}" x="{at:.2f}" y="0" width="{width:.2f}" height="10"/>')
        at += width
    words = f"{loss.shown:,} of {loss.cells:,} cells show a number, {loss.banded:,} a band, {loss.withheld:,} nothing"
    inside = "" if loss.inside is None else f" They hold at least {round(100 * loss.inside)}% of what was counted."
    file, title = escape(loss.name), escape(", ".join(loss.columns))
    return (
        f'<figure><figcaption><b>{title}</b> <a href="{file}">{file}</a></figcaption>'
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{words}">'
        f"{''.join(boxes)}</svg><p>{words}.{inside}</p></figure>"
    )


def _merged(page: Page) -> str:
    said = "".join(f"<li>{escape(note)}</li>" for note in page.notes)
    for column, own in page.groups.items():
        names = ", ".join(sorted(own))
        said += (
            f"<li>{escape(column)}: {len(own)} rare categories were merged into {escape(next(iter(own.values())))}."
            f"<details><summary>Which</summary><p>{escape(names)}</p></details></li>"
        )
    return f"<ul>{said}</ul>" if said else "<p>Nothing.</p>"


def _proposals(page: Page) -> str:
    """Propose from what is published: crossings to leave out, and columns with many categories that show nothing."""
    found = []
    for loss in page.losses:
        if loss.shown >= (1 - MANY) * loss.cells:
            continue
        title = escape(", ".join(loss.columns))
        rare = [(hidden, all_, name) for name, (hidden, all_) in loss.worst.items() if name not in page.groups]
        hidden, all_, name = max(rare, default=(0, 0, ""))
        if hidden > 1:
            column = escape(name)
            found.append(
                f"<li>{title}: {hidden} of {all_} categories of {column} show no number even by themselves. Merge "
                f'them: <code>--merge-rare "{column}=50"</code>, or give a hierarchy.</li>'
            )
        elif len(loss.columns) > 1:
            found.append(
                f"<li>{title}: more crossings than its counts can fill. Publish it by fewer columns, or by a coarser "
                "level.</li>"
            )
    return f"<ul>{''.join(found)}</ul>" if found else "<p>Most cells show a number: there is little to gain.</p>"


def _rules(page: Page) -> str:
    policy = page.policy
    local = f"; {policy.local_threshold} for {', '.join(policy.local_levels)}" if policy.local_levels else ""
    how = (
        f"Every number is a multiple of {policy.base}, so moved that all sums hold. The largest change is "
        f"{policy.base - 1}; on average there is none, for the direction is drawn in proportion to the distance."
        if page.method != "suppression"
        else "Small numbers are withheld, and further ones so that none can be worked out; what is shown is exact."
    )
    attackers = (
        "One who knows the base, the thresholds and the method, and may be one of those counted."
        if page.method != "suppression"
        else "One who knows the thresholds and the method; zeros may hide."
        if policy.zeros == "disclosive"
        else "One who knows the thresholds and the method, and that a withheld cell is at least 1."
    )
    rows = (
        ("Policy", page.title),
        ("Reason", policy.reason_in("en")),
        ("Method", f"{page.method}. {how}"),
        ("Least that is shown", f"{policy.threshold}{local}"),
        ("Attackers tried", attackers),
    )
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in rows) + "</dl>"


def _reading(page: Page) -> str:
    if page.method == "suppression":
        return (
            "<p>A cell with status <code>withheld</code> may be small, or stand between small ones; which, is not "
            "told. <code>Total</code> is the margin.</p>"
        )
    base = page.policy.base
    return (
        f"<p><code>published</code>: the count lies less than {base} from <code>n</code>, between <code>lower</code> "
        "and <code>upper</code>. <code>banded</code>: too small to show; every count between <code>lower</code> and "
        "<code>upper</code> is possible, and the middle of a band is no estimate. <code>Total</code> is the margin. "
        "Numbers that are shown add up; a sum of bands says little.</p>"
    )
