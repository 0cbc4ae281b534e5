"""Accounts of the institute: lines that are cited figures, beside the totals as printed. Shown, never mended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zicht.edition.figures import printed_number
from zicht.edition.words import Words, in_every_language
from zicht.vocabulary.content import AccountLine
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Cited
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
        return Decimal(0) if self.printed is None else self.computed - self.printed


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
    ProjectError : a line refers to a figure that is not there, is no amount or is of another year, or a part has two
        totals; names file and line
    """
    figures = {figure.id: figure for figure in cited}
    parts: dict[tuple[str, str], list[AccountLine]] = {}
    for line in lines:
        _refuse_misfit(line, figures.get(line.figure))
        parts.setdefault((line.year, line.part), []).append(line)
    return tuple(
        _total(year, part, found, figures) for (year, part), found in parts.items()
    )


def _refuse_misfit(line: AccountLine, figure: Cited | None) -> None:
    where = f"{line.place or 'Accounts'}: {line.figure!r}"
    if figure is None:
        raise ProjectError(
            f"{where} is no figure of the register.",
            now="Amounts stand in figures/*.toml.",
        )
    if figure.unit != MONEY:
        raise ProjectError(
            f"{where} is no amount of money.",
            now=f"Refer to a figure of which the unit is {MONEY}.",
        )
    if figure.period and figure.period != line.year:
        raise ProjectError(
            f"{where} is of {figure.period}, not of {line.year}.",
            now="Correct the year or the figure.",
        )


def _total(
    year: str, part: str, lines: Sequence[AccountLine], figures: Mapping[str, Cited]
) -> AccountTotal:
    printed = [line for line in lines if line.is_total]
    if len(printed) > 1:
        where = printed[1].place or "Accounts"
        raise ProjectError(
            f"{where}: {part} of {year} has {len(printed)} totals.",
            now="Mark one line with is_total = true.",
        )
    rest = tuple(line for line in lines if not line.is_total)
    total = printed[0] if printed else None
    return AccountTotal(
        year=year,
        part=part,
        lines=rest,
        total=total,
        computed=sum((figures[line.figure].value for line in rest), Decimal()),
        printed=figures[total.figure].value if total else None,
    )


def account_documents(
    lines: Sequence[AccountLine], cited: Sequence[Cited]
) -> tuple[Document, ...]:
    """Make one document per year of accounts, with a table of its lines as printed."""
    found = totals(lines, cited)
    figures = {figure.id: figure for figure in cited}
    return tuple(
        Document(
            kind="account",
            id=f"geld-{year}",
            slug=in_every_language(_slug_of(year)),
            title=in_every_language(_title_of(year)),
            body=in_every_language(_body_of(found, figures, year)),
            facts={
                "figures": list(
                    dict.fromkeys(line.figure for line in lines if line.year == year)
                ),
                "checks": [
                    line.check for line in lines if line.year == year and line.check
                ],
            },
            theme="financien",
            date=year,
        )
        for year in dict.fromkeys(line.year for line in lines)
    )


def _title_of(year: str) -> Callable[[str], str]:
    return lambda language: Words(language)("account.title", year=year)


def _slug_of(year: str) -> Callable[[str], str]:
    return lambda language: f"{Words(language)('account.slug')}-{year}"


def _body_of(
    found: Iterable[AccountTotal], figures: Mapping[str, Cited], year: str
) -> Callable[[str], str]:
    return lambda language: _body(found, figures, year, language)


def _body(
    found: Iterable[AccountTotal],
    figures: Mapping[str, Cited],
    year: str,
    language: str,
) -> str:
    return "\n\n".join(
        _section(part, figures, language) for part in found if part.year == year
    )


def _section(part: AccountTotal, figures: Mapping[str, Cited], language: str) -> str:
    lines = [*part.lines, *([part.total] if part.total else [])]
    words = Words(language)
    table = [f"| {words('account.item')} | {words('account.amount')} |", "|---|---:|"]
    table += [
        f"| {line.title.in_language(language)} | {printed_number(figures[line.figure], language)} |"
        for line in lines
    ]
    notes = [
        f"- {line.title.in_language(language)}: {line.note.in_language(language)}"
        for line in lines
        if line.note
    ]
    return "\n".join(
        [f"## {words(f'account.{part.part}')}", "", *table, "", *notes]
    ).strip()
