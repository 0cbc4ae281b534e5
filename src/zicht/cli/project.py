"""The verbs on a project."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from zicht.cli import output, suppliers
from zicht.cli.app import app
from zicht.cli.options import (
    AsJson,
    File,
    Flag,
    LanguageOfOutput,
    ProjectFolder,
    ProjectOrFile,
)
from zicht.edition.messages import Message
from zicht.edition.words import REFERENCE
from zicht.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from zicht.pipeline.checking import Found
    from zicht.vocabulary.deliveries import Receipt


@app.command
def new(
    folder: Annotated[Path, Parameter(validator=validators.Path(file_okay=False))],
    *,
    name: str = "My country",
    country: str = "XX",
    languages: str = "en",
    pack: bool = False,
    json: AsJson = False,
) -> None:
    """Make the folder of a project: settings to fill in, and where deliveries and reviewers go.

    A project uses the pack of its country where one is installed. With --pack, make a pack instead: a package with
    forms, code lists, indicators and texts that other projects can install and choose.

    Example: `zicht new projects/suomi --name Suomi --country FI --languages fi,sv`

    Parameters
    ----------
    folder
        Where the project will stand; a new or an empty folder.
    name
        Name of the country.
    country
        Two or three letters for the country.
    languages
        Codes of the languages to publish in, separated by commas.
    pack
        Make a country pack instead of a project.
    json
        Give the files that were made as JSON.
    """
    from zicht.edition.catalogue_files import languages_with_words
    from zicht.pipeline import scaffold

    stripped = [code.strip() for code in languages.split(",")]
    language_codes = tuple(code for code in stripped if code)
    new_country = scaffold.Country(name, country, language_codes)
    make = scaffold.make_pack if pack else scaffold.make
    files = [str(path) for path in make(folder, new_country)]
    if json:
        output.give_json({"files": files})
    else:
        for file in files:
            output.give(file)
    # A language without a catalogue is not refused: a project may be the first in it.
    without_words = sorted(set(language_codes) - set(languages_with_words()))
    if without_words:
        output.say(Message("note.language_without_catalogue", languages=without_words))
    output.say(_next_step_of_pack(folder) if pack else _next_step_of_project(folder))


def _next_step_of_pack(folder: Path) -> Message:
    """Return how to install a new pack: by its path.

    By its name alone, pip would look in the package registry, where anybody may have taken it.
    """
    path = quote(str(folder.resolve()))
    return Message("note.next_of_pack", path=path)


def _next_step_of_project(folder: Path) -> Message:
    path = quote(str(folder))
    return Message("note.next_of_project", path=path)


@app.command
def invent(
    project: ProjectFolder,
    *,
    seed: int | None = None,
    scale: float | None = None,
    json: AsJson = False,
) -> None:
    """Invent a country for a project: areas, people, deliveries with some faults, and the truth beside them.

    Everything it writes is invented and says so. Settings stand in `zicht.toml` under `[invent]`.

    Example: `zicht invent projects/voorbeeldland`

    Parameters
    ----------
    seed
        Another seed gives another country; the same seed the same, byte for byte.
    scale
        Size of the population relative to the settings.
    """
    from zicht.pipeline import invention

    with output.steps() as tell:
        result = invention.invent(project, seed=seed, scale=scale, tell=tell)
    output.give_answer(result, as_json=json)


@app.command
def check(
    project: ProjectOrFile,
    *,
    form: Path | None = None,
    letter: Path | None = None,
    report: Path | None = None,
    language: LanguageOfOutput = "",
    json: AsJson = False,
) -> None:
    """Check settings, definitions, content and every delivery, without keeping anything; or one file by its form.

    Shows what would be accepted, what would go to quarantine with reasons, and which deliveries are owed. Rows are
    counted, never shown.

    Example: `zicht check projects/voorbeeldland`, or `zicht check 2024.csv --form forms/referrals.toml`

    Parameters
    ----------
    form
        Form of a file that is checked by itself, at the supplier: no project, vault or key is needed.
    letter
        Letter of that file; NAME.toml beside it when left out.
    report
        File with a report on it: .html, .xlsx or .csv by its ending.
    language
        Language of the report and the command: en, fr or nl; see `zicht --help`.
    """
    if form is not None:
        suppliers.check_file(
            project,
            form=form,
            letter=letter,
            report=report,
            language=language,
            json=json,
        )
        return
    if project.is_file():
        raise UsageError(
            Message("error.file_for_project", file=project),
            now=Message("error.name_form"),
        )
    from zicht.pipeline import checking

    with output.steps() as tell:
        checked = checking.check(project, tell=tell)
    if json:
        output.give_json(checked.as_json())
    else:
        _show_checked(checked)


def _show_checked(checked: "Found") -> None:
    """Print what was read, what would be accepted, and what is missing."""
    output.give_fields(checked.parts)
    _show_if_any(
        ("source", "period", "rows", "accepted", "quarantined"),
        [_row_of(receipt) for receipt in checked.deliveries],
        title=Message("title.deliveries"),
    )
    _show_if_any(
        ("source", "reason of quarantine", "rows"), checked.reasons(output.language())
    )
    _show_if_any(
        ("delivery", "state", "due"), checked.owed_rows(), title=Message("title.owed")
    )
    _show_if_any(
        ("without a name", "pages call it", "a name stands in"),
        [unnamed.row for unnamed in checked.unnamed],
    )
    _show_if_any(
        ("without a value", "why it matters", "what now"),
        [column.row for column in checked.without_value],
    )
    _show_if_any(
        ("left out", "why", "what now"),
        [left_out.row for left_out in checked.left_out],
    )


def _row_of(receipt: "Receipt") -> tuple[object, ...]:
    """Return what the table of deliveries shows of one of them."""
    return (
        receipt.source,
        receipt.period,
        receipt.rows,
        receipt.accepted,
        receipt.quarantined,
    )


def _show_if_any(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = ""
) -> None:
    """Print a table, unless it has no rows."""
    if rows:
        output.give_table(header, rows, title=title)


@app.command
def run(
    project: ProjectFolder,
    *,
    dry_run: Flag = False,
    accept: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    keep: Flag = False,
    json: AsJson = False,
) -> None:
    """Run the chain: receive, link, count, estimate, protect, seal a release, make its pages.

    Unchanged input does nothing and says so. A run that was cut short can be run again: nothing is lost. Files that
    hold people are sealed away once they are received, encrypted with the keys of the vault: no clear copy stays.

    Example: `zicht run projects/voorbeeldland`

    Parameters
    ----------
    dry_run
        State what would be done, and do nothing.
    accept
        A doubt about a delivery as a whole that is accepted, and why: SOURCE/FILE:DOUBT=REASON, as in
        "police/2024.csv:volume.2024=fewer notifications since the new law". Once for each doubt; recorded and shown.
    keep
        Leave delivered files in deliveries/ as they came, this time.
    """
    from zicht.pipeline import itinerary

    with output.steps() as tell:
        report = itinerary.run(
            project, tell=tell, dry_run=dry_run, accept=accept, keep=keep
        )
    if json:
        output.give_json(report.as_json())
        return
    output.give_fields(report.as_fields())
    output.say(report.next_step())


@app.command
def withdraw(
    project: ProjectFolder,
    file: File,
    *,
    ground: str,
    day: str = "",
    dry_run: Flag = False,
    only_named: Flag = False,
    json: AsJson = False,
) -> None:
    """Erase people who withdrew their consent; the next run makes a release without them.

    The file has a column `source`, and the key columns of that source: a row per record. A row without the key may name
    a person by link fields. Every record that linkage says is of the same person goes as well, in every source. Nothing
    of the file is kept or shown; what stays are keyed digests of the records, numbers and names, which keep the person
    out of every later delivery. Delivered files that hold such records are put away. It cannot be undone.

    Example: `zicht withdraw projects/mijnland ~/withdrawn.csv --ground "AVG, artikel 7 lid 3" --dry-run`

    Parameters
    ----------
    file
        CSV in UTF-8, outside the project; destroy it afterwards.
    ground
        Legal ground of the erasure; it is recorded.
    day
        Day of the withdrawal, YYYY-MM-DD; today when left out.
    dry_run
        Count what would be erased, and do nothing.
    only_named
        Erase the records that the file names, and no other record of the same people.
    """
    from zicht.pipeline import withdrawing

    with output.steps() as tell:
        withdrawn = withdrawing.withdraw(
            project,
            file,
            ground=ground,
            day=day,
            dry_run=dry_run,
            tell=tell,
            only_named=only_named,
        )
    if json:
        output.give_json(withdrawn.as_json())
    else:
        output.give_fields(withdrawn.as_fields())
        header = ("row", "records", "of the same person", "answer")
        output.give_table(header, withdrawn.answers())
    output.say(withdrawn.next_step())


@app.command
def serve(
    project: ProjectFolder,
    *,
    port: Annotated[
        int, Parameter(validator=validators.Number(gte=0, lte=65535))
    ] = 8000,
    json: AsJson = False,
) -> None:
    """Show the pages of a project on this machine only, until Ctrl-C.

    Example: `zicht serve projects/voorbeeldland --port 8000`

    Parameters
    ----------
    port
        On 127.0.0.1; 0 takes a free one.
    json
        Give the address as JSON.
    """
    from zicht.pipeline import page_making

    def tell_address(address: str) -> None:
        output.give_json({"address": address}) if json else output.give(address)
        output.say(Message("note.ctrl_c_stops"))

    page_making.serve(project, port=port, tell_address=tell_address)


@app.command
def status(project: ProjectFolder, *, json: AsJson = False) -> None:
    """Show what was received, what was released, and what waits for whom.

    Example: `zicht status projects/voorbeeldland`

    """
    from zicht.pipeline import status as state

    with output.steps() as tell:
        project_state = state.status(project, tell=tell)
    if json:
        output.give_json(project_state)
        return
    for name, value in project_state.items():
        if isinstance(value, list):
            output.give_rows(name, value, form="{name}={value}")
        else:
            output.give_fields({name: value})


@app.command
def explain(
    project: ProjectFolder, figure: str, *, release: str = "", json: AsJson = False
) -> None:
    """Show where a published number comes from: definition, SQL, gate, release, deliveries; or its citation.

    Example: `zicht explain projects/voorbeeldland V01:2024:vorm=AU`

    Parameters
    ----------
    figure
        Address of a counted figure (INDICATOR:PERIOD[:dimension=code,...]) or id of a cited one.
    release
        Start of a release's digest; the newest when left out.
    """
    from zicht.pipeline import explanation

    # JSON is the same in every language.
    language = REFERENCE if json else output.language()
    explained = explanation.explain(project, figure, release=release, language=language)
    if json:
        output.give_json(explained)
        return
    for name, value in explained.items():
        if isinstance(value, list):
            output.give_rows(name, value, form="{name} {value}", between="; ")
        elif isinstance(value, str) and "\n" in value:
            output.give_paragraph(name, value)
        else:
            output.give_fields({name: value})


@app.command
def truth(project: ProjectFolder, *, json: AsJson = False) -> None:
    """Compare the newest release of an invented country with its truth file.

    Example: `zicht truth projects/voorbeeldland`

    Parameters
    ----------
    project
        Folder of a project that `zicht invent` filled.
    """
    from zicht.pipeline import truth as comparison

    compared = comparison.compare(project)
    if json:
        output.give_json(compared.as_json())
        return
    header = ("indicator", "figures", "shown", "within bounds", "largest difference")
    output.give_table(header, compared.rows(), title=Message("title.release_and_truth"))
    if compared.sampled:
        output.say(Message("note.bounds_of_sample", indicators=compared.sampled))
    if compared.without_truth:
        output.say(Message("note.without_truth", indicators=compared.without_truth))
    if compared.estimates:
        header = ("estimated", "truth", "estimate", "95% interval", "holds the truth")
        output.give_table(
            header,
            [judged.row() for judged in compared.estimates],
            title=Message("title.unregistered"),
        )
    if compared.moved_by_linkage:
        moved = compared.moved_by_linkage
        output.say(Message("note.moved_by_linkage", indicators=moved))
    compared.refuse_if_wrong()


@app.command(show=False)
def pages(
    release: Path,
    out: Path,
    *,
    accepted: tuple[str, ...] = (),
    earlier: tuple[Path, ...] = (),
    proof: Path | None = None,
) -> None:
    """Make the pages of a release, in a process that knows nothing else. `run` and `release approve` call it.

    Example: `zicht pages projects/voorbeeldland/releases/3f2a9c1e00000000 /tmp/pages`

    Parameters
    ----------
    release
        Folder of the release.
    out
        Folder for the pages; replaced as a whole.
    accepted
        Ids of the keys whose signatures count.
    earlier
        Folders of the releases published before, oldest first: what moved since the last is listed, and an address
        of any of them still leads somewhere.
    proof
        Folder of the project, whose `proof.toml` declares contradictions. Every page is read, and refused where it
        contradicts the figures; without it nothing is read.
    """
    from zicht.pipeline import page_making

    with output.steps() as tell:
        page_making.make_from_release(
            release, out, accepted=accepted, earlier=earlier, proof=proof, tell=tell
        )
