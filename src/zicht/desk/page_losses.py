"""Sections of the page on what was lost: a bar per table, merged categories, and what would lose less."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from zicht.desk.losses import Loss
from zicht.desk.markup import bullets, code, details
from zicht.desk.page import Page
from zicht.edition import numerals

MUCH_LOST = 0.5
"""Share of cells without a number above which the page proposes what to merge."""
PROPOSED_LEAST = 50
"""Number below which `--merge-rare` is proposed to merge categories."""


# ---- what each table lost


def bars(page: Page) -> str:
    """Draw a bar per table, below the key of their colours."""
    return _key(page) + "".join(_bar(page, loss) for loss in page.losses)


def _key(page: Page) -> str:
    """Write the key: the colour of a number, of a band and of a withheld cell."""
    # Sums of amounts are shown or withheld, and never given as a band.
    kinds = ("shown", "withheld") if page.amount else ("shown", "banded", "withheld")
    items = [
        f"<li><i class={kind}></i>{page.say(f'key_{kind}')}</li>" for kind in kinds
    ]
    return f"<ul class=key>{''.join(items)}</ul>"


def _bar(page: Page, loss: Loss) -> str:
    """Draw the shares of cells with a number, a band and nothing, and state them in words."""
    file = escape(loss.name)
    title = escape(", ".join(loss.columns))
    shares = _shares_in_words(page, loss)
    sentences = [f"{shares}.", *_sentences_on_loss(page, loss)]
    return (
        f'<figure><figcaption><b>{title}</b> <a href="{file}">{file}</a></figcaption>'
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{shares}">'
        f"{_rectangles(loss)}</svg><p>{' '.join(sentences)}</p>{_lost_cells(page, loss)}</figure>"
    )


def _cells_by_kind(loss: Loss) -> dict[str, int]:
    return {"shown": loss.shown, "banded": loss.banded, "withheld": loss.withheld}


def _rectangles(loss: Loss) -> str:
    """Draw a rectangle per kind of cell; together they are 100 wide."""
    rectangles = []
    left_edge = 0.0
    for kind, n_cells in _cells_by_kind(loss).items():
        width = 100 * n_cells / max(1, loss.cells)
        rectangles.append(
            f'<rect class="{kind}" x="{left_edge:.2f}" y="0" width="{width:.2f}" height="10"/>'
        )
        left_edge += width
    return "".join(rectangles)


def _shares_in_words(page: Page, loss: Loss) -> str:
    """State how many cells show a number, a band or nothing."""
    key = "bar_amounts" if page.amount else "bar"
    numbers = {kind: page.number(n) for kind, n in _cells_by_kind(loss).items()}
    return page.say(key, cells=page.number(loss.cells), **numbers)


def _sentences_on_loss(page: Page, loss: Loss) -> Iterator[str]:
    """Yield what share of the whole the shown cells hold, and by how much the mean may move."""
    if loss.inside is not None:
        key = "inside_amounts" if page.amount else "inside"
        yield page.say(key, percent=page.percent(loss.inside))
    if loss.bias:
        change = numerals.as_printed(Decimal(repr(loss.bias)), page.language)
        yield page.say("bias", n=change)


def _lost_cells(page: Page, loss: Loss) -> str:
    """List the cells of a table that show no number, folded."""
    if not loss.lost:
        return ""
    n_lost = loss.banded + loss.withheld
    n_unlisted = n_lost - len(loss.lost)
    names = "".join(f"<li>{escape(name)}</li>" for name in loss.lost)
    more = ""
    if n_unlisted:
        more = f"<p>{page.say('lost_more', n=page.number(n_unlisted))}</p>"
    summary = page.count("lost_cells", n_lost)
    return details(summary, f"<ul>{names}</ul>{more}")


# ---- what was merged or left out


def merged(page: Page) -> str:
    """List what was merged or left out, with the names of merged categories folded."""
    items = [escape(note.in_language(page.language)) for note in page.notes]
    for column, group in page.groups.items():
        merged_category = next(iter(group.values()))
        words = page.count("group", len(group), column=column, name=merged_category)
        names = escape(", ".join(sorted(group)))
        items.append(words + details(page.say("which"), f"<p>{names}</p>"))
    return bullets(items, if_empty=page.say("nothing"))


# ---- what would lose less


def proposals(page: Page) -> str:
    """Propose merges and fewer crossings for tables that show few numbers, from what is published of them."""
    tables = [loss for loss in page.losses if _is_much_lost(loss)]
    proposed = [_proposal(page, loss) for loss in tables]
    return bullets(filter(None, proposed), if_empty=page.say("enough"))


def _is_much_lost(loss: Loss) -> bool:
    return loss.shown < (1 - MUCH_LOST) * loss.cells


def _proposal(page: Page, loss: Loss) -> str:
    """Propose a change to one table; empty if there is none."""
    title = ", ".join(loss.columns)
    n_hidden, n_categories, column = _column_with_most_hidden(page, loss)
    if n_hidden > 1:
        return page.say(
            "merge",
            title=title,
            hidden=n_hidden,
            all=n_categories,
            column=column,
            code=code(_option_that_merges(page, column)),
        )
    if len(loss.columns) > 1:
        return page.say("cross", title=title)
    return ""


def _column_with_most_hidden(page: Page, loss: Loss) -> tuple[int, int, str]:
    """Return the column with most categories that show no number by themselves.

    Columns that were merged already are skipped.

    Returns
    -------
    number of such categories, number of all categories, and the column; zeros if there is no column left
    """
    columns = [
        (n_hidden, n_categories, name)
        for name, (n_hidden, n_categories) in loss.worst.items()
        if name not in page.groups
    ]
    return max(columns, default=(0, 0, ""))


def _option_that_merges(page: Page, column: str) -> str:
    """Return the option, or the section of the policy, that merges categories of a column."""
    if page.amount or column in page.several:
        # `--merge-rare` chooses by rounded counts of a column whose codes add up.
        return f"[merges.{column}]"
    return f'--merge-rare "{column}={PROPOSED_LEAST}"'
