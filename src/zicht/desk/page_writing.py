"""Writes the page beside protected tables as one HTML file."""

from collections.abc import Mapping
from html import escape

from zicht.desk import page_losses
from zicht.desk.losses import Example
from zicht.desk.markup import bullets, code, definitions, section
from zicht.desk.page import STYLE, Page
from zicht.vocabulary.statuses import Status

_COUNTS = frozenset({"rounding", "suppression"})
_EVERY_KIND = _COUNTS | {"amounts"}
_TRIED: Mapping[str, frozenset[str]] = {
    "tried_reader": _EVERY_KIND,
    "tried_levels": _EVERY_KIND,
    "tried_finest": _COUNTS,
    "tried_base": frozenset({"rounding"}),
    "tried_replay": _COUNTS,
    "tried_one": frozenset({"suppression"}),
    "tried_contributor": _COUNTS,
    "tried_giver": frozenset({"amounts"}),
    "tried_together": frozenset({"amounts"}),
}
"""Attackers that the gate tried, with the kinds of tables (`Page.kind`) on which it tried them."""
_NOT_TRIED: Mapping[str, frozenset[str]] = {
    "not_tried_secret": _COUNTS,
    "not_tried_probable": _EVERY_KIND,
    "not_tried_whole": _COUNTS,
    "not_tried_growth": frozenset({"rounding"}),
    "not_tried_conspiring": frozenset({"amounts"}),
    "not_tried_outside": _EVERY_KIND,
}
"""Attackers that the gate did not try, with the kinds of tables that they could attack."""


def html_of(page: Page) -> str:
    """Return the page as HTML."""
    title = page.say("title")
    content = f"<h1>{title}</h1><p class=lead>{_lead(page)}</p>" + _sections(page)
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{page.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        f'content="light dark"><title>{title}</title>'
        f"<style>{style}</style></head><body><main>{content}</main></body></html>\n"
    )


def _sections(page: Page) -> str:
    """Write the sections in the order in which they are read."""
    sections = [
        section(page.say("lost"), page_losses.bars(page)),
        section(page.say("merged"), page_losses.merged(page)),
        section(page.say("less"), page_losses.proposals(page)),
        section(page.say("how"), _rules(page)),
        section(page.say("read"), _how_to_read(page) + _worked_example(page)),
        section(page.say("tried"), _attackers(page)),
    ]
    if page.existence:
        sections.append(section(page.say("rows"), _revealed_by_rows(page)))
    sections.append(section(page.say("before"), f"<p>{_earlier_outputs(page)}</p>"))
    sections.append(section(page.say("attack"), _command(page)))
    return "".join(sections)


def _lead(page: Page) -> str:
    """State how many cells show a number, and by which policy and method."""
    n_tables = len(page.losses)
    n_cells = sum(loss.cells for loss in page.losses)
    n_shown = sum(loss.shown for loss in page.losses)
    return page.say(
        "lead_amounts" if page.amount else "lead",
        cells=page.number(n_cells),
        tables=page.count("tables", n_tables),
        percent=page.percent(n_shown, n_cells),
        policy=page.title,
        method=page.method_in_words,
        amount=page.amount,
    )


# ---- how the tables were protected


def _rules(page: Page) -> str:
    """List the policy, its reason, the method, and the thresholds that apply to these tables."""
    policy = page.policy
    how = page.say(f"{page.kind}_how", base=policy.base, reach=policy.base - 1)
    rows = [
        (page.say("policy"), escape(page.title)),
        (page.say("reason"), escape(policy.reason_in(page.language))),
        (page.say("method"), f"{page.method_in_words.capitalize()}. {how}"),
        (page.say("least_people" if page.amount else "least"), _threshold(page)),
    ]
    if page.amount:
        rows += [
            (page.say("dominance"), page.percent(policy.dominance)),
            (page.say("p_percent"), page.percent(policy.p_percent)),
        ]
    if policy.sensitive:
        rows.append((page.say("sensitive"), escape(_sensitive_categories(page))))
    return definitions(rows)


def _threshold(page: Page) -> str:
    """State the threshold, and that of small areas if the tables show any."""
    policy = page.policy
    if not page.local:
        return str(policy.threshold)
    return page.say(
        "local",
        n=policy.threshold,
        local=policy.local_threshold,
        levels=", ".join(page.local),
    )


def _sensitive_categories(page: Page) -> str:
    """Name the sensitive categories of each column."""
    columns = [
        f"{column}: {', '.join(codes)}"
        for column, codes in page.policy.sensitive.items()
    ]
    return "; ".join(columns)


# ---- how to read the tables


def _how_to_read(page: Page) -> str:
    """Explain what the columns of the files mean."""
    if page.method != "suppression":
        key = "read_rounded"
    else:
        key = "read_amounts" if page.amount else "read_withheld"
    names = ("published", "banded", "withheld", "lower", "upper", "n")
    names_as_code = {name: code(name) for name in names}
    words = page.say(key, **names_as_code, total=code("Total"), base=page.policy.base)
    if page.several:
        words += " " + page.say("read_several", columns=", ".join(page.several))
    return f"<p>{words}</p>"


def _worked_example(page: Page) -> str:
    """Explain a cell of each kind, from the first table that has examples."""
    for loss in page.losses:
        if loss.examples:
            lead = page.say("example", table=loss.name)
            sentences = [_meaning(page, example) for example in loss.examples]
            return f"<p>{' '.join([lead, *sentences])}</p>"
    return ""


def _meaning(page: Page, example: Example) -> str:
    """State in a sentence what a printed cell means."""
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


# ---- how the tables were attacked


def _attackers(page: Page) -> str:
    """List the attackers that were tried and those that were not, with what each needs to know."""
    tried = [key for key, kinds in _TRIED.items() if page.kind in kinds]
    if page.earlier_outputs:
        tried.append("tried_earlier")
    if page.policy.sensitive and not page.amount:
        tried.append("tried_groups")
    not_tried = [key for key, kinds in _NOT_TRIED.items() if page.kind in kinds]
    if page.earlier_outputs is None:
        not_tried.append("not_tried_earlier")
    return (
        bullets(page.say(key) for key in tried)
        + f"<h3>{page.say('not_tried')}</h3>"
        + bullets(page.say(key) for key in not_tried)
    )


def _revealed_by_rows(page: Page) -> str:
    """List the columns whose rows alone reveal that somebody has a code."""
    return bullets(
        page.count("rows_of", n, column=column, code=code(f"--codes {column}=FILE"))
        for column, n in page.existence.items()
    )


def _earlier_outputs(page: Page) -> str:
    """State which earlier outputs were attacked together with these tables, and what is not guarded."""
    if page.earlier_outputs is None:
        return page.say("before_nothing")
    key = "before_ledger_of_sums" if page.amount else "before_ledger"
    return page.count(key, page.earlier_outputs)


def _command(page: Page) -> str:
    """Write the command that repeats the attack, and state as whom it attacks."""
    attackers = page.say("attack_of_sums" if page.amount else "attack_of")
    return (
        f"<p>{page.say('folder')}</p><pre tabindex=0>{escape(page.audit)}</pre>"
        f"<p>{attackers}</p>"
    )
