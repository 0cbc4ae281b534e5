"""One page for a municipality or a committee, on a day's notice: figures, what they mean, who helps."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.edition import estimates, numerals
from zicht.edition.addresses import find_figure
from zicht.edition.edition import Edition
from zicht.edition.figures import Figure
from zicht.edition.nodes import Directive
from zicht.reports.building import Built, write_files
from zicht.reports.composing import Sheet, heading, helps, marks, para
from zicht.reports.editions import report_edition
from zicht.reports.entries import fact_words
from zicht.reports.printing import count_pages
from zicht.reports.references import direction, why_not_comparable
from zicht.reports.resolving import set_blocks
from zicht.reports.wording import Node, Setting, Use, note_words
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.codes import UNKNOWN
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import PublishingError, UsageError
from zicht.vocabulary.figures import Cited, FigureKey
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Document, KeyFigure, Release
from zicht.vocabulary.text import LANGUAGES, Text

LIKE_SIZED = 10
"""How many municipalities of like size stand beside one."""
_MOST = {
    "recommendations": 4,
    "caveats": 5,
    "cards": 8,
    "printed": 10,
    "beside_estimate": 2,
    "indicators": 7,
    "helps": 7,
}
_SIZES = (11.0, 10.6, 10.2, 9.8, 9.4, 9.2, 8.8, 8.4, 8.0, 7.6)
"""Sizes of text, in points, that are tried until everything stands on one page."""
_THEMES = ("slachtoffers", "sgtk", "daders", "keten", "prevalentie")
"""In which order themes come first."""
_LOCAL_AUTHORITIES = ("gemeente", "municipalit", "vng", "burgemeester", "mayor")


_EMPTY: Node = {"s": "", "hidden": False, "key": ""}


@dataclass(frozen=True)
class _Subject:
    """What a brief is about: an area, a theme, or both."""

    area: Area | None
    theme: str


def brief(
    release: Release,
    *,
    area: str = "",
    theme: str = "",
    out: Path,
    languages: Sequence[str] = LANGUAGES,
    progress: Progress | None = None,
) -> Built:
    """Write one page for a municipality or a committee.

    Parameters
    ----------
    release : nothing else is read; every figure has passed the gate, or was published elsewhere
    area : code or name of an area; empty for a committee
    theme : as of indicators (`slachtoffers`, `sgtk`); empty for all
    out : folder; files become `brief-<area or theme>.<language>.html` and `.pdf`
    languages : to write in
    progress : told what is being written

    Returns
    -------
    what was written; `figures` counts those on the page

    Raises
    ------
    UsageError : the area or theme is not known, or the release has no figures about it
    PublishingError : it does not fit on one page
    """
    if not area and not theme:
        raise UsageError(
            "A brief is about an area, a theme, or both.",
            now=f"Write --area with the name of a municipality, or --theme with one of {', '.join(_themes(release))}.",
        )
    subject = _Subject(
        _find_area(release.geography, area) if area else None,
        _find_theme(release, theme),
    )
    name = "-".join(
        part
        for part in (
            "brief",
            subject.area.code.lower() if subject.area else "",
            subject.theme,
        )
        if part
    )
    if progress:
        progress(f"Writing {name}")
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    shown: set[str] = set()
    titles: dict[str, str] = {}
    for language in languages:
        sheet = _Page(report_edition(release, language), subject).compose()
        titles[language] = str(sheet.cover["title"])
        shown |= {
            figure.address for use in sheet.setting.uses for figure in use.figures
        }
        content = _fit(sheet, language, _day(release))
        others = [other for other in languages if other != language]
        edition = report_edition(release, language)
        files += write_files(
            content, edition, out / name, _day(release), others=others, template="brief"
        )
    title = Text(titles.get("nl") or titles["en"], titles.get("en") or titles["nl"])
    return Built(name, title, tuple(files), len(shown))


def _fit(sheet: Sheet, language: str, date: str) -> dict[str, object]:
    """Choose the largest size of text with which everything stands on one page."""
    for size in _SIZES:
        # The letters of a drawing are to be as large as those around it.
        drawing = min(100, round(100 * size / 10.8))
        content = sheet.content(size=size, hang=0, has_contents=False, drawing=drawing)
        if (
            count_pages(content, language=language, date=date, template="brief.typ")
            == 1
        ):
            return content
    raise PublishingError(
        "This brief does not fit on one page.",
        now="Ask for an area or a theme, not for both.",
    )


def _day(release: Release) -> str:
    """Give the day of the latest delivery or document: a brief made twice is the same."""
    days = [receipt.extracted_on for receipt in release.receipts]
    days += [
        document.date for document in release.documents if document.kind == "report"
    ]
    days += (
        []
        if days
        else [figure.citation.date for figure in release.cited if figure.citation.date]
    )
    return max(days, default="2000")


def _find_area(country: Geography | None, words: str) -> Area:
    if country is None:
        raise UsageError(
            "This release has no areas.", now="Ask for a theme: --theme sgtk."
        )
    wanted = words.strip().casefold()
    for area in country.areas.values():
        if wanted in (area.code.casefold(), area.name.casefold()):
            return area
    near = difflib.get_close_matches(
        words, [area.name for area in country.areas.values()], n=3, cutoff=0.5
    )
    raise UsageError(
        f"There is no area {words!r}.",
        now=f"Did you mean {', '.join(near)}?"
        if near
        else "Write its name or code as on the map.",
    )


def _find_theme(release: Release, words: str) -> str:
    known = {*_themes(release), *(document.theme for document in release.documents)} - {
        ""
    }
    if words and words not in known:
        near = difflib.get_close_matches(words, known, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(
            f"There is no theme {words!r}.",
            now=f"{hint}Known are {', '.join(sorted(known))}.",
        )
    return words


def _themes(release: Release) -> list[str]:
    """Themes of which the release has figures, in the order of the pages."""
    known = {indicator.theme for indicator in release.indicators.values()}
    known |= {card.theme for card in release.key_figures}
    known |= {figure.theme for figure in release.cited}
    known |= {"prevalentie"} if release.estimates else set()
    return [theme for theme in _THEMES if theme in known]


class _Page:
    """Composes one brief in one language."""

    def __init__(self, edition: Edition, subject: _Subject) -> None:
        self.edition, self.subject = edition, subject
        self.release, self.words = edition.release, edition.words
        self.setting = Setting()
        self.shown: list[Figure] = []
        self.notes: list[str] = []
        self.estimates: list[str] = []

    def compose(self) -> Sheet:
        blocks = self._figures()
        if not blocks:
            raise UsageError(
                "The release has no figures about this.",
                now="Choose another area or theme, or leave one out.",
            )
        blocks += [*self._meaning(), *self._like_sized(), *self._recommendations()]
        self.setting.uses = [Use(f.address, 0, f.shown, (f,)) for f in self.shown]
        return Sheet(
            self._cover(),
            blocks,
            self.notes,
            helps(self.edition)[: _MOST["helps"]],
            self.setting,
        )

    def _cover(self) -> Node:
        release, words = self.release, self.words
        theme = words.any_of(
            f"theme.{self.subject.theme}",
            otherwise=self.subject.theme.replace("_", " "),
        )
        name = self.subject.area.name if self.subject.area else ""
        about = theme or words("brief.subject")
        return {
            "title": f"{name}: {about}" if name else about[:1].upper() + about[1:],
            "subtitle": "",
            "kind": words("kind.briefing"),
            "date": numerals.day(_day(release), self.edition.language),
            "authors": "",
            "institute": self.edition.say(release.face.institute),
            "contact": release.face.contact,
            "marks": marks(self.edition),
            "made_from": words("made_from", digest=release.digest[:16]),
            "licence": words("licence", licence=release.face.licence),
        }

    # ---- figures

    def _figures(self) -> list[Node]:
        if self.subject.area is not None:
            return self._of_area(self.subject.area)
        return [*self._of_country(), *self._estimated(), *self._cards()]

    def _local(self) -> list[Indicator]:
        """Choose indicators with a figure for the area, those made for municipalities first."""
        area = self.subject.area
        if area is None:
            return []
        found = [
            indicator
            for indicator in self.release.indicators.values()
            if self._dimension(indicator, area) and self._of_theme(indicator)
        ]
        best = [indicator for indicator in found if indicator.periods == "jaarblok"]
        return sorted(best or found, key=lambda indicator: indicator.id)

    def _of_theme(self, indicator: Indicator) -> bool:
        theme = self.subject.theme
        fields = {"slachtoffers": "slachtofferjaren", "sgtk": "sgtk_incidenten"}
        return (
            not theme
            or indicator.theme == theme
            or indicator.universe == fields.get(theme)
        )

    def _dimension(self, indicator: Indicator, area: Area) -> str:
        series = self.release.series.get(indicator.id)
        if series is None:
            return ""
        pairs = zip(series.dimensions, series.codes, strict=True)
        return next(
            (name for name, codes in pairs if area.code in set(codes.tolist())), ""
        )

    def _of_area(self, area: Area) -> list[Node]:
        """Each local indicator: the area, its province and the country, in the last two periods."""
        local = self._local()
        if not local:
            return []
        periods = sorted(set(self.release.series[local[0].id].periods.tolist()))[-2:]
        rows: list[Node] = []
        for indicator in local:
            rows.append(
                {
                    "head": self.edition.say(indicator.title),
                    "level": 0,
                    "total": True,
                    "cells": [_EMPTY] * len(periods),
                }
            )
            for place in self._around(area):
                cells = [self._at(indicator, period, place) for period in periods]
                rows.append(
                    {"head": place.name, "level": 1, "total": False, "cells": cells}
                )
        data = {
            "stub": self.words("brief.area"),
            "columns": [*map(numerals.period, periods)],
            "rows": rows,
        }
        return [
            heading(self.words("brief.figures")),
            {"t": "plain_table", "title": self.words("brief.figures"), "table": data},
            para(self.words("brief.protected")),
            *self._not_shown(area),
        ]

    def _not_shown(self, area: Area) -> list[Node]:
        """Say it with the name of the area where none of its numbers is shown: a band is easily read as nothing."""
        own = [figure for figure in self.shown if f"={area.code}" in figure.address]
        if not own or any(figure.value is not None for figure in own):
            return []
        said: Node = {"t": "text", "s": self.words("brief.not_shown", area=area.name)}
        return [{"t": "para", "c": [{"t": "strong", "c": [said]}]}]

    def _around(self, area: Area) -> list[Area]:
        """Give the area, its province, and the country."""
        country = self.release.geography
        if country is None:
            return [area]
        trees = [
            tree for level, tree in country.parents.items() if level == "provincie"
        ]
        above = [country.areas[tree[area.code]] for tree in trees if area.code in tree]
        whole = country.areas.get(country.country) or Area(
            TOTAL, self.release.face.country, "land"
        )
        return [area, *above, Area(TOTAL, whole.name, "land")]

    def _at(self, indicator: Indicator, period: str, area: Area) -> Node:
        place = self._dimension(indicator, self.subject.area or area)
        where = () if area.code == TOTAL else ((place, area.code),)
        key = FigureKey(indicator.id, period, where)
        row = self.edition.row(key)
        if row is None:
            return {"s": "\u2013", "hidden": False, "key": ""}
        figure = self.edition.counted(row)
        self.shown.append(figure)
        return {
            "s": figure.shown,
            "hidden": figure.value is None,
            "key": figure.address,
        }

    def _of_country(self) -> list[Node]:
        """Each indicator of the theme: first, last but one and last figure, and which way it went."""
        words = self.words
        rows: list[Node] = []
        periods = [""]
        for indicator in self._national():
            line = self.edition.rows[indicator.id].line()
            figures = [self.edition.counted(row) for row in line]
            if (
                len(figures) < 3
                or figures[0].value is None
                or figures[-1].value is None
            ):
                continue
            chosen = [figures[0], figures[-2], figures[-1]]
            if rows and [figure.period for figure in chosen] != periods:
                continue
            periods = [figure.period for figure in chosen]
            self.shown += chosen
            cells = [
                {"s": f.shown, "hidden": f.value is None, "key": f.address}
                for f in chosen
            ]
            cells.append({"s": self._trend(figures), "hidden": False, "key": ""})
            rows.append(
                {
                    "head": self.edition.say(indicator.title),
                    "level": 0,
                    "total": False,
                    "cells": cells,
                }
            )
        if not rows:
            return []
        heads = [*map(numerals.period, periods), words("brief.since", year=periods[0])]
        data = {
            "stub": words("indicator"),
            "columns": heads,
            "rows": rows[: _MOST["indicators"]],
        }
        table: Node = {
            "t": "plain_table",
            "title": words("brief.figures"),
            "table": data,
        }
        return [heading(words("brief.figures")), table, *self._drawn()]

    def _national(self) -> list[Indicator]:
        """Give yearly indicators of the theme; two of each theme where none was asked for."""
        found = [
            indicator
            for indicator in self.release.indicators.values()
            if indicator.id in self.release.series
            and indicator.periods == "jaar"
            and self._of_theme(indicator)
        ]
        apart = {
            indicator.id
            for indicator in found
            if indicator.id.partition("-")[0] != indicator.id
        }
        ranked = sorted(
            (indicator for indicator in found if indicator.id not in apart),
            key=lambda one: (
                _THEMES.index(one.theme) if one.theme in _THEMES else len(_THEMES),
                one.id,
            ),
        )
        if self.subject.theme:
            return ranked
        return [
            one
            for one in ranked
            if sum(other.theme == one.theme for other in ranked[: ranked.index(one)])
            < 2
        ]

    def _trend(self, figures: Sequence[Figure]) -> str:
        """Say which way a series went, as far as its figures may be compared."""
        reason = why_not_comparable(figures[0], figures[-1], self.edition)
        if reason == "cohort":
            return self.words("brief.pending")
        before = [figure for figure in figures if not reason or figure.period < reason]
        if len(before) < 2 or before[0].value is None or before[-1].value is None:
            return "\u2013"
        trend = self.words(f"trend.{direction(before[0], before[-1])}")
        return (
            self.words("brief.until", trend=trend, year=before[-1].period)
            if reason
            else trend
        )

    def _drawn(self) -> list[Node]:
        """Draw the first count of the theme by its first breakdown."""
        for indicator in self._national():
            by = next(
                (
                    b[0]
                    for b in indicator.breakdowns
                    if len(b) == 1 and b[0] != "gemeente"
                ),
                "",
            )
            if indicator.shape == "count" and by:
                codes = self.release.codes.get(by)
                only = ",".join(
                    code
                    for code in (codes.leaves if codes else ())
                    if codes and code not in codes.residual
                )
                settings = {"by": by, "only": only}
                found = set_blocks(
                    (Directive("chart", (indicator.id,), settings, 0),),
                    self.edition,
                    "brief",
                )
                self.shown += [
                    figure for table in found.tables for figure in table.figures
                ]
                return found.blocks
        return []

    def _estimated(self) -> list[Node]:
        """Set the estimate of those nobody saw, where the brief is about how often it happens."""
        id_ = next(iter(self.release.estimates), "")
        if self.subject.theme != "prevalentie" or not id_:
            return []
        found = set_blocks(
            (Directive("estimate", (id_,), {}, 0),), self.edition, "brief"
        )
        self.shown += [figure for table in found.tables for figure in table.figures]
        self.estimates = found.estimates
        return [
            heading(self.edition.say(estimates.find(self.edition, id_).title)),
            *found.blocks,
        ]

    def _cards(self) -> list[Node]:
        """Key figures of the theme that were published elsewhere, and what else the register holds on it."""
        cards = [
            card
            for card in self.release.key_figures
            if not self.subject.theme or card.theme == self.subject.theme
        ]
        cited = [
            card
            for card in cards
            if all(figure in self.edition.cited for figure in card.figures)
        ]
        items = [
            [{"t": "para", "c": self._sentence(card)}]
            for card in cited[: _MOST["cards"]]
        ]
        most = _MOST["beside_estimate" if self.estimates else "printed"] - len(items)
        items += [
            [{"t": "para", "c": self._printed(group)}]
            for group in self._register()[: max(0, most)]
        ]
        if not items:
            return []
        return [
            heading(self.words("brief.published")),
            {"t": "list", "ordered": False, "items": items},
        ]

    def _register(self) -> list[list[Cited]]:
        """Give the newest figures of each series of the theme that is not shown yet: values of an indicator first.

        Estimates of hidden populations are left out: they never stand without their limits.
        """
        shown = {
            figure.cited.series for figure in self.shown if figure.cited is not None
        }
        series: dict[str, list[Cited]] = {}
        for figure in self.release.cited if self.subject.theme else ():
            is_estimate = figure.indicator in ("P01", "P02")
            if (
                figure.theme == self.subject.theme
                and figure.series not in shown
                and not is_estimate
            ):
                series.setdefault(figure.series or figure.id, []).append(figure)
        newest = [
            [one for one in group if one.period == max(f.period for f in group)]
            for group in series.values()
        ]
        newest.sort(key=lambda group: group[0].period, reverse=True)
        return sorted(
            newest, key=lambda group: (not group[0].indicator, bool(group[0].where))
        )

    def _printed(self, group: Sequence[Cited]) -> list[Node]:
        """Write one thing that was printed elsewhere: every number of its newest period."""
        figures = [find_figure(self.edition, one.id) for one in group]
        period = figures[0].period or self.words("period_not_stated")
        nodes: list[Node] = [{"t": "text", "s": f"{figures[0].title} ({period}): "}]
        for at, figure in enumerate(figures):
            nodes += [{"t": "text", "s": "; " if at else ""}, self._noted(figure)]
        return [*nodes, {"t": "text", "s": "."}]

    def _sentence(self, card: KeyFigure) -> list[Node]:
        nodes: list[Node] = []
        sentence = rest = self.edition.say(card.sentence)
        figures = [find_figure(self.edition, id_) for id_ in card.figures]
        for at, figure in enumerate(figures):
            before, _, rest = rest.partition(f"{{{at}}}")
            number = figure.shown
            if figure.cited is not None:
                number = self.edition.printed_within(figure.cited, sentence)
            nodes += [{"t": "text", "s": before}, self._noted(figure, number)]
        return [*nodes, {"t": "text", "s": rest}]

    def _noted(self, figure: Figure, number: str = "") -> Node:
        """Set a figure from elsewhere, with a note on its source; a remark on the number stands in the note."""
        with_qualifier = figure.number if figure.remark else figure.shown
        said = note_words(figure, self.edition)
        if said and said not in self.notes:
            self.notes.append(said)
        notes = [self.notes.index(said) + 1] if said else []
        self.shown.append(figure)
        return {
            "t": "strong",
            "c": [
                {
                    "t": "figure",
                    "s": number or with_qualifier,
                    "key": figure.address,
                    "notes": notes,
                }
            ],
        }

    # ---- words around them

    def _meaning(self) -> list[Node]:
        """Say what the figures mean and do not mean: the caveats of the indicators, each once."""
        ids = dict.fromkeys(
            figure.address.split(":")[0]
            for figure in self.shown
            if figure.cited is None
        )
        used = [
            self.release.indicators[id_]
            for id_ in ids
            if id_ in self.release.indicators
        ]
        assumed = [self.words("estimate.assumes")] if self.estimates else []
        said = assumed + list(
            dict.fromkeys(
                self.edition.say(c) for indicator in used for c in indicator.caveats
            )
        )
        said = said[: _MOST["caveats"]] or [
            self.words("brief.registered" if used else "brief.printed")
        ]
        if self.subject.area is not None and not any(
            word in said[0] for word in ("laag", "low")
        ):
            said.insert(0, self.words("brief.low"))
        items = [[para(words)] for words in said]
        return [
            heading(self.words("brief.meaning")),
            {"t": "list", "ordered": False, "items": items},
        ]

    def _like_sized(self) -> list[Node]:
        """Say what municipalities of like size show, in bands: how many of them, never which of them."""
        area, country = self.subject.area, self.release.geography
        if area is None or country is None or area.level != "gemeente":
            return []
        others = sorted(
            (
                one
                for one in country.level("gemeente")
                if one.code not in (area.code, UNKNOWN)
            ),
            key=lambda one: (abs(one.inhabitants - area.inhabitants), one.code),
        )[:LIKE_SIZED]
        if len(others) < 3 or not area.inhabitants:
            return []
        number = self.edition.number
        low, high = (
            min(one.inhabitants for one in others),
            max(one.inhabitants for one in others),
        )
        intro = self.words(
            "brief.like_sized_intro", n=len(others), low=number(low), high=number(high)
        )
        bands, local = self._bands(), self._local()
        counted = [
            self._in_bands(
                one, max(self.release.series[one.id].periods.tolist()), others, bands
            )
            for one in local
        ]
        heads = [words for _, words in bands]
        heads += (
            [self.words("brief.not_shown_of")]
            if any(counts[-1] for counts in counted)
            else []
        )
        rows = [
            {
                "head": self.edition.say(indicator.title),
                "level": 0,
                "total": False,
                "cells": [
                    {"s": number(n), "hidden": False, "key": ""}
                    for n in counts[: len(heads)]
                ],
            }
            for indicator, counts in zip(local, counted, strict=True)
        ]
        title = self.words("brief.like_sized")
        data = {
            "stub": self.words("brief.municipalities_with"),
            "columns": heads,
            "rows": rows,
        }
        return [
            heading(title),
            para(intro),
            {"t": "plain_table", "title": title, "table": data},
        ]

    def _bands(self) -> list[tuple[float, str]]:
        """Upper ends of the bands, and what stands above them."""
        policy = self.release.policy
        small = policy.local_threshold if policy else 10
        number = self.edition.number
        return [
            (small, self.words("shown.fewer_than", n=number(small))),
            (
                5 * small,
                self.words("brief.between", low=number(small), high=number(5 * small)),
            ),
            (float("inf"), self.words("brief.at_least", n=number(5 * small))),
        ]

    def _in_bands(
        self,
        indicator: Indicator,
        period: str,
        others: Sequence[Area],
        bands: Sequence[tuple[float, str]],
    ) -> list[int]:
        """Count municipalities per band, and last those of which no band can be said."""
        counts = [0] * (len(bands) + 1)
        for one in others:
            key = FigureKey(
                indicator.id, period, ((self._dimension(indicator, one), one.code),)
            )
            row = self.edition.row(key)
            figure = None if row is None else self.edition.counted(row)
            counts[_band(figure, [end for end, _ in bands])] += 1
        return counts

    def _recommendations(self) -> list[Node]:
        found = list(self._concerning())[: _MOST["recommendations"]]
        if not found:
            return []
        items = []
        for document in found:
            parts = (
                fact_words(document, key, self.edition)
                for key in ("status", "evidence_strength")
            )
            status = ", ".join(part for part in parts if part)
            to = fact_words(document, "addressee", self.edition)
            facts = f"{numerals.NO_BREAK}· ".join(
                part for part in (to, status, document.date[:4]) if part
            )
            title: list[Node] = [
                {"t": "text", "s": f"{self.edition.say(document.title).rstrip('.')}."}
            ]
            items.append(
                [{"t": "para", "c": [*title, {"t": "soft", "s": f" {facts}"}]}]
            )
        return [
            heading(self.words("brief.recommendations")),
            {"t": "list", "ordered": False, "items": items},
        ]

    def _concerning(self) -> Iterator[Document]:
        """Recommendations to local authorities for an area, of the theme for a committee; the newest first."""
        every = sorted(
            (
                document
                for document in self.release.documents
                if document.kind == "recommendation"
            ),
            key=lambda document: (document.date, document.id),
            reverse=True,
        )
        for document in every:
            to = document.facts.get("addressee", ())
            words = " ".join(
                map(str, to) if isinstance(to, list | tuple) else [str(to)]
            ).casefold()
            is_local = any(word in words for word in _LOCAL_AUTHORITIES)
            if self.subject.theme and document.theme not in (self.subject.theme, ""):
                continue
            if self.subject.area is None or is_local:
                yield document


def _band(figure: Figure | None, ends: Sequence[float]) -> int:
    """Place of a figure among bands; of a hidden one that may lie in several, the place after the last."""
    if figure is None or (
        figure.value is None and (figure.upper is None or figure.upper >= ends[0])
    ):
        return len(ends)
    value = figure.value if figure.value is not None else 0.0
    return next(at for at, end in enumerate(ends) if value < end)
