"""Definitions of indicators: a TOML file each with an SQL file beside it, and the views they share."""

import datetime
import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from zicht.project.about import about_of
from zicht.project.packs import NO_PACK, Pack
from zicht.project.rows import Row, Sheet, each, placed_at, read_sheet, read_words
from zicht.project.subjects import Subjects
from zicht.vocabulary.definitions import (
    Break,
    Indicator,
    Needs,
    Selection,
    Shape,
    Statistics,
    Survey,
    Variant,
    Watched,
)
from zicht.vocabulary.dimensions import BLOCKS, PERIOD
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.periods import COUNTABLE_YEARS
from zicht.vocabulary.plain import is_whole_number
from zicht.vocabulary.text import Text

Kept = TypeVar("Kept")
TEXTS = (
    "slug",
    "title",
    "question",
    "counts",
    "leaves_out",
    "counting_unit",
    "population",
    "unknowns",
    "source",
)
_TOP = (
    "id version theme shape scale variant universe breakdowns periods shows sums caveats"
    " breaks valid_from valid_until about needs in_overviews part_of_whole"
)
STATISTICS_KEYS = "dimension headline steps"
WATCH_KEYS = "within years"
SURVEY_KEYS = "outcome weight strata clusters population minimum interval asked"
SELECTION_KEYS = "universe where by"
SMALLEST_SURVEY = 30
"""Respondents at risk that a definition must ask for at least: a share of fewer says next to nothing."""
LARGEST_SURVEY = 1_000_000
LARGEST_SCALE = 1_000_000
MOST_VERSIONS = 1_000_000
LONGEST_STEP = 36_525
"""Days to which a quantile is rounded, or within which something happens: a hundred years."""
OF_INHABITANTS = ("area", "sex", "age")
"""What inhabitants are counted by."""
TABLES = (
    *TEXTS,
    "numerator",
    "denominator",
    "statistics",
    "survey",
    "watch",
    "caveat",
    "break",
    "event",
)


def read_indicators(
    *folders: Path,
    chosen: Sequence[str] | None = None,
    themes: Collection[str] = (),
    pack: Pack = NO_PACK,
) -> tuple[Indicator, ...]:
    """Read definitions of indicators.

    Parameters
    ----------
    folders : each with `indicators/<id>.toml` with `<id>.sql`, and
        `remarks/caveats.toml` and `remarks/breaks.toml` with sentences that definitions name. A definition or sentence
        in a later folder replaces an earlier one of the same name
    chosen : ids, in the order in which they are wanted; all of them when left out
    themes : to which they may belong; any when there are none
    pack : of which entries may have been removed

    Returns
    -------
    one definition per indicator

    Raises
    ------
    ProjectError : a file is not as it should be, or a chosen indicator is nowhere
    """
    files = _files(folders, pack)
    ids = list(files) if chosen is None else list(chosen)
    _refuse_undefined(ids, files)
    remarks = _Remarks(_caveats(folders), _breaks(folders))
    subjects = Subjects(tuple(themes) or None)
    indicators = each(
        ids, lambda id_: _read_indicator(id_, files[id_], remarks, subjects)
    )
    _refuse_double_addresses(indicators)
    return indicators


def _refuse_undefined(ids: Sequence[str], files: Mapping[str, Path]) -> None:
    """Refuse indicators that a project chose and that no file defines."""
    missing = [id_ for id_ in ids if id_ not in files]
    if not missing:
        return
    near = difflib.get_close_matches(missing[0], files, n=1)
    all_ids = f"Choose among {', '.join(files)}, or write indicators/*.toml."
    raise ProjectError(
        f"zicht.toml, [indicators]: 'use' names {', '.join(missing)}, of which there is no definition.",
        now=f"Did you mean {near[0]!r}?" if near else all_ids,
    )


def indicator_ids(*folders: Path, pack: Pack = NO_PACK) -> tuple[str, ...]:
    """Name the indicators that are defined in some folders."""
    return tuple(_files(folders, pack))


def _files(places: Iterable[Path], pack: Pack) -> dict[str, Path]:
    return {
        path.stem: path
        for folder in places
        for path in sorted((folder / "indicators").glob("*.toml"))
        if folder != pack.folder or not pack.has_removed("indicators", path.stem)
    }


def read_views(*folders: Path, pack: Pack = NO_PACK) -> dict[str, str]:
    """Read the views that the queries of indicators share.

    Parameters
    ----------
    folders : each with `views/<name>.sql`; a view in a later folder replaces an earlier one

    Returns
    -------
    name to SQL, those of the first folder first
    """
    files = {
        path.stem: path
        for folder in folders
        for path in sorted((folder / "views").glob("*.sql"))
        if folder != pack.folder or not pack.has_removed("views", path.stem)
    }
    return {name: read_words(path, path.parent.parent) for name, path in files.items()}


