"""The page beside protected tables: what was protected how, what was lost, and how to read and attack the result.

It is made of what is published, and says nothing that the tables do not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path

from zicht.desk.losses import Example, Loss
from zicht.edition import numerals
from zicht.edition.locales import percent_sign
from zicht.edition.words import Words
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Status
from zicht.vocabulary.text import Text

STYLE = Path(__file__).with_name("page.css")
MANY = 0.5
"""Share of cells without a number above which a table is called of little use, and what to merge is proposed."""


COUNTS = frozenset({"rounding", "suppression"})
EVERY = COUNTS | {"amounts"}
TRIED: Mapping[str, frozenset[str]] = {
    "tried_reader": EVERY,
    "tried_levels": EVERY,
    "tried_finest": COUNTS,
    "tried_base": frozenset({"rounding"}),
    "tried_replay": COUNTS,
    "tried_one": frozenset({"suppression"}),
    "tried_contributor": COUNTS,
    "tried_giver": frozenset({"amounts"}),
    "tried_together": frozenset({"amounts"}),
}
"""Attackers that were tried, and on which tables."""
NOT_TRIED: Mapping[str, frozenset[str]] = {
    "not_tried_secret": COUNTS,
    "not_tried_probable": EVERY,
    "not_tried_whole": COUNTS,
    "not_tried_growth": frozenset({"rounding"}),
    "not_tried_conspiring": frozenset({"amounts"}),
    "not_tried_outside": EVERY,
}
"""Attackers that were not tried, and on which tables they might be."""


@dataclass(frozen=True)
class Page:
    """What the page tells.

    Parameters
    ----------
    title, method : of the policy, and of the protection
    policy : that was applied
    losses : per table
    notes : what was left out or merged
    groups : per column, the categories that were merged and into what
    audit : the command that attacks the tables
    several : columns of which one may carry several codes
    local : levels of area in the tables that have a threshold of their own
    amount : the column that was summed; empty for counts
    existence : per column without a list of its codes, of how many codes the rows reveal that somebody has them
    earlier_outputs : together with which the tables were attacked; None where there is no ledger
    language : of the words
    """

    title: str
    method: str
    policy: Policy
    losses: tuple[Loss, ...]
    notes: tuple[Text, ...]
    groups: Mapping[str, Mapping[str, str]]
    audit: str
    several: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    amount: str = ""
    existence: Mapping[str, int] = field(default_factory=dict)
    earlier_outputs: int | None = None
    language: str = "en"

    def say(self, key: str, **values: object) -> str:
        """Give fixed words in the language of the page; what is filled in is text, not markup."""
        return escape(_words(self.language)(f"gate_page.{key}")).format(
            **{
                name: value if isinstance(value, _Markup) else escape(str(value))
                for name, value in values.items()
            }
        )

    def number(self, n: int) -> str:
        """Write a count of cells."""
        return numerals.written(n, self.language)

    def percent(self, part: float, whole: float = 1.0) -> str:
        """Write a share."""
        percentage = round(100 * part / max(1e-9, whole))
        return f"{percentage}{percent_sign(self.language)}"


class _Markup(str):
    """Markup that is not escaped again."""

    __slots__ = ()


@cache
def _words(language: str) -> Words:
    return Words(language)


def _code(text: str) -> _Markup:
    return _Markup(f"<code>{escape(text)}</code>")


def page_of(page: Page) -> str:
    """Write the page."""
    title = page.say("title")
    parts = [
        f"<h1>{title}</h1><p class=lead>{_lead(page)}</p>",
        _section(
            page.say("lost"),
            _key(page) + "".join(_bar(page, loss) for loss in page.losses),
        ),
        _section(page.say("merged"), _merged(page)),
        _section(page.say("less"), _proposals(page)),
        _section(page.say("how"), _rules(page)),
        _section(page.say("read"), _reading(page) + _worked_example(page)),
        _section(page.say("tried"), _attackers(page)),
    ]
    if page.existence:
        parts.append(_section(page.say("rows"), _rows(page)))
    parts.append(_section(page.say("before"), f"<p>{_before(page)}</p>"))
    whose = page.say("attack_of_sums" if page.amount else "attack_of")
    command = (
        f"<p>{page.say('folder')}</p><pre tabindex=0>{escape(page.audit)}</pre>"
        f"<p>{whose}</p>"
    )
    parts.append(_section(page.say("attack"), command))
    return (
        f'<!doctype html>\n<html lang="{page.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        f'content="light dark"><title>{title}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _worked_example(page: Page) -> str:
    """Read one cell of each kind aloud."""
    for loss in page.losses:
        if loss.examples:
            sentences = [_read_aloud(page, example) for example in loss.examples]
            return (
                f"<p>{' '.join([page.say('example', table=loss.name), *sentences])}</p>"
            )
    return ""


def _read_aloud(page: Page, example: Example) -> str:
    """Say in a sentence what a printed cell means."""
    if example.status == Status.WITHHELD:
        key = "example_withheld_amounts" if page.amount else "example_withheld"
        return page.say(key, cell=example.cell)
    if example.status == Status.BANDED:
        key = "example_banded"
    elif example.lower == example.upper:
        key = "example_exact"
    else:
        key = "example_rounded"
    return page.say(
        key,
        cell=example.cell,
        n=page.number(example.value),
        low=page.number(example.lower),
        high=page.number(example.upper),
    )


def _attackers(page: Page) -> str:
    """List who was tried, who was not, and what each needs to know."""
    kind = _kind(page)
    tried = [key for key, kinds in TRIED.items() if kind in kinds]
    if page.earlier_outputs:
        tried.append("tried_earlier")
    if page.policy.sensitive and not page.amount:
        tried.append("tried_groups")
    not_tried = [key for key, kinds in NOT_TRIED.items() if kind in kinds]
    if page.earlier_outputs is None:
        not_tried.append("not_tried_earlier")
    return (
        _list([page.say(key) for key in tried], "")
        + f"<h3>{page.say('not_tried')}</h3>"
        + _list([page.say(key) for key in not_tried], "")
    )


def _kind(page: Page) -> str:
    """Return how the tables were protected: `amounts`, `suppression` or `rounding`."""
    if page.amount:
        return "amounts"
    return "suppression" if page.method == "suppression" else "rounding"


def _before(page: Page) -> str:
    """Say together with which earlier outputs the tables were attacked, and what is not guarded."""
    if page.earlier_outputs is None:
        return page.say("before_nothing")
    key = "before_ledger_of_sums" if page.amount else "before_ledger"
    return page.say(key, n=page.number(page.earlier_outputs))


def _rows(page: Page) -> str:
    """Say of which columns the rows themselves reveal something."""
    items = [
        page.say("rows_of", column=column, n=n, code=_code(f"--codes {column}=FILE"))
        for column, n in page.existence.items()
    ]
    return _list(items, "")


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{title}</h2>{inside}</section>"


def _lead(page: Page) -> str:
    cells, shown = (
        sum(loss.cells for loss in page.losses),
        sum(loss.shown for loss in page.losses),
    )
    n = len(page.losses)
    return page.say(
        "lead_amounts" if page.amount else "lead",
        cells=page.number(cells),
        tables=page.say("table_one") if n == 1 else page.say("tables", n=n),
        percent=page.percent(shown, cells),
        policy=page.title,
        method=_method(page),
        amount=page.amount,
    )


def _method(page: Page) -> str:
    return page.say(
        "suppression" if page.method == "suppression" else "controlled_rounding"
    )


def _key(page: Page) -> str:
    kinds = ("shown", "withheld") if page.amount else ("shown", "banded", "withheld")
    return (
        "<ul class=key>"
        + "".join(
            f"<li><i class={kind}></i>{page.say(f'key_{kind}')}</li>" for kind in kinds
        )
        + "</ul>"
    )


def _bar(page: Page, loss: Loss) -> str:
    """Draw how many cells of a table show a number, a band or nothing, and say it in words."""
    counts = {"shown": loss.shown, "banded": loss.banded, "withheld": loss.withheld}
    boxes = []
    left = 0.0
    for name, n in counts.items():
        width = 100 * n / max(1, loss.cells)
        boxes.append(
            f'<rect class="{name}" x="{left:.2f}" y="0" width="{width:.2f}" height="10"/>'
        )
        left += width
    kind = "_amounts" if page.amount else ""
    numbers = {name: page.number(n) for name, n in counts.items()}
    words = page.say(f"bar{kind}", cells=page.number(loss.cells), **numbers)
    sentences = [f"{words}."]
    if loss.inside is not None:
        share = page.percent(loss.inside)
        sentences.append(page.say(f"inside{kind}", percent=share))
    if loss.bias:
        change = numerals.as_printed(Decimal(repr(loss.bias)), page.language)
        sentences.append(page.say("bias", n=change))
    file = escape(loss.name)
    title = escape(", ".join(loss.columns))
    lost = _lost_cells(page, loss)
    return (
        f'<figure><figcaption><b>{title}</b> <a href="{file}">{file}</a></figcaption>'
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{words}">'
        f"{''.join(boxes)}</svg><p>{' '.join(sentences)}</p>{lost}</figure>"
    )


def _lost_cells(page: Page, loss: Loss) -> str:
    """List the cells of a table that show no number, folded."""
    if not loss.lost:
        return ""
    n_lost = loss.banded + loss.withheld
    names = "".join(f"<li>{escape(name)}</li>" for name in loss.lost)
    n_more = n_lost - len(loss.lost)
    more = f"<p>{page.say('lost_more', n=page.number(n_more))}</p>" if n_more else ""
    summary = page.say("lost_cells", n=page.number(n_lost))
    return f"<details><summary>{summary}</summary><ul>{names}</ul>{more}</details>"


def _list(items: Iterable[str], otherwise: str) -> str:
    """Write a list of markup; a paragraph where there is nothing to list."""
    markup = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{markup}</ul>" if markup else f"<p>{otherwise}</p>"


def _merged(page: Page) -> str:
    """List what was merged or left out, with the names of merged categories folded."""
    items = [escape(note.in_language(page.language)) for note in page.notes]
    for column, group in page.groups.items():
        into = next(iter(group.values()))
        words = page.say("group", column=column, n=len(group), name=into)
        names = escape(", ".join(sorted(group)))
        summary = page.say("which")
        items.append(
            f"{words}<details><summary>{summary}</summary><p>{names}</p></details>"
        )
    return _list(items, page.say("nothing"))


def _proposals(page: Page) -> str:
    """Propose from what is published: crossings to leave out, and columns with many categories that show nothing."""
    proposals = []
    for loss in page.losses:
        if loss.shown >= (1 - MANY) * loss.cells:
            continue
        title = ", ".join(loss.columns)
        columns = [
            (hidden, n_categories, name)
            for name, (hidden, n_categories) in loss.worst.items()
            if name not in page.groups
        ]
        hidden, n_categories, worst = max(columns, default=(0, 0, ""))
        if hidden > 1:
            merges_by_policy = page.amount or worst in page.several
            option = (
                f"[merges.{worst}]"
                if merges_by_policy
                else f'--merge-rare "{worst}=50"'
            )
            proposals.append(
                page.say(
                    "merge",
                    title=title,
                    hidden=hidden,
                    all=n_categories,
                    column=worst,
                    code=_code(option),
                )
            )
        elif len(loss.columns) > 1:
            proposals.append(page.say("cross", title=title))
    return _list(proposals, page.say("enough"))


def _rules(page: Page) -> str:
    policy = page.policy
    least = str(policy.threshold)
    if page.local:
        levels = ", ".join(page.local)
        least = page.say(
            "local", n=policy.threshold, local=policy.local_threshold, levels=levels
        )
    kind = _kind(page)
    how = page.say(f"{kind}_how", base=policy.base, reach=policy.base - 1)
    rows = [
        (page.say("policy"), escape(page.title)),
        (page.say("reason"), escape(policy.reason_in(page.language))),
        (page.say("method"), f"{_method(page).capitalize()}. {how}"),
        (page.say("least_people" if page.amount else "least"), least),
    ]
    if page.amount:
        rows += [
            (page.say(name), page.percent(getattr(policy, name)))
            for name in ("dominance", "p_percent")
        ]
    if policy.sensitive:
        named = "; ".join(
            f"{name}: {', '.join(codes)}" for name, codes in policy.sensitive.items()
        )
        rows.append((page.say("sensitive"), escape(named)))
    return (
        "<dl>"
        + "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
        + "</dl>"
    )


def _reading(page: Page) -> str:
    words = {
        name: _code(name)
        for name in ("published", "banded", "withheld", "lower", "upper", "n")
    }
    exact = "read_amounts" if page.amount else "read_withheld"
    key = exact if page.method == "suppression" else "read_rounded"
    said = page.say(key, **words, total=_code("Total"), base=page.policy.base)
    if page.several:
        said += " " + page.say("read_several", columns=", ".join(page.several))
    return f"<p>{said}</p>"
