"""All figures of the site as files, and how to read their columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.edition.estimates import title_of
from zicht.edition.printed import columns
from zicht.edition.rows import Rows
from zicht.edition.slugs import slugify
from zicht.site.addresses import CATALOGUE, COMPARISONS
from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.indicators.addresses import data_path
from zicht.site.pages.indicators.breakdown import dimensions_in_words
from zicht.site.parts import Link
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Approval, Inputs, Release

_PAGE = "data"


def pages(library: Library) -> Iterable[Page]:
    """Return the page of downloads."""
    yield addressing.plain_page(library, _PAGE, "data", _content)


@dataclass(frozen=True)
class FilesOfIndicator:
    """The files of one indicator: all rows, what they mean, and one per breakdown."""

    title: str
    page: str
    csv: str
    json: str
    n: int
    parts: Sequence[Link]


@dataclass(frozen=True)
class FilesOfCited:
    """The files of the figures that others published, and the meaning of their columns."""

    href: str
    json: str
    n: int
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class DataPage(PageContent):
    """All figures of the site as files.

    Parameters
    ----------
    files, cited, estimates : of figures counted here, printed elsewhere, and estimated
    columns : names of the columns of files of figures counted here that the page explains
    comparisons : address of the file of stated changes; empty if there is none
    catalogue : address of the list of files for machines
    digest, manifest : of the release, and of what it was made from
    approvals, licence : who signed, and under which licence the files stand
    """

    files: Sequence[FilesOfIndicator]
    columns: Sequence[str]
    cited: FilesOfCited | None
    comparisons: str
    estimates: Sequence[Link]
    catalogue: str
    digest: str
    manifest: Sequence[tuple[str, str]]
    approvals: Sequence[Approval]
    licence: str


def _content(edition: SiteEdition) -> DataPage:
    release = edition.release
    return DataPage(
        title=edition.words("data"),
        description=edition.words("data_lead"),
        crumbs=addressing.crumbs(edition),
        files=_files(edition),
        columns=explained_columns(release),
        cited=_files_of_cited_figures(edition),
        comparisons=edition.up + COMPARISONS if release.comparisons else "",
        estimates=[_file_of_estimate(edition, id_) for id_ in release.estimates],
        catalogue=edition.up + CATALOGUE,
        digest=release.digest,
        manifest=_inputs_in_words(edition, release.inputs),
        approvals=release.approvals,
        licence=release.face.licence,
    )


def explained_columns(release: Release) -> list[str]:
    """Return the columns that the page explains; files have `provisional` only where a figure is."""
    columns = ["value", "status", "lower", "numerator"]
    if release.provisional:
        columns.append("provisional")
    return columns


def _file_of_estimate(edition: SiteEdition, id_: str) -> Link:
    href = f"{edition.up}data/estimates/{slugify(id_)}.json"
    return Link(href, title_of(edition, id_))


def _files(edition: SiteEdition) -> list[FilesOfIndicator]:
    """Return the files of every indicator that has rows."""
    rows = edition.library.rows
    return [
        _files_of_indicator(edition, indicator, rows[indicator.id])
        for indicator in edition.release.indicators.values()
        if indicator.id in rows
    ]


def _files_of_indicator(
    edition: SiteEdition, indicator: Indicator, rows: Rows
) -> FilesOfIndicator:
    whole = f"{edition.up}data/{indicator.id}"
    return FilesOfIndicator(
        title=edition.say(indicator.title),
        page=edition.way(f"indicator:{indicator.id}"),
        csv=f"{whole}.csv",
        json=f"{whole}.json",
        n=len(rows.all),
        parts=_breakdowns(edition, indicator, rows),
    )


def _breakdowns(edition: SiteEdition, indicator: Indicator, rows: Rows) -> list[Link]:
    """Return the file of each breakdown, named by its dimensions."""
    return [
        Link(
            edition.up + data_path(indicator.id, names),
            dimensions_in_words(edition, names),
        )
        for names in rows.breakdowns
        if names
    ]


def _files_of_cited_figures(edition: SiteEdition) -> FilesOfCited | None:
    """Return the files of the figures that others published; None if there are none."""
    cited = edition.release.cited
    if not cited:
        return None
    return FilesOfCited(
        href=f"{edition.up}data/cited.csv",
        json=f"{edition.up}data/cited.json",
        n=len(cited),
        columns=_columns(edition),
    )


def _columns(edition: SiteEdition) -> list[tuple[str, str]]:
    """Return the columns of the file of cited figures, as far as they are in this language, with their meaning."""
    return [
        (column, edition.words(f"cited_column.{name}"))
        for name, column in columns([edition.language])
    ]


def _inputs_in_words(edition: SiteEdition, inputs: Inputs) -> list[tuple[str, str]]:
    """Return the digests of the settings and the code that the release was made with, as far as it states them."""
    digests = {
        edition.words("digest_settings"): inputs.settings,
        edition.words("digest_code"): inputs.code,
    }
    return [(words, digest) for words, digest in digests.items() if digest]
