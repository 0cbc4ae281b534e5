"""Accounts of the institute: lines that are cited figures, beside the totals as printed.

A total that is not the sum of its lines is shown as it was printed, with the difference; it is not corrected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zicht.edition.figures import printed_number
from zicht.edition.words import Words, in_every_language
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.content import AccountLine
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document

MONEY = "euro"
"""Unit of an amount."""


@dataclass(frozen=True)
class AccountTotal:
    """Lines of one part of the accounts of a year beside its total as printed.

    Parameters
    ----------
    year, part : of which account
    lines : without the total
    total : the line with the total, or None where none is printed
    computed, printed : sum of the lines, and the total as printed
    """

    year: str
    part: str
    lines: tuple[AccountLine, ...]
    total: AccountLine | None
    computed: Decimal
    printed: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Sum of the lines less the printed total; 0 when they agree or no total is printed."""
        if self.printed is None:
            return Decimal(0)
        return self.computed - self.printed

    @property
    def all_lines(self) -> tuple[AccountLine, ...]:
        """The lines, and the line with the total last where there is one."""
        if self.total is None:
            return self.lines
        return (*self.lines, self.total)


def totals(
    lines: Iterable[AccountLine], cited: Iterable[Cited]
) -> tuple[AccountTotal, ...]:
    """Add up every part of the accounts.

    Parameters
    ----------
    lines : in the order of the file
    cited : figures that they refer to

    Returns
    -------
    one total per year and part, in order of first use

    Raises
    ------
    ProjectError : a line refers to a figure that is not there, is not an amount or is of another year, or a part has
        two totals; names file and line
    """
    figures = {figure.id: figure for figure in cited}
    lines_by_part: dict[tuple[str, str], list[AccountLine]] = {}
    for line in lines:
        _check_figure(line, figures.get(line.figure))
        lines_by_part.setdefault((line.year, line.part), []).append(line)
    account_totals = []
    for (year, part), lines_of_part in lines_by_part.items():
        account_totals.append(_add_up(year, part, lines_of_part, figures))
    return tuple(account_totals)


def _check_figure(line: AccountLine, figure: Cited | None) -> None:
    """Refuse a line whose figure does not exist, is not an amount of money, or is of another year."""
    where = f"{line.place or 'Accounts'}: {line.figure!r}"
    if figure is None:
        raise ProjectError(
            f"{where} is not a figure of the register.",
            now="Amounts stand in figures/*.toml.",
        )
    if figure.unit != MONEY:
        raise ProjectError(
            f"{where} is not an amount of money.",
            now=f"Refer to a figure of which the unit is {MONEY}.",
        )
    if figure.period and figure.period != line.year:
        raise ProjectError(
            f"{where} is of {figure.period}, not of {line.year}.",
            now="Correct the year or the figure.",
        )


def _add_up(
    year: str, part: str, lines: Sequence[AccountLine], figures: Mapping[str, Cited]
) -> AccountTotal:
    """Add up the lines of one part of one year."""
    totals_as_printed = [line for line in lines if line.is_total]
    if len(totals_as_printed) > 1:
        where = totals_as_printed[1].place or "Accounts"
        raise ProjectError(
            f"{where}: {part} of {year} has {len(totals_as_printed)} totals.",
            now="Mark one line with is_total = true.",
        )
    total = None
    printed = None
    if totals_as_printed:
        total = totals_as_printed[0]
        printed = figures[total.figure].value
    # The total is left out and compared, and never corrected: what others printed is shown as they
    # printed it.
    amounts = [line for line in lines if not line.is_total]
    computed = sum((figures[line.figure].value for line in amounts), Decimal())
    return AccountTotal(
        year=year,
        part=part,
        lines=tuple(amounts),
        total=total,
        computed=computed,
        printed=printed,
    )


# ---- documents


def account_documents(
    lines: Sequence[AccountLine], cited: Sequence[Cited], theme: str
) -> tuple[Document, ...]:
    """Make one document per year of accounts, with a table of its lines as printed.

    Parameters
    ----------
    lines : of the accounts
    cited : figures that the lines refer to
    theme : of the documents; empty for none
    """
    account_totals = totals(lines, cited)
    figures = {figure.id: figure for figure in cited}
    lines_by_year: dict[str, list[AccountLine]] = {}
    for line in lines:
        lines_by_year.setdefault(line.year, []).append(line)
    documents = []
    for year, lines_of_year in lines_by_year.items():
        totals_of_year = [total for total in account_totals if total.year == year]
        document = _account_document(
            year, lines_of_year, totals_of_year, figures, theme
        )
        documents.append(document)
    return tuple(documents)


def _account_document(
    year: str,
    lines: Sequence[AccountLine],
    account_totals: Sequence[AccountTotal],
    figures: Mapping[str, Cited],
    theme: str,
) -> Document:
    """Make the document of one year of accounts."""

    def slug(language: str) -> str:
        return f"{Words(language)('account.slug')}-{year}"

    def title(language: str) -> str:
        return Words(language)("account.title", year=year)

    def body(language: str) -> str:
        sections = [_section(total, figures, language) for total in account_totals]
        return "\n\n".join(sections)

    figure_ids = dict.fromkeys(line.figure for line in lines)
    checks = [line.check for line in lines if line.check]
    return Document(
        kind="account",
        id=f"geld-{year}",
        slug=in_every_language(slug),
        title=in_every_language(title),
        body=in_every_language(body),
        facts={"figures": list(figure_ids), "checks": checks},
        theme=theme,
        date=year,
    )


def _section(account: AccountTotal, figures: Mapping[str, Cited], language: str) -> str:
    """Write one part of the accounts as a heading, a table and the notes on its lines."""
    words = Words(language)
    table = [f"| {words('account.item')} | {words('account.amount')} |", "|---|---:|"]
    notes = []
    for line in account.all_lines:
        title = line.title.in_language(language)
        amount = printed_number(figures[line.figure], language)
        table.append(f"| {title} | {amount} |")
        if line.note:
            notes.append(f"- {title}: {line.note.in_language(language)}")
    heading = f"## {words(f'account.{account.part}')}"
    return "\n".join([heading, "", *table, "", *notes]).strip()
