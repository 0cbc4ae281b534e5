"""Estimates of those nobody registered: from published capture tables, and from linked registrations."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.disclosure import figures
from zicht.disclosure.percentages import band_around
from zicht.edition.messages import Message
from zicht.edition.numerals import one_after_another, percentage, sentence, written
from zicht.edition.words import in_every_language
from zicht.estimation.comparing import compare, estimate_part
from zicht.estimation.judgement.headline import COMBINED
from zicht.estimation.judgement.verdict import headline_words
from zicht.estimation.linkage_doubt import (
    spread_of_linkage,
    with_linkage,
    with_perturbation,
)
from zicht.estimation.reading import read_capture_table
from zicht.estimation.settings import REPLICATES, Settings
from zicht.estimation.strata_of import Stratum, strata_of
from zicht.estimation.tables import merge_lists
from zicht.figures.register import Register
from zicht.pipeline.persons_by_lists import (
    Gate,
    PerturbedCounts,
    cells_of,
    perturbed_counts,
)
from zicht.pipeline.remembering import EstimateMemory
from zicht.project.folder import Project
from zicht.project.settings import SETTINGS
from zicht.vocabulary.captures import NOT_PRINTED
from zicht.vocabulary.content import CaptureSource
from zicht.vocabulary.designs import Registers
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.estimates import (
    CaptureTable,
    Criterion,
    Estimate,
    MethodEstimate,
    PublishedEstimate,
    PublishedMethod,
    StratumEstimate,
)
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.people import interval
from zicht.vocabulary.plain import is_whole_number
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.sensitivity import StatedSensitivity
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.text import Text

_DEFAULTS: Mapping[str, int] = {"replicates": REPLICATES, "seed": 1, "threads": 2}
_BOUNDS = {
    "replicates": (0, 1_000_000),
    "seed": (0, 2**63 - 1),
    "threads": (1, 1024),
}
"""Least and largest value of each setting."""
ESTIMATE_KEYS = (*_DEFAULTS, "lists")
"""Keys of [estimate]: whole numbers, and the table of lists that are merged."""
_STRATUM_REPLICATES = 1000
_WHOLE, _STRATUM = "every method", "until a headline is ruled out"
"""How far an analysis goes: the memory of estimates keeps the two apart."""


def settings_of(project: Project) -> Settings:
    """Read how the estimates of a project are made, from [estimate]."""
    section = {
        name: value
        for name, value in project.section("estimate").items()
        if name != "lists"
    }
    faults = [_fault_of(name, value) for name, value in section.items()]
    wrong = [f"{SETTINGS}, [estimate]: {fault}" for fault in faults if fault]
    if wrong:
        raise ProjectError(
            f"{len(wrong)} settings of [estimate] do not fit.",
            details=wrong,
            now=f"Known are {', '.join(_DEFAULTS)}, and the table [estimate.lists].",
        )
    return Settings(**{**_DEFAULTS, **section})


def _fault_of(name: str, value: object) -> str:
    """State what is wrong with one setting; empty if nothing is."""
    if name not in _BOUNDS:
        return f"{name!r} is not a setting."
    least, most = _BOUNDS[name]
    if not is_whole_number(value) or not least <= value <= most:
        return f"{name!r} must be a whole number from {least} to {most}."
    return ""


def groups_of(project: Project) -> dict[str, list[str]]:
    """Read which lists are merged into one before an estimate is made, from [estimate.lists].

    Returns
    -------
    name of the merged list to the codes of its lists; empty where nothing is merged

    Raises
    ------
    ProjectError : a list is not a code of the registers, or stands in two groups; a misspelt code would stay a list of
        its own
    """
    groups = project.section("estimate").get("lists", {})
    where = f"{SETTINGS}, [estimate.lists]"
    if not groups:
        return {}
    if not isinstance(groups, Mapping) or project.registers is None:
        raise ProjectError(
            f"{where}: lists are merged of registers, and none are declared.",
            now="Declare [registers], or remove this table.",
        )
    dimension = project.registers.dimension
    known_codes = project.codes[dimension].leaves
    group_of: dict[str, str] = {}
    for name, members in groups.items():
        if not isinstance(members, list) or not members:
            raise ProjectError(
                f"{where}: {name!r} is not a list of codes.",
                now=f'Write {name} = ["{known_codes[0]}"].',
            )
        for member in members:
            if member not in known_codes:
                raise ProjectError(
                    f"{where}: {name!r} names {member!r}, which is not a code of {dimension}.",
                    now=f"Its codes are {', '.join(known_codes)}.",
                )
            if member in group_of:
                # A person on such a list would stand on both merged lists, and the two
                # would look dependent.
                raise ProjectError(
                    f"{where}: {name!r} names {member!r}, which {group_of[member]!r} has too.",
                    now="Merge each list into one group.",
                )
            group_of[member] = name
    return {name: list(members) for name, members in groups.items()}


def refuse_idle_registers(project: Project) -> None:
    """Refuse registers from which a project wants an estimate and could make none.

    Registers of a pack are idle until the project groups them in [estimate.lists]; those that the project declares
    itself are wanted.

    Raises
    ------
    ProjectError : [estimate.lists] is missing, or [registers] names what the project does not have
    """
    registers = project.registers
    is_grouped = "lists" in project.section("estimate")
    is_own = bool(project.section("registers"))
    if registers is None or not (is_grouped or is_own):
        return
    where = f"{SETTINGS}, [registers]"
    if not is_grouped:
        raise ProjectError(
            f"{where}: there is no [estimate.lists], so nothing would be estimated.",
            now="Add the line [estimate.lists]. Where nothing stands below it, every code of"
            f" {registers.dimension} is a list of its own.",
        )
    unknown = list(_unknown_names(project, registers, where))
    if unknown:
        raise ProjectError(
            f"{counted(len(unknown), 'name')} of registers that the project does not have.",
            details=unknown,
            now="Correct them, or add what is missing: code lists in codes/, views in views/,"
            " indicators under [indicators].",
        )


def _unknown_names(project: Project, registers: Registers, where: str) -> Iterator[str]:
    """Yield a mistake for each name in [registers] that the project does not have."""
    counted = [indicator.id for indicator in project.indicators]
    # A split is made of a dimension here, and has no code list of its own.
    columns = [name for name in registers.strata if name not in registers.splits]
    named: list[tuple[str, list[str], Collection[str], str]] = [
        ("dimension", [registers.dimension], project.codes, "a code list"),
        ("members", [registers.members], project.views, "a view"),
        ("people", [registers.people], project.views, "a view"),
        ("strata", columns, project.all_lists, "a code list"),
        ("seen", [registers.seen], counted, "an indicator that is counted"),
    ]
    for key, names, known, kind in named:
        for name in names:
            if name not in known:
                yield f"{where}: {key} names {name!r}, which is not {kind}."


def estimate_published(
    project: Project, register: Register, *, tell: Progress
) -> dict[str, PublishedEstimate]:
    """Estimate from every published capture table of a project; the counts are public, so no gate is passed.

    Returns
    -------
    id of the capture table to its estimate, with what the table is about

    Raises
    ------
    ProjectError : a table does not add up to the figure that was published with it
    EstimationRefused : a table cannot be used
    """
    return {
        source.id: _published(project, source, register, tell=tell)
        for source in project.captures
    }


def published_table(
    project: Project, source: CaptureSource, register: Register
) -> CaptureTable:
    """Read a published capture table.

    Raises
    ------
    ProjectError : it does not add up to the figure that was published with it
    EstimationRefused : it cannot be used
    """
    table = read_capture_table(project.folder / source.file, lists=tuple(source.lists))
    if source.observed and register.find(source.observed).value != table.n_observed:
        raise ProjectError(
            f"{source.file}:1: the table counts {counted(table.n_observed, 'person')}"
            f", not those of the figure {source.observed}.",
            now="Check the table against its publication, or name another figure under [[capture]].",
        )
    return table


def _published(
    project: Project, source: CaptureSource, register: Register, *, tell: Progress
) -> PublishedEstimate:
    tell(Message("progress.estimating_from", file=source.file))
    table = published_table(project, source, register)
    estimate = compare(table, settings=settings_of(project)).estimate
    return PublishedEstimate(
        indicator=source.indicator,
        title=source.title,
        population=source.population,
        period=source.period,
        years=source.years,
        lists=table.lists,
        list_names=source.lists,
        methods=estimate.methods,
        verdict=estimate.verdict,
        observed=table.n_observed,
        source=source.source,
        note=source.note,
        record=estimate.table.record,
        published=_published_elsewhere(project, source.indicator),
        overlap=tuple(map(tuple, table.overlaps().tolist())),
        sensitivity=estimate.sensitivity,
        seed=estimate.seed,
    )


def _published_elsewhere(project: Project, indicator: str) -> tuple[str, ...]:
    """Return the ids of the cited figures of an indicator that are about this country."""
    return tuple(
        figure.id
        for figure in project.cited
        if figure.indicator == indicator
        and figure.identity is not None
        and figure.identity.rule.country == project.face.country
    )


def estimate_counted(
    project: Project,
    table: CaptureTable,
    series: Mapping[str, Series],
    *,
    gate: Gate,
    years: Sequence[int] = (),
    plausible: Sequence[CaptureTable] = (),
    memory: EstimateMemory,
    tell: Progress,
) -> dict[str, PublishedEstimate]:
    """Estimate people and the share in view: of the last year, per year, and of all years by form, sex and age.

    Every estimate is made from counts that the gate perturbed: none tells how many people stand on several lists.
    Intervals hold the sampling error, what the perturbation adds to it, and, through `plausible`, that it is not known
    which records are one person.

    True counts go no further than this function, and what was observed is told as published.

    Parameters
    ----------
    table : persons by lists, year and strata, true counts
    series : published figures, by indicator
    gate : perturbs the counts
    years : that are estimated; those of the project when left out
    plausible : the same persons under plausible linkages
    memory : of earlier estimates from the same counts
    tell : called with what is being done
    """
    registers = project.registers
    if registers is None or registers.seen not in series:
        return {}
    seen = series[registers.seen]
    estimated = [str(year) for year in years or project.years]
    counted = _count_strata(
        project,
        registers,
        table,
        plausible,
        years=estimated,
        gate=gate,
        memory=memory,
        tell=tell,
    )
    last_year = Stratum(((PERIOD, estimated[-1]),))
    part = counted.counts.part(last_year)
    if part is None or not part.n_on_several:
        # Without anybody on two lists nothing says how many are on none. Of a year without
        # any person there is nothing to say either.
        if last_year.within(counted.table) is not None:
            tell(Message("progress.no_estimate", year=estimated[-1]))
        return {}
    tell(Message("progress.estimating_year", year=estimated[-1]))
    main = counted.estimate_of(last_year, part)
    # The last year is the main analysis itself: one number for one thing, on the same resamples.
    estimates = counted.estimates_of_strata({last_year: main}, tell)
    memory.forget_unused()
    totals = [
        _total(
            stratum,
            estimate,
            _observed(stratum, seen, estimated, registers),
            policy=project.policy,
        )
        for stratum, estimate in zip(counted.strata, estimates, strict=True)
    ]
    published = _published_of_counts(
        project, registers, main, seen, totals, years=estimated
    )
    if plausible:
        note = _with_linkage_note(
            published.note, counted.table, last_year, counted.plausible, gate
        )
        published = replace(published, note=note)
    return {registers.indicator: published}


@dataclass(frozen=True)
class _Counted:
    """Capture tables that were counted here, with what is needed to estimate from them.

    Parameters
    ----------
    table : under the chosen linkage, true counts
    strata : that are estimated
    counts : of every stratum under the chosen linkage, true and perturbed
    plausible : under plausible linkages
    settings : of the estimation
    memory : what earlier runs estimated from the same counts
    """

    table: CaptureTable
    strata: Sequence[Stratum]
    counts: PerturbedCounts
    plausible: Sequence[CaptureTable]
    settings: Settings
    memory: EstimateMemory

    def estimate_of(self, stratum: Stratum, part: CaptureTable) -> Estimate:
        """Estimate from the perturbed counts of a stratum, by every method."""
        estimate = self.memory.recall(part, self.settings, method=_WHOLE)
        if estimate is None:
            estimate = compare(part, settings=self.settings).estimate
            self.memory.keep(estimate, part, self.settings, method=_WHOLE)
        return self._in_doubt(estimate, stratum)

    def estimates_of_strata(
        self, done: Mapping[Stratum, Estimate], tell: Progress
    ) -> list[Estimate | None]:
        """Estimate every stratum; of those that are done, the estimate is taken over."""
        estimates: list[Estimate | None] = []
        n_strata = len(self.strata)
        for number, stratum in enumerate(self.strata, start=1):
            tell(Message("progress.estimating_stratum", number=number, of=n_strata))
            is_done = stratum in done
            estimates.append(
                done[stratum] if is_done else self.quick_estimate_of(stratum)
            )
        return estimates

    def quick_estimate_of(self, stratum: Stratum) -> Estimate | None:
        """Estimate from the perturbed counts of a stratum on fewer resamples.

        Returns
        -------
        None where there is too little to estimate from, or the gate withholds the stratum
        """
        part = self.counts.part(stratum)
        if part is None:
            return None
        # Some fifteen strata are estimated beside the main one: fewer resamples keep a
        # run short.
        n_replicates = min(self.settings.replicates, _STRATUM_REPLICATES)
        quick = replace(self.settings, replicates=n_replicates)
        estimate = self.memory.recall(part, quick, method=_STRATUM)
        if estimate is None:
            estimate = estimate_part(part, quick)
            if estimate is None:
                return None
            self.memory.keep(estimate, part, quick, method=_STRATUM)
        return self._in_doubt(estimate, stratum)

    def _in_doubt(self, estimate: Estimate, stratum: Stratum) -> Estimate:
        """Carry into an estimate that its counts were perturbed, and the doubt of linkage."""
        possible = self.counts.possible(stratum, seed=self.settings.seed)
        # Both doubts are spreads over tables that could be the true one, so one
        # function measures them.
        by_perturbation = spread_of_linkage(estimate.table, possible)
        if by_perturbation:
            estimate = with_perturbation(estimate, by_perturbation)
        # Only the move is taken from true counts: how linkages differ, and not how many
        # persons there are (ADR 0134).
        moved = [self.counts.moved_as(stratum, other) for other in self.plausible]
        tables = [table for table in moved if table is not None]
        by_linkage = spread_of_linkage(estimate.table, tables)
        return with_linkage(estimate, by_linkage) if by_linkage else estimate


def _count_strata(
    project: Project,
    registers: Registers,
    table: CaptureTable,
    plausible: Sequence[CaptureTable],
    *,
    years: Sequence[str],
    gate: Gate,
    memory: EstimateMemory,
    tell: Progress,
) -> _Counted:
    """Merge lists as the project says, divide the persons into strata, and let the gate perturb their counts."""
    merged = _grouped(project, table)
    strata = _strata(project, registers, merged, years)
    counts = perturbed_counts(
        merged,
        strata,
        registers,
        members=groups_of(project),
        years=years,
        gate=gate,
    )
    if not counts.is_finished:
        tell(Message("progress.estimates_not_attacked", n=len(merged.lists)))
    return _Counted(
        table=merged,
        strata=strata,
        counts=counts,
        plausible=[_grouped(project, table_drawn) for table_drawn in plausible],
        settings=settings_of(project),
        memory=memory,
    )


def _strata(
    project: Project, registers: Registers, table: CaptureTable, years: Sequence[str]
) -> list[Stratum]:
    """Return the kinds of persons that are estimated apart: years, and groups of which the level is known."""
    unknown = {
        name: _unknown_levels(project, registers, name) for name in registers.strata
    }
    return list(strata_of(table, years, registers.strata, PERIOD, unknown))


def _unknown_levels(
    project: Project, registers: Registers, column: str
) -> tuple[str, ...]:
    """Return the codes that mean "not known" of a column to divide people by; a split has those of its dimension."""
    split = registers.splits.get(column)
    return project.all_lists[split.dimension if split else column].unknown


def _with_linkage_note(
    note: Text | None,
    chosen: CaptureTable,
    stratum: Stratum,
    plausible: Sequence[CaptureTable],
    gate: Gate,
) -> Text:
    """State how linkage changes the number of persons in view, in steps that do not reveal their number."""
    n_chosen = int(stratum.persons_in(chosen).sum())
    n_plausible = [int(stratum.persons_in(table).sum()) for table in plausible]
    # A linkage without anybody in view has no share to compare with.
    moves = [100 * (n_persons / n_chosen - 1) for n_persons in n_plausible if n_persons]
    fewest = gate.printed.get(frozenset(stratum.levels), NOT_PRINTED)[0]
    low, high = band_around(*interval(moves), least=max(fewest, 1))
    if low == high == 0:
        words = sentence("estimate_note.linkage_same")
    else:
        words = sentence("estimate_note.linkage", low=_change(low), high=_change(high))
    return words if note is None else one_after_another([note, words])


def _change(percent: int) -> Text:
    """Write a change in whole percentages with its sign; none has no sign."""
    # A number without a sign would read as the share itself.
    sign = "+" if percent > 0 else ""
    return in_every_language(
        lambda language: sign + percentage(written(percent, language), language)
    )


def _published_of_counts(
    project: Project,
    registers: Registers,
    estimate: Estimate,
    seen: Series,
    totals: Sequence[StratumEstimate],
    *,
    years: list[str],
) -> PublishedEstimate:
    """Return what may be seen of the estimate of the last year: no overlap, no counts of persons within the words."""
    policy = project.policy
    last = years[-1]
    in_view = _observed(Stratum(((PERIOD, last),)), seen, years, registers)
    methods = [
        _method_shown(method, estimate.table.n_observed, in_view, policy)
        for method in estimate.methods
    ]
    verdict = replace(
        estimate.verdict,
        criteria=tuple(map(_rule, estimate.verdict.criteria)),
        words=_words(estimate, methods, policy),
    )
    return PublishedEstimate(
        indicator=registers.indicator,
        title=_filled(registers.title, last, project.face.title),
        population=_filled(registers.population, last, project.face.title),
        period=last,
        lists=estimate.table.lists,
        list_names=_list_names(project, estimate.table.lists),
        methods=tuple(methods),
        verdict=verdict,
        observed=in_view,
        source=sentence("estimate_note.source"),
        note=sentence("estimate_note.rounded"),
        record=estimate.table.record,
        totals=tuple(totals),
        seed=estimate.seed,
    )


def _method_shown(
    method: MethodEstimate, n_observed: int, in_view: int | None, policy: Policy
) -> PublishedMethod:
    """Return a method as the gate lets it through; peaks and notes may hold counts of persons.

    Parameters
    ----------
    method : as estimated from perturbed counts
    n_observed : persons in view by these counts
    in_view : persons in view as printed; None where that is not printed
    policy : of the gate
    """
    shown = _not_below(_ranged(method, n_observed, policy), in_view)
    return PublishedMethod(
        name=method.name,
        estimate=shown.value,
        lower=shown.lower,
        upper=shown.upper,
        level=method.level,
        model=method.model,
        replicates=method.replicates,
        failed=method.failed,
        interval=method.interval,
        refusal=method.refusal,
    )


def _grouped(project: Project, table: CaptureTable) -> CaptureTable:
    """Merge lists as the project says under [estimate.lists], on record."""
    for name, members in groups_of(project).items():
        present = [member for member in members if member in table.lists]
        # A list of which no person is there has no column, so there may be nothing to
        # merge.
        if len(present) > 1:
            table = merge_lists(table, present, into=name)
    return table


def _total(
    stratum: Stratum,
    estimate: Estimate | None,
    observed: int | None,
    *,
    policy: Policy,
) -> StratumEstimate:
    levels = dict(stratum.levels)
    if estimate is None or observed is None:
        return StratumEstimate(levels, observed)
    by_method = {method.name: method for method in estimate.methods}
    best = by_method.get(COMBINED) or by_method["stepwise"]
    ranged = _ranged(best, estimate.table.n_observed, policy)
    shown = _not_below(ranged, observed)
    return StratumEstimate(
        levels=levels,
        observed=observed,
        estimate=shown.value,
        lower=shown.lower,
        upper=shown.upper,
        visible_share=_visible_share(observed, shown),
        may_publish=estimate.verdict.may_publish,
        method=best.name,
        replicates=best.replicates,
    )


def _visible_share(observed: int, shown: figures.Range) -> tuple[int, int] | None:
    """Return percentages between which the part in view lies. A point would claim more than the interval bears.

    Limits come from perturbed counts and the number in view does not, so that it may lie above them where nearly
    everybody is in view.
    """
    # A limit of 0 gives no share, and a limit that is withheld none either.
    if not shown.lower or not shown.upper:
        return None
    lowest = round(100 * observed / shown.upper)
    highest = round(100 * observed / shown.lower)
    return min(100, lowest), min(100, highest)


def _filled(words: Text, period: str, country: Text) -> Text:
    """Fill the year and the title of the project into words, in every language."""
    return Text.of(
        {
            language: text.replace("{period}", period).replace(
                "{country}", country.in_language(language)
            )
            for language, text in words.items()
        }
    )


def _observed(
    stratum: Stratum, seen: Series, years: list[str], registers: Registers
) -> int | None:
    """Add up what was published about a stratum; None where any of it was not shown."""
    total = 0
    for where in cells_of(stratum, years, registers):
        period = where.pop(PERIOD)
        key = FigureKey(seen.indicator, period, tuple(sorted(where.items())))
        row = seen.row(key)
        if row is None or seen.statuses[row] != Status.PUBLISHED:
            return None
        total += int(seen.values[row])
    return total


def _ranged(method: PublishedMethod, observed: int, policy: Policy) -> figures.Range:
    """Return an estimate as the gate lets it through, in three significant digits."""
    if method.estimate is None or method.lower is None or method.upper is None:
        return figures.NOTHING
    low = min(method.lower, method.estimate)
    high = max(method.upper, method.estimate)
    shown = figures.estimate(method.estimate, low, high, observed, policy)
    return figures.Range(
        _coarse(shown.value), _coarse(shown.lower), _coarse(shown.upper)
    )


def _not_below(shown: figures.Range, in_view: int | None) -> figures.Range:
    """Raise what lies below the printed number in view to that number.

    Estimates come from perturbed counts and the number in view does not: where nearly everybody is in view, an estimate
    may lie a little below it, and nobody can be fewer than who was seen.
    """
    if in_view is None or shown.value is None:
        return shown

    def raised(number: float | None) -> float | None:
        return None if number is None else max(number, float(in_view))

    return figures.Range(raised(shown.value), raised(shown.lower), raised(shown.upper))


def _coarse(value: float | None) -> float | None:
    if not value:
        return value
    # Three significant digits, and never finer than tens.
    digits = 2 - int(np.floor(np.log10(value)))
    return float(round(value, min(digits, -1)))


def _rule(criterion: Criterion) -> Criterion:
    """Return a line of the rule without what was found: that may be a count of persons."""
    # Behind the semicolon stands what was found, which may be a count of persons.
    words = Text.of(
        {
            language: f"{words.partition(';')[0].rstrip().rstrip('.')}."
            for language, words in criterion.words.items()
        }
    )
    return replace(criterion, words=words, value=None)


def _words(
    estimate: Estimate, methods: Sequence[PublishedMethod], policy: Policy
) -> Text:
    """Write the verdict with numbers that the gate let through."""
    headline = next((m for m in methods if m.name == estimate.verdict.method), None)
    if headline is not None and headline.estimate is not None:
        return headline_words(headline, _stated_shown(estimate, policy))
    values = [
        method.estimate
        for method in methods
        # The method that takes lists as independent stands beside the others for
        # comparison only.
        if method.estimate is not None and method.name != "independence"
    ]
    if not values:
        return sentence("estimate_note.no_method")
    return sentence("estimate_note.span", low=min(values), high=max(values))


def _stated_shown(estimate: Estimate, policy: Policy) -> list[StatedSensitivity]:
    """Return what follows from failing assumptions, rounded as the gate rounds."""
    n_observed = estimate.table.n_observed
    shown = []
    for scenario in estimate.sensitivity.stated:
        value = scenario.estimate
        rounded = figures.estimate(value, value, value, n_observed, policy).value
        if rounded is not None:
            shown.append(replace(scenario, estimate=rounded))
    return shown


def _list_names(project: Project, lists: Sequence[str]) -> dict[str, Text]:
    """Name the lists in words: who reports, and of lists that were merged everybody in them."""
    merged = groups_of(project)
    labels = (
        project.codes[project.registers.dimension].labels if project.registers else {}
    )
    named: dict[str, Text] = {}
    for name in lists:
        members = [
            labels[member] for member in merged.get(name, [name]) if member in labels
        ]
        if members:
            named[name] = Text.of(
                {
                    language: ", ".join(
                        label.in_language(language) for label in members
                    )
                    for language in members[0].languages
                }
            )
    return named
