"""One document of the knowledge base from one row or page: which keys each kind has, and what they become."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from zicht.project.rows import Row
from zicht.vocabulary.content import PUBLICATION_STATUSES
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

COMMON = "id title slug formerly date theme field figures related"
"""Keys that every document may have, besides those of its kind."""
PUBLICATION_KEYS = (
    f"{COMMON} kind status published_on planned_for postponed_because publisher partner"
    " address"
)
DEFINITION_KEYS = f"{COMMON} summary also law"
THEME_KEYS = f"{COMMON} summary"
GROUP_KEYS = f"{COMMON} summary source"
EVENT_KEYS = f"{COMMON} summary source moves address"
REFLECTION_KEYS = f"{COMMON} name role organisation summary source"
PUBLICATION_KINDS = ("publication", "letter", "news", "brochure", "magazine")
ACTIVITY_KINDS = (
    "advice", "advisory_board", "briefing", "consortium", "consultation", "cooperation", "expert_meeting", "field_lab",
    "network", "pilot", "steering_group", "working_group",
)  # fmt: skip
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_PERIOD = re.compile(r"(\d{4})-(\d{4})|\d{4}-(?:Q[1-4]|H[12])")
_WEB = re.compile(r"https?://[^\s/.]+\.[^\s]+")


def document(row: Row, kind: str, body: Text, facts: Mapping[str, object]) -> Document:
    """Make a document of a row: its common keys, and the facts of its kind."""
    id_ = row.slug("id")
    title = row.words("title")
    every = {
        "field": row.text("field", ""),
        **facts,
        "formerly": row.texts("formerly"),
        "figures": row.texts("figures"),
        "related": row.texts("related"),
    }
    return Document(
        kind=kind,
        id=id_,
        slug=row.maybe_words("slug") or _slugs(title),
        title=title,
        body=body,
        facts={
            key: _plain(value)
            for key, value in every.items()
            if value not in ("", [], (), {}, None)
        },
        theme=row.text("theme", ""),
        date=date_of(row, "date"),
    )


def date_of(row: Row, key: str) -> str:
    """Read a date of which the day or month may be missing; empty when it is not there."""
    word = row.text(key, "")
    if word and not _is_date(word):
        raise row.wrong(
            key, f"{key!r} is {word!r}, no date.", "Write 2021, 2021-01 or 2021-01-11."
        )
    return word


def period_of(row: Row, key: str, default: str | None = "") -> str:
    """Read a date, or years, a quarter or half a year: `2020`, `2015-2019`, `2023-Q3`; required without a default."""
    word = row.text(key, default)
    run = _PERIOD.fullmatch(word)
    if word and not _is_date(word) and (run is None or (run[1] or "") > (run[2] or "")):
        raise row.wrong(
            key,
            f"{key!r} is {word!r}, no period.",
            "Write 2020, 2015-2019, 2023-Q3 or a date.",
        )
    return word


def address_of(row: Row, key: str) -> str:
    """Read an address of the web; empty when it is not there."""
    word = row.text(key, "")
    if word and not is_address(word):
        raise row.wrong(
            key,
            f"{key!r} is {word!r}, no address.",
            "Write it whole, from https:// on.",
        )
    return word


def is_address(word: str) -> bool:
    """Whether a word is an address of the web, with a host."""
    return _WEB.fullmatch(word) is not None


def _is_date(word: str) -> bool:
    if not _DATE.fullmatch(word):
        return False
    try:
        datetime.date.fromisoformat(
            f"{word}-01-01"[:10] if len(word) == 4 else f"{word}-01"[:10]
        )
    except ValueError:
        return False
    return True


def _plain(value: object) -> object:
    """Facts are plain, so that a release gives them back as they were."""
    if isinstance(value, Text):
        return dict(value.items())
    return list(value) if isinstance(value, tuple) else value


def _slugs(title: Text) -> Text:
    return Text.of({language: _slug(words) for language, words in title.items()})


def _slug(words: str) -> str:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", words)
        if not unicodedata.combining(letter)
    )
    parts = (
        re.sub(r"[^a-z0-9]+", "-", bare.lower().replace("’", "")).strip("-").split("-")
    )
    return "-".join(parts[:12])


def publication(row: Row, body: Text) -> Document:
    """Report, letter, news item, brochure or magazine; a postponed one says why."""
    row.only(PUBLICATION_KEYS)
    status, reason = (
        row.one_of("status", PUBLICATION_STATUSES),
        row.maybe_words("postponed_because"),
    )
    planned, appeared = (
        period_of(row, "planned_for"),
        date_of(row, "published_on") or date_of(row, "date"),
    )
    if reason is None and (
        status == "postponed" or _is_late(status, planned, appeared)
    ):
        raise row.wrong(
            "status" if status == "postponed" else "planned_for",
            "A postponed publication says why.",
            "Add postponed_because.",
        )
    if status == "planned" and not planned:
        raise row.wrong(
            "status", "A planned publication says for when.", "Add planned_for."
        )
    if status == "published" and not appeared:
        raise row.wrong(
            "status",
            "A published publication has a date.",
            "Add date or published_on; a year is enough.",
        )
    facts = {
        "status": status,
        "published_on": date_of(row, "published_on"),
        "planned_for": planned,
        "postponed_because": reason,
        "publisher": row.text("publisher", ""),
        "partner": row.text("partner", ""),
        "address": address_of(row, "address"),
    }
    return document(
        row, row.one_of("kind", PUBLICATION_KINDS, "publication"), body, facts
    )


def _is_late(status: str, planned: str, appeared: str) -> bool:
    """Whether something appeared in a later year than the last one it was planned for."""
    run = _PERIOD.fullmatch(planned)
    last = run[2] if run and run[2] else planned[:4]
    return status == "published" and "" < last < appeared[:4]


def method(row: Row, body: Text) -> Document:
    """How something is done here."""
    return document(row.only(COMMON), "method", body, {})


def definition(row: Row) -> Document:
    """Meaning of a word, and the law or codebook it comes from."""
    row.only(DEFINITION_KEYS)
    return document(
        row,
        "definition",
        row.words("summary"),
        {"also": row.maybe_words("also"), "law": row.text("law", "")},
    )


def theme(row: Row) -> Document:
    """Name of a theme, and what it is about."""
    return document(row.only(THEME_KEYS), "theme", row.words("summary"), {})


def group(row: Row) -> Document:
    """Group of people about whom the institute is especially concerned."""
    row.only(GROUP_KEYS)
    return document(row, "group", row.words("summary"), {"source": row.text("source")})


def event(row: Row) -> Document:
    """Something that moves series: a law, a change of who notifies, a pandemic."""
    row.only(EVENT_KEYS)
    if not row.text("date", ""):
        raise row.wrong(
            "date", "An event has a date.", "Write date = '2018-05-25', or a year."
        )
    facts = {
        "moves": row.texts("moves"),
        "source": row.text("source", ""),
        "address": address_of(row, "address"),
    }
    return document(row, "event", row.words("summary"), facts)


def reflection(row: Row) -> Document:
    """Words of somebody in a publication, summed up in our own."""
    row.only(REFLECTION_KEYS)
    facts = {
        "name": row.text("name"),
        "role": row.words("role"),
        "organisation": row.text("organisation", ""),
        "source": row.text("source"),
    }
    return document(row, "reflection", row.words("summary"), facts)


ACTIVITY_COLUMNS = (
    *(
        "id",
        "kind",
        "title_nl",
        "title_en",
        "partners",
        "theme",
        "field",
        "period",
        "place",
        "source",
    ),
    *("note_nl", "note_en"),
)


def activity(row: Row) -> Document:
    """Advisory board, steering group, briefing, consultation, pilot and the like."""
    facts = {
        "activity": row.one_of("kind", ACTIVITY_KINDS),
        "partners": row.texts("partners"),
        "period": period_of(row, "period", None),
        "place": row.text("place", ""),
        "source": row.text("source"),
    }
    found = document(
        row, "activity", row.maybe_words("note") or row.words("title"), facts
    )
    return replace(found, date=row.text("period")[:4])


MEDIA_COLUMNS = (
    "id",
    "title_nl",
    "title_en",
    "medium",
    "reach",
    "field",
    "period",
    "source",
)
REACHES = ("national", "regional", "international")


def media(row: Row) -> Document:
    """Appearance in a medium."""
    facts = {
        "medium": row.text("medium"),
        "reach": row.one_of("reach", REACHES),
        "period": period_of(row, "period", None),
        "source": row.text("source"),
    }
    return replace(
        document(row, "media", row.words("title"), facts), date=row.text("period")[:4]
    )


PAGES: Mapping[str, Callable[[Row, Text], Document]] = {
    "publications": publication,
    "methods": method,
}
"""Folder with Markdown pages to what makes a document of a page; recommendations have a module of their own."""
ROWS: Mapping[str, Callable[[Row], Document]] = {
    "definitions": definition,
    "themes": theme,
    "groups": group,
    "events": event,
    "reflections": reflection,
}
"""TOML file with rows to what makes a document of a row."""
GRIDS: Mapping[str, tuple[tuple[str, ...], Callable[[Row], Document]]] = {
    "activities": (ACTIVITY_COLUMNS, activity),
    "media": (MEDIA_COLUMNS, media),
}
"""CSV file to its columns, and what makes a document of a row."""
