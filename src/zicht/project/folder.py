"""A project: an instance of Zicht is a folder, and this is everything in it but deliveries and products."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from zicht.project import names
from zicht.project.addresses import refuse_uncounted
from zicht.project.cited import read_checks, read_cited, read_key_figures
from zicht.project.codes import read_code_files
from zicht.project.comparisons import read_comparisons
from zicht.project.content import read_content
from zicht.project.designs import (
    inhabitants_of,
    refuse_unfit_inhabitants,
    registers_of,
)
from zicht.project.dimensions import dimension_lists
from zicht.project.face import read_captures
from zicht.project.forms import read_form_files
from zicht.project.geography import read_geography
from zicht.project.indicators import (
    TABLES,
    indicator_ids,
    read_indicators,
    read_views,
)
from zicht.project.measures import refuse_unmeasured
from zicht.project.merging import merged_lists, refuse_idle, refuse_lost
from zicht.project.owners import refuse_ownerless
from zicht.project.packs import NO_PACK, Pack, find_pack, settings_of
from zicht.project.policies import read_policy
from zicht.project.references import Known
from zicht.project.roles import (
    Candidates,
    Declared,
    WithFigures,
    filled,
    refuse_roles_without_figures,
    refuse_steps_without_words,
    roles_of,
)
from zicht.project.rows import (
    Row,
    Sheet,
    read_sheet,
    refuse_doubles,
)
from zicht.project.settings import SECTIONS, SETTINGS, face_of, read_settings
from zicht.project.subjects import Subjects, read_subjects
from zicht.sources.declaring import check_forms
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.content import CaptureSource, Content
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.designs import InhabitantsSource, Registers
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Check, Comparison
from zicht.vocabulary.forms import Form, link_names
from zicht.vocabulary.periods import COUNTABLE_YEARS
from zicht.vocabulary.plain import is_whole_number
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.releases import Face, KeyFigure
from zicht.vocabulary.roles import Roles
from zicht.vocabulary.text import Text

SOURCES_KEYS = "use years memory disk_is_encrypted keep_delivered"
INDICATORS_KEYS = "use"
CONTENT_KEYS = "folder look_every_months"
PROVISIONAL_KEYS = "source months"
_MOST_MONTHS = 1200
"""Months after which a recommendation may be looked at again: a hundred years."""
_MEMORY = re.compile(r"[1-9]\d{0,5}(\.\d{1,3})? ?[KMGT]i?B")
MONTHS_UNTIL_FINAL = 120
"""Months after which figures are final at the latest."""
SECTION_KEYS = {
    "sources": SOURCES_KEYS,
    "indicators": INDICATORS_KEYS,
    "content": CONTENT_KEYS,
}
"""Keys of sections whose reader takes values one by one."""
_NAMED_BY_PROJECTS = ("group", "level", "area", "area_slug")
"""Sections of names whose owners a pack does not have, but the projects that use it."""


@dataclass(frozen=True)
class Project:
    """A project folder, read part by part when a part is asked for; every mistake names its file.

    Parameters
    ----------
    folder : of the project
    settings : the whole of its `zicht.toml`
    """

    folder: Path
    settings: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> "Project":
        """Open the folder of a project.

        Raises
        ------
        ProjectError : it is no project, or its settings are no TOML or hold sections nobody reads
        """
        return cls(folder, read_settings(folder))

    def section(self, name: str) -> Mapping[str, Any]:
        """Return one section of the settings; empty where it is left out."""
        section = self.settings.get(name, {})
        if not isinstance(section, Mapping):
            raise ProjectError(
                f"{SETTINGS}: {name} must be a section.", now=f"Write [{name}]."
            )
        if name in SECTION_KEYS:
            Row(f"{SETTINGS}, [{name}]", 0, section).only(SECTION_KEYS[name])
        return section

    def _chosen(self, name: str) -> list[str]:
        chosen = self.section(name).get("use", [])
        if not isinstance(chosen, list) or not all(
            isinstance(one, str) for one in chosen
        ):
            raise ProjectError(
                f"{SETTINGS}, [{name}]: 'use' must be a list of ids.",
                now='Write use = ["ID"].',
            )
        return chosen

    @cached_property
    def pack(self) -> Pack:
        """The country pack that the project uses."""
        return find_pack(self.settings, where=SETTINGS) or NO_PACK

    @cached_property
    def _sheets(self) -> tuple[Sheet, ...]:
        """Settings of the pack before those of the project, with the lines of their tables."""
        settings = read_sheet(self.folder / SETTINGS, self.folder, known=SECTIONS)
        if self.pack is NO_PACK:
            return (settings,)
        return settings_of(self.pack.folder), settings

    def _tables(self, name: str) -> list[Row]:
        """Return the tables of a name, that of the pack before that of the project."""
        return [row for sheet in self._sheets for row in sheet.rows(name)]

    def _declared(self, name: str) -> Row | None:
        """Return a table that the project declares, else that of its pack, else None."""
        rows = self._tables(name)
        return rows[-1] if rows else None

    @cached_property
    def inhabitants(self) -> InhabitantsSource | None:
        """The source of the inhabitants that rates divide by, where one is declared."""
        row = self._declared("inhabitants")
        return inhabitants_of(row) if row else None

    def refuse_wrong_inhabitants(self) -> None:
        """Refuse inhabitants of a source that does not deliver them.

        Raises
        ------
        ProjectError : the project declares a source that it does not use, or the form of the source does not fit
        """
        declared = self.inhabitants
        row = self._declared("inhabitants")
        if declared is None or row is None:
            return
        if declared.source in self.forms:
            refuse_unfit_inhabitants(row, declared, self.forms[declared.source])
        elif self.section("inhabitants"):
            raise row.wrong(
                "source",
                f"'source' is {declared.source!r}, which the project does not use.",
                "Name it under [sources], use = [...].",
            )

    @cached_property
    def registers(self) -> Registers | None:
        """The registers whose overlap an estimate is made from, where they are declared."""
        row = self._declared("registers")
        return registers_of(row) if row else None

    @cached_property
    def _declared_roles(self) -> Declared:
        return roles_of(self._tables("roles"), self.registers)

    @cached_property
    def roles(self) -> Roles:
        """Which indicators, themes and texts fill the roles that pages ask for.

        Raises
        ------
        ProjectError : a role names what does not exist, or a step of the chain cannot be shown
        """
        declared = self._declared_roles
        candidates = Candidates(
            measures=self._defined_or_cited | self._printed_only,
            themes=self.subjects.themes or self.themes_in_use,
            documents={(each.kind, each.id) for each in self.content.documents},
            removed=self.pack.removed,
        )
        roles = filled(declared, candidates)
        refuse_steps_without_words(declared, roles, self.indicators, self.names)
        cited = {figure.indicator for figure in self.cited}
        there_are = WithFigures(
            self.indicators, cited | self._printed_only, self.themes_in_use
        )
        refuse_roles_without_figures(declared, roles, there_are, where=SETTINGS)
        return roles

    def place_of_role(self, role: str) -> str:
        """Return file and line where a role is declared."""
        return self._declared_roles.rows[role].at(role)

    @property
    def _defined_or_cited(self) -> set[str]:
        """Measures that have a definition, or that a cited figure names."""
        cited = {figure.indicator for figure in self.cited}
        return cited | set(indicator_ids(*self._layers, pack=self.pack))

    @property
    def _printed_only(self) -> set[str]:
        """Measures that are estimated, or that publications print and nobody counts here."""
        measures = {capture.indicator for capture in self.captures}
        if self.registers is not None:
            measures.add(self.registers.indicator)
        if self.pack is not NO_PACK:
            measures.update(settings_of(self.pack.folder).top.texts("printed"))
        return measures

    @property
    def themes_in_use(self) -> set[str]:
        """Themes of figures, where no theme is declared and any word will do."""
        counted = {indicator.theme for indicator in self.indicators}
        return counted | {figure.theme for figure in self.cited}

    @property
    def _layers(self) -> tuple[Path, ...]:
        """Folders with forms, lists and indicators: those of the pack, then the project's own."""
        packs = () if self.pack is NO_PACK else (self.pack.folder,)
        return (*packs, self.folder)

    def files(self, kind: str) -> list[Path]:
        """Return the TOML files of a kind in pack and project; one in the project replaces that of the same name."""
        files: dict[str, Path] = {}
        for layer in self._layers:
            of_layer = {
                path.stem: path for path in sorted((layer / kind).glob("*.toml"))
            }
            is_pack = layer == self.pack.folder
            files |= self.pack.left(kind, of_layer) if is_pack else of_layer
        return list(files.values())

    @cached_property
    def subjects(self) -> Subjects:
        """Themes and fields of work that figures and texts may belong to."""
        content = str(self.section("content").get("folder", "content"))
        files = [
            (self.pack.folder / "knowledge" / "themes.toml", self.pack.folder),
            (self.folder / content / "themes.toml", self.folder),
        ]
        if self.pack is NO_PACK:
            files = files[1:]
        removed = {
            entry.removeprefix("themes/")
            for entry in self.pack.removed
            if entry.startswith("themes/")
        }
        return read_subjects(files, removed=removed)

    @cached_property
    def names(self) -> Mapping[str, Text]:
        """What the pack and the project call themes, breakdowns, levels and so on, by `section.key`."""
        layers = [(layer / names.FOLDER, layer) for layer in self._layers]
        return names.read_names(layers, self.face.languages)

    def refuse_ownerless_names(self) -> None:
        """Refuse names of what neither the pack nor the project has.

        Raises
        ------
        ProjectError : with file and line of every such name
        """
        owners = self._owners_of_names
        if self.pack is not NO_PACK:
            # Only projects have areas and key figures, so a pack may name any level and group.
            of_pack = {
                section: known
                for section, known in owners.items()
                if section not in _NAMED_BY_PROJECTS
            }
            folder = self.pack.folder
            refuse_ownerless(folder / names.FOLDER, folder, of_pack)
        refuse_ownerless(self.folder / names.FOLDER, self.folder, owners)

    @property
    def _owners_of_names(self) -> dict[str, set[str]]:
        """Return what may have a name in each section of the names; a section that is left out may name anything."""
        themes = set(self.subjects.themes or self.themes_in_use)
        fields = set(self.subjects.fields or ())
        groups = {card.group for card in self.key_figures}
        levels = self._levels_of_areas
        dimensions = self._dimensions_with_names
        measures = self._defined_or_cited | self._printed_only
        owners = {
            # A group or field without a name in its own section is called by this one (site/pages/key_figures).
            "theme": themes | fields | groups,
            "theme_lead": themes,
            "theme_in_a_sentence": themes,
            "theme_slug": themes,
            "field": fields,
            "field_about": fields,
            "group": groups,
            "level": levels,
            "area": levels,
            "area_slug": levels,
            "dimension": dimensions,
            "dimension_slug": dimensions,
            "universe": self._universes,
            "estimate_title": measures,
            "source": {path.stem for path in self.files("forms")},
            "chain_of": measures,
            "chain_says": measures,
            "chain_on": measures,
            "chain_off": measures,
            "chain_told": self._statistics_of_durations,
        }
        splits = self.registers.splits if self.registers else {}
        owners["split"] = set(splits)
        for column, split in splits.items():
            owners[f"split.{column}"] = set(split.codes)
        return owners

    @property
    def _levels_of_areas(self) -> set[str]:
        areas = self.geography.areas.values() if self.geography else ()
        return {area.level for area in areas}

    @property
    def _dimensions_with_names(self) -> set[str]:
        """Return what a table may be broken down by: lists of codes, levels of areas, strata, and the period."""
        named_levels = {
            key.partition(".")[2] for key in self.names if key.startswith("level.")
        }
        strata = set(self.registers.strata) if self.registers else set()
        return {*self.codes, *self._levels_of_areas, *named_levels, *strata, PERIOD}

    @property
    def _statistics_of_durations(self) -> set[str]:
        return {code for codes in self.codes.values() for code in codes.quantiles}

    @property
    def _universes(self) -> set[str]:
        """Universes of all indicators of the pack and of the project, whether they are counted or not."""
        indicators = read_indicators(*self._layers, pack=self.pack)
        return {indicator.universe for indicator in indicators}

    @cached_property
    def face(self) -> Face:
        """How the project presents itself."""
        return face_of(self.folder, self.settings)

    @cached_property
    def policy(self) -> Policy:
        """Rules of the gate.

        Where no rule says which levels of area are local, the finest one of the
        geography is, whatever its name.
        """
        overrides = self.section("policy")
        policy = read_policy(overrides, where=SETTINGS, pack=self.pack)
        finest = self.geography.leaf_level if self.geography else ""
        # Levels have the names of a country: none of them can be written in the core as
        # the local one (ADR 0121).
        if "local_levels" in overrides or not finest:
            return policy
        return replace(policy, local_levels=(finest,))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years to count, from [sources] years = [first, last]."""
        span = self.section("sources").get("years", [])
        if (
            not isinstance(span, list)
            or len(span) != 2
            or not all(map(is_whole_number, span))
            or span[0] > span[1]
            or not {*span} <= {*COUNTABLE_YEARS}
        ):
            raise ProjectError(
                f"{SETTINGS}, [sources]: 'years' needs a first and last year,"
                f" from {COUNTABLE_YEARS[0]} to {COUNTABLE_YEARS[-1]}.",
                now="years = [2019, 2024]",
            )
        return tuple(range(span[0], span[1] + 1))

    @cached_property
    def memory(self) -> str:
        """How much memory the database may take, from [sources] memory."""
        memory = self.section("sources").get("memory", "1GB")
        if not isinstance(memory, str) or not _MEMORY.fullmatch(memory):
            raise ProjectError(
                f"{SETTINGS}, [sources]: 'memory' is not an amount of memory.",
                now='Write memory = "1GB".',
            )
        return memory

    @cached_property
    def disk_is_encrypted(self) -> bool:
        """Whether the disk is encrypted, from [sources] disk_is_encrypted."""
        is_encrypted = self.section("sources").get("disk_is_encrypted", False)
        if not isinstance(is_encrypted, bool):
            raise ProjectError(
                f"{SETTINGS}, [sources]: 'disk_is_encrypted' must be true or false.",
                now="Write disk_is_encrypted = false unless the disk is encrypted.",
            )
        return is_encrypted

    @cached_property
    def geography(self) -> Geography | None:
        """Areas of the last year, or None where the project has no map."""
        folder = self.folder / "geography"
        return read_geography(folder, self.years[-1]) if folder.is_dir() else None

    @cached_property
    def codes(self) -> dict[str, CodeList]:
        """Every code list by name, the project's own replacing those of the pack."""
        return read_code_files(self.files("codes"))

    @cached_property
    def forms(self) -> dict[str, tuple[Form, ...]]:
        """Forms of the sources the project uses, all versions."""
        forms = read_form_files(self.files("forms"))
        used = self._chosen("sources")
        missing = [source for source in used if source not in forms]
        if missing:
            raise ProjectError(
                f"{SETTINGS}, [sources]: 'use' names {', '.join(missing)}, which has no form.",
                now=f"Known: {', '.join(sorted(forms))}.",
            )
        used_forms = [form for source in used for form in forms[source]]
        check_forms(used_forms, self.codes, self.geography if used_forms else None)
        return {source: forms[source] for source in used}

    @cached_property
    def link_names(self) -> frozenset[str]:
        """Columns of the forms that name a person, and that no form has with another meaning."""
        return link_names(chain.from_iterable(self.forms.values()))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Definitions of the indicators the project uses, in the order of its settings."""
        return read_indicators(
            *self._layers,
            chosen=self._chosen("indicators"),
            themes=self.subjects.themes or (),
            pack=self.pack,
        )

    @cached_property
    def views(self) -> dict[str, str]:
        """SQL of the views that the indicators share."""
        return read_views(*self._layers, pack=self.pack)

    @cached_property
    def all_lists(self) -> dict[str, CodeList]:
        """Code list of every dimension there may be, merged as the policy says; queries group by more than is shown."""
        areas = self.geography.leaf_level if self.geography else ""
        lists = dimension_lists(
            self.codes,
            self.geography,
            self.years,
            unknown_area=self.names.get(f"area.{areas}.unknown"),
        )
        return merged_lists(lists, self.policy.merges, where=SETTINGS, areas=areas)

    @cached_property
    def lists(self) -> dict[str, CodeList]:
        """Code list of every dimension that some indicator publishes."""
        lists = self.all_lists
        used = {PERIOD}.union(*map(_names_used, self.indicators))
        missing = sorted(used - set(lists))
        if missing:
            raise ProjectError(
                f"{len(missing)} dimensions of indicators have no code list.",
                details=[
                    f"{self._place_of(indicator)}: {indicator.id} uses {name}, of which there is no code list."
                    for indicator in self.indicators
                    for name in missing
                    if name in _names_used(indicator)
                ],
                now="Add codes/NAME.toml to the project, or name the column after its list in the query"
                " (SELECT column AS list). Areas are broken down by the name of their finest level,"
                " and pages add the levels above it: docs/project.md, Areas.",
            )
        refuse_unmeasured(self.indicators, lists, self._place_of_statistics)
        refuse_lost(self.indicators, self.policy.merges, where=SETTINGS)
        refuse_idle(self.policy, lists, used, where=SETTINGS)
        return {name: lists[name] for name in lists if name in used}

    def _place_of(self, indicator: Indicator) -> str:
        """Return the file of an indicator, and the line of its breakdowns."""
        pack, sheet = self._sheet_of(indicator)
        return pack + sheet.top.at("breakdowns")

    def _place_of_statistics(self, indicator: Indicator) -> str:
        """Return the file of an indicator, and the line of its statistics of durations; else that of its breakdowns."""
        pack, sheet = self._sheet_of(indicator)
        tables = sheet.rows("statistics")
        return pack + (tables[0].at("steps") if tables else sheet.top.at("breakdowns"))

    def _sheet_of(self, indicator: Indicator) -> tuple[str, Sheet]:
        """Return the folder of the pack that defines an indicator, empty for the project, and its file."""
        name = f"indicators/{indicator.id}.toml"
        layer = next(
            layer for layer in reversed(self._layers) if (layer / name).is_file()
        )
        pack = "" if layer == self.folder else f"{layer.name}/"
        return pack, read_sheet(layer / name, layer, known=TABLES)

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """Figures published elsewhere."""
        return read_cited(self.folder, packs=self._layers[:-1], subjects=self.subjects)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What ought to add up."""
        return read_checks(self.folder)

    @cached_property
    def key_figures(self) -> tuple[KeyFigure, ...]:
        """Cards of the home page."""
        ids = {figure.id for figure in self.cited}
        if self.indicators:
            # A mistake in the lists is reported once here, and not again for every card.
            _ = self.lists
        return read_key_figures(
            self.folder,
            ids,
            self._refuse_uncounted,
            self.subjects,
        )

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Comparisons of figures that the project states."""
        ids = {figure.id for figure in self.cited}
        return read_comparisons(self.folder, ids, self._refuse_uncounted)

    @cached_property
    def settles_after_months(self) -> Mapping[str, int]:
        """Source to the months after the end of a period from which its deliveries hardly move any more."""
        rows = self._tables("provisional")
        for row in rows:
            row.only(PROVISIONAL_KEYS)
        refuse_doubles(rows, "source")
        months_of = {}
        for row in rows:
            source, months = row.text("source"), row.whole_number("months")
            if source not in self.forms:
                raise row.wrong(
                    "source",
                    f"{source!r} is not a source of this project.",
                    f"Sources are {', '.join(self.forms) or 'none'}.",
                )
            if not 1 <= months <= MONTHS_UNTIL_FINAL:
                raise row.wrong(
                    "months",
                    f"{months} is not a number of months from 1 to {MONTHS_UNTIL_FINAL}.",
                    "Write months = 12.",
                )
            months_of[source] = months
        return months_of

    def _refuse_uncounted(self, words: str) -> None:
        refuse_uncounted(words, self.indicators, self.lists if self.indicators else {})

    @property
    def _content_folder(self) -> str:
        """Name of the folder with texts; one that the settings name must be there."""
        name = self.section("content").get("folder")
        if name is None:
            return "content"
        if not isinstance(name, str) or not (self.folder / name).is_dir():
            raise ProjectError(
                f"{SETTINGS}, [content]: 'folder' is {name!r}, and there is no such folder.",
                now="Correct the name, or make the folder.",
            )
        return name

    @property
    def _look_every_months(self) -> int:
        months = self.section("content").get("look_every_months", 12)
        if not is_whole_number(months) or not 1 <= months <= _MOST_MONTHS:
            raise ProjectError(
                f"{SETTINGS}, [content]: 'look_every_months' must be a number of months,"
                f" from 1 to {_MOST_MONTHS:,}.",
                now="Write look_every_months = 12.",
            )
        return months

    @cached_property
    def content(self) -> Content:
        """Texts of the knowledge base."""
        return read_content(
            self.folder,
            known=self._known,
            checks={check.id for check in self.checks},
            folder=self._content_folder,
            look_every_months=self._look_every_months,
            pack=self.pack,
            subjects=self.subjects,
        )

    @property
    def _known(self) -> Known:
        """What documents may refer to; where nothing is counted yet, every indicator of the pack."""
        counted = {indicator.id for indicator in self.indicators}
        measures = self._defined_or_cited
        return Known(
            figures={figure.id for figure in self.cited},
            indicators=counted or measures,
            measures=measures,
            refuse_address=self._refuse_uncounted if counted else None,
        )

    @cached_property
    def captures(self) -> tuple[CaptureSource, ...]:
        """Published capture tables to estimate from."""
        return read_captures(self.settings, where=SETTINGS)


def _names_used(indicator: Indicator) -> set[str]:
    """Return the dimensions that an indicator is broken down by, or selects with."""
    names = set(indicator.dimensions)
    for selection in (indicator.numerator, indicator.denominator):
        names.update(selection.where if selection else ())
    return names