def _sheet(path: Path) -> Sheet:
    return read_sheet(path, path.parent.parent, known=TABLES)


@dataclass(frozen=True)
class _Remarks:
    """Sentences that several definitions share, by the id that a definition names."""

    caveats: Mapping[str, Text]
    breaks: Mapping[str, Break]


def _read_indicator(
    id_: str, file: Path, remarks: _Remarks, subjects: Subjects
) -> Indicator:
    sheet = _sheet(file)
    top = sheet.top.only(_TOP)
    # Figures are addressed by the id, and everything else finds the definition by its file.
    if top.text("id") != id_:
        raise top.wrong(
            "id",
            f"the file calls itself {top.text('id')}.",
            "Give file and indicator one name.",
        )
    shared_caveats = _named(top, "caveats", remarks.caveats)
    own_caveats = tuple(_pair(row) for row in sheet.rows("caveat"))
    shared_breaks = _named(top, "breaks", remarks.breaks)
    own_breaks = tuple(_break(row) for row in sheet.rows("break"))
    texts = {key: _words(sheet, key) for key in TEXTS}
    with placed_at(top):
        return Indicator(
            id=id_,
            version=top.whole("version", 1, MOST_VERSIONS),
            theme=subjects.theme(top),
            shape=cast("Shape", top.one_of("shape", get_args(Shape))),
            variant=cast("Variant", top.one_of("variant", ("flow", "cohort", "stock"))),
            universe=top.text("universe"),
            sql=_sql(file),
            breakdowns=_breakdowns(top),
            valid_from=_day(top, "valid_from"),
            valid_until=_day(top, "valid_until") if top.has("valid_until") else "",
            sums=top.text("sums", ""),
            in_overviews=top.flag("in_overviews", default=True),
            is_part=top.flag("part_of_whole", default=False),
            needs=cast("Needs", top.one_of("needs", get_args(Needs), "all")),
            caveats=(*shared_caveats, *own_caveats),
            breaks=(*shared_breaks, *own_breaks),
            numerator=_selection(sheet, "numerator"),
            denominator=_selection(sheet, "denominator"),
            scale=top.whole("scale", 1, LARGEST_SCALE, 1),
            periods=top.one_of("periods", (PERIOD, BLOCKS), PERIOD),
            shows=_lists(top, "shows"),
            statistics=_statistics(sheet),
            survey=_survey(sheet),
            watch=_watch(sheet),
            events=tuple(_break(row) for row in sheet.rows("event")),
            about=about_of(top),
            **texts,
        )


def _day(top: Row, key: str) -> str:
    """Read a day; as text, because that is how releases keep it."""
    written = top.text(key)
    try:
        datetime.date.fromisoformat(written)
    except ValueError:
        raise top.wrong(
            key, f"{key!r} is {written!r}, not a day.", f'Write {key} = "2024-01-01".'
        ) from None
    return written


def _words(sheet: Sheet, key: str) -> Text:
    rows = sheet.rows(key)
    if not rows:
        raise sheet.top.wrong(
            "", f"[{key}] is missing.", "Write it in every language of the project."
        )
    return _pair(rows[0])


def _pair(row: Row) -> Text:
    """Read the words of a row by language; its id is none of them, although `id` is the code of Indonesian."""
    words = {key: value for key, value in row.values.items() if key != "id"}
    return Text.from_table(words, where=row.at())


def _break(row: Row) -> Break:
    year = row.whole("year", COUNTABLE_YEARS[0], COUNTABLE_YEARS[-1])
    return Break(year, _pair(row))


def _sql(path: Path) -> str:
    beside = path.with_suffix(".sql")
    if not beside.is_file():
        raise ProjectError(
            f"{path.parent.name}/{path.name}:1: there is no {beside.name} beside it.",
            now="Write the query that yields its rows.",
        )
    return read_words(beside, beside.parent.parent)


def _breakdowns(top: Row) -> tuple[tuple[str, ...], ...]:
    value = top.values.get("breakdowns")
    rows = value if isinstance(value, list) else []
    if not rows or not all(
        isinstance(row, list) and all(isinstance(name, str) for name in row)
        for row in rows
    ):
        raise top.wrong(
            "breakdowns",
            "'breakdowns' must be a list of lists of dimensions.",
            'Write [[], ["DIMENSION"]].',
        )
    return tuple(tuple(row) for row in rows)


