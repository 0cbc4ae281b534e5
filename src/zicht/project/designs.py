"""Reads what a pack or a project declares about inhabitants, and about registers that overlap."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import cast

from zicht.project.rows import Row, hint, together
from zicht.vocabulary.designs import InhabitantsSource, Registers, Split
from zicht.vocabulary.forms import Form, Kind
from zicht.vocabulary.plain import is_whole_number

INHABITANTS_KEYS = "source year area sex age count groups"
REGISTERS_KEYS = (
    "dimension members people strata splits indicator seen title population"
)
SPLIT_KEYS = "dimension codes"
_OLDEST = 999
"""Highest age of a group: some write it for everybody who is older."""


def inhabitants_of(row: Row) -> InhabitantsSource:
    """Read the table [inhabitants].

    Raises
    ------
    ProjectError : a key is missing or unknown, or a group has no two ages
    """
    row.only(INHABITANTS_KEYS)
    groups = row.values.get("groups")
    if not isinstance(groups, Mapping) or not _are_apart(list(groups.values())):
        raise row.wrong(
            "groups",
            "'groups' must be age groups that do not overlap, each with its youngest and oldest age.",
            "Write groups = { child = [0, 17], adult = [18, 120] }.",
        )
    return InhabitantsSource(
        source=row.text("source"),
        year=row.text("year"),
        area=row.text("area"),
        sex=row.text("sex"),
        age=row.text("age"),
        count=row.text("count"),
        groups={
            str(code): (int(ages[0]), int(ages[1])) for code, ages in groups.items()
        },
    )


_KINDS_OF_INHABITANTS: Mapping[str, tuple[Kind, ...]] = {
    "year": (Kind.INTEGER,),
    "area": (Kind.AREA,),
    "sex": (Kind.CODE,),
    "age": (Kind.INTEGER,),
    "count": (Kind.INTEGER,),
}
"""Columns of the source of inhabitants, each with the kinds that it may have."""


def refuse_unfit_inhabitants(
    row: Row, declared: InhabitantsSource, forms: Sequence[Form]
) -> None:
    """Compare the columns named under [inhabitants] with every version of the form of their source.

    Parameters
    ----------
    row : the table
    declared : what it says
    forms : of the source, all versions

    Raises
    ------
    ProjectError : the form is of records and not of counts, or has no such column, or one of another kind; every one
    """
    mistakes = []
    for form in forms:
        if not form.aggregate:
            mistakes.append(
                row.wrong(
                    "source",
                    f"'source' is {declared.source!r}, whose form (version {form.version}) is of records.",
                    "Name a source of counts, whose form says aggregate = true.",
                )
            )
        for key, kinds in _KINDS_OF_INHABITANTS.items():
            wrong = _unfit_column(form, str(getattr(declared, key)), kinds)
            if wrong:
                mistakes.append(row.wrong(key, f"{key!r} {wrong}"))
    if mistakes:
        raise together(mistakes)


def _unfit_column(form: Form, name: str, kinds: Sequence[Kind]) -> str:
    """Return what is wrong with a column; empty where the form has it with the right kind."""
    of_name = [column for column in form.columns if column.name == name]
    place = f"of the form of {form.source}, version {form.version}"
    if not of_name:
        names = [column.name for column in form.columns]
        return f"names {name!r}, which is not a column {place}. {hint(name, names)}"
    if of_name[0].kind not in kinds:
        wanted = " or ".join(kinds)
        return f"names {name!r}, a column of kind {of_name[0].kind} {place}. It must be {wanted}."
    return ""


def _are_apart(groups: Sequence[object]) -> bool:
    """Whether these are runs of ages, and no age is in two of them."""
    if not groups or not all(map(_is_span, groups)):
        return False
    spans = sorted(cast("Sequence[list[int]]", groups))
    return all(older[0] > younger[1] for younger, older in pairwise(spans))


def _is_span(ages: object) -> bool:
    return (
        isinstance(ages, list)
        and len(ages) == 2
        and all(map(is_whole_number, ages))
        and 0 <= ages[0] <= ages[1] <= _OLDEST
    )


def registers_of(row: Row) -> Registers:
    """Read the table [registers].

    Raises
    ------
    ProjectError : a key is missing or unknown
    """
    row.only(REGISTERS_KEYS)
    splits = row.values.get("splits", {})
    tables = splits if isinstance(splits, Mapping) else {}
    return Registers(
        dimension=row.text("dimension"),
        members=row.text("members"),
        people=row.text("people"),
        strata=row.texts("strata"),
        indicator=row.text("indicator"),
        seen=row.text("seen"),
        title=row.words("title"),
        population=row.words("population"),
        splits={str(name): _split(row, table) for name, table in tables.items()},
    )


def _split(row: Row, table: object) -> Split:
    inner = Row(
        row.file,
        row.lines.get("splits", row.line),
        table if isinstance(table, Mapping) else {},
    )
    inner.only(SPLIT_KEYS)
    codes = inner.values.get("codes", {})
    lists = codes if isinstance(codes, Mapping) else {}
    return Split(
        inner.text("dimension"),
        {str(code): tuple(map(str, members)) for code, members in lists.items()},
    )