def _lists(top: Row, key: str) -> dict[str, tuple[str, ...]]:
    value = top.values.get(key, {})
    if not isinstance(value, Mapping) or not all(
        isinstance(codes, list) for codes in value.values()
    ):
        raise top.wrong(
            key,
            f"{key!r} must be a table of lists.",
            'Write { DIMENSION = ["LEVEL"] }.',
        )
    return {str(name): tuple(map(str, codes)) for name, codes in value.items()}


def _selection(sheet: Sheet, key: str) -> Selection | None:
    rows = sheet.rows(key)
    if not rows:
        return None
    row = rows[0].only(SELECTION_KEYS)
    by = row.pairs("by")
    strays = sorted(set(by) - set(OF_INHABITANTS))
    if strays:
        raise row.wrong(
            "by",
            f"'by' says {strays[0]!r} of inhabitants, who are counted by {', '.join(OF_INHABITANTS)}.",
            'Write by = { area = "DIMENSION", sex = "DIMENSION", age = "DIMENSION" }.',
        )
    return Selection(row.text("universe"), row.pairs("where"), by)


def _statistics(sheet: Sheet) -> Statistics | None:
    rows = sheet.rows("statistics")
    if not rows:
        return None
    row = rows[0].only(STATISTICS_KEYS)
    steps = row.values.get("steps")
    if not isinstance(steps, Mapping) or not all(map(_is_step, steps.values())):
        raise row.wrong(
            "steps",
            f"'steps' must be codes with whole days, from 1 to {LONGEST_STEP:,}.",
            "Write { CODE = DAYS }, such as { median = 10 }.",
        )
    return Statistics(
        row.text("dimension"),
        row.one_of("headline", [str(code) for code in steps]),
        {str(code): int(str(days)) for code, days in steps.items()},
    )


def _is_step(days: object) -> bool:
    return is_whole_number(days) and 1 <= days <= LONGEST_STEP


def _watch(sheet: Sheet) -> Watched | None:
    rows = sheet.rows("watch")
    if not rows:
        return None
    row = rows[0].only(WATCH_KEYS)
    # Fewer than three years show too little of the ordinary course.
    years = row.whole("years", 3, len(COUNTABLE_YEARS), Watched.years)
    return Watched(row.text("within"), years)


def _survey(sheet: Sheet) -> Survey | None:
    rows = sheet.rows("survey")
    if not rows:
        return None
    row = rows[0].only(SURVEY_KEYS)
    interval = row.one_of("interval", ("logit", "beta"), "logit")
    survey = Survey(
        outcome=row.text("outcome"),
        weight=row.text("weight"),
        strata=row.text("strata", ""),
        clusters=row.texts("clusters"),
        population=row.texts("population"),
        minimum=row.whole("minimum", SMALLEST_SURVEY, LARGEST_SURVEY, Survey.minimum),
        interval=cast("Literal['logit', 'beta']", interval),
        asked=row.text("asked", ""),
    )
    if len(survey.population) > max(1, len(survey.clusters)):
        raise row.wrong(
            "population",
            "'population' names more stages than 'clusters'.",
            "Name a column for each stage of drawing at most.",
        )
    return survey


def _named(top: Row, key: str, known: Mapping[str, Kept]) -> tuple[Kept, ...]:
    names = top.texts(key)
    strays = [name for name in names if name not in known]
    if strays:
        raise top.wrong(
            key,
            f"{', '.join(strays)} stands in no file of remarks.",
            f"Known are {', '.join(sorted(known))}.",
        )
    return tuple(known[name] for name in names)


def _caveats(places: Iterable[Path]) -> dict[str, Text]:
    return {row.text("id"): _pair(row) for row in _remarks(places, "caveat")}


def _breaks(places: Iterable[Path]) -> dict[str, Break]:
    return {row.text("id"): _break(row) for row in _remarks(places, "break")}


def _remarks(places: Iterable[Path], kind: str) -> Iterator[Row]:
    for folder in places:
        path = folder / "remarks" / f"{kind}s.toml"
        if path.is_file():
            yield from read_sheet(path, folder, known=(kind,)).rows(kind)


def _refuse_double_addresses(read: Sequence[Indicator]) -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for indicator in read:
        for language, slug in indicator.slug.items():
            other = seen.setdefault((indicator.theme, language, slug), indicator.id)
            if other != indicator.id:
                raise ProjectError(
                    f"Indicators {other} and {indicator.id} have one address ({language}): {slug}.",
                    now="Give each its own slug.",
                )
