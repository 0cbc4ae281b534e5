"""A project: an instance of Zicht is a folder, and this is everything in it but deliveries and products."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from zicht.project.addresses import refuse_uncounted
from zicht.project.cited import read_checks, read_cited, read_key_figures
from zicht.project.codes import read_codes
from zicht.project.content import read_content
from zicht.project.dimensions import dimension_lists
from zicht.project.face import read_captures, read_face
from zicht.project.forms import read_forms
from zicht.project.geography import read_geography
from zicht.project.indicators import indicator_ids, read_indicators, read_views
from zicht.project.merging import merged_lists, refuse_idle, refuse_lost
from zicht.project.policies import read_policy
from zicht.project.references import Known
from zicht.project.rows import read_words
from zicht.sources import check_forms
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.content import CaptureSource, Content
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Check, Cited
from zicht.vocabulary.forms import Form
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.releases import Face, KeyFigure

SETTINGS = "zicht.toml"
_SECTIONS = frozenset(
    {
        "project",
        "help",
        "sources",
        "indicators",
        "policy",
        "content",
        "capture",
        "estimate",
        "expected",
        "invent",
    }
)


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
        path = folder / SETTINGS
        if not path.is_file():
            raise ProjectError(
                f"{folder} is no project: it has no {SETTINGS}.",
                now="`zicht new FOLDER` makes one; or name another.",
            )
        try:
            settings = tomllib.loads(read_words(path, folder))
        except tomllib.TOMLDecodeError as error:
            raise ProjectError(
                f"{SETTINGS} is no TOML: {error}", now="Mend that line."
            ) from None
        strays = sorted(set(settings) - _SECTIONS)
        if strays:
            raise ProjectError(
                f"{SETTINGS}: [{'], ['.join(strays)}] is no known section.",
                now=f"Known are {', '.join(sorted(_SECTIONS))}.",
            )
        return cls(folder, settings)

    def section(self, name: str) -> Mapping[str, Any]:
        """Give one section of the settings; empty where it is left out."""
        section = self.settings.get(name, {})
        if not isinstance(section, Mapping):
            raise ProjectError(
                f"{SETTINGS}: {name} must be a section.", now=f"Write [{name}]."
            )
        return section

    def _chosen(self, name: str) -> list[str]:
        chosen = self.section(name).get("use", [])
        if not isinstance(chosen, list) or not all(
            isinstance(one, str) for one in chosen
        ):
            raise ProjectError(
                f"{SETTINGS}, [{name}]: use must be a list of ids.",
                now='Write use = ["V01"].',
            )
        return chosen

    @cached_property
    def face(self) -> Face:
        """How the project presents itself."""
        return read_face(self.settings, where=SETTINGS)

    @cached_property
    def policy(self) -> Policy:
        """Rules of the gate.

        Where no rule says which levels of area are local, the finest one of the
        geography is, whatever its name.
        """
        overrides = self.section("policy")
        policy = read_policy(overrides, where=SETTINGS)
        finest = self.geography.leaf_level if self.geography else ""
        if "local_levels" in overrides or not finest:
            return policy
        return replace(policy, local_levels=(finest,))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years to count, from [sources] years = [first, last]."""
        span = self.section("sources").get("years", [])
        if (
            len(span) != 2
            or not all(isinstance(year, int) for year in span)
            or span[0] > span[1]
        ):
            raise ProjectError(
                f"{SETTINGS}, [sources]: years needs a first and last year.",
                now="years = [2019, 2024]",
            )
        return tuple(range(span[0], span[1] + 1))

    @cached_property
    def geography(self) -> Geography | None:
        """Areas of the last year, or None where the project has no map."""
        folder = self.folder / "geography"
        return read_geography(folder, self.years[-1]) if folder.is_dir() else None

    @cached_property
    def codes(self) -> dict[str, CodeList]:
        """Every code list by name, the project's own replacing standard ones."""
        return read_codes(self.folder / "codes")

    @cached_property
    def forms(self) -> dict[str, tuple[Form, ...]]:
        """Forms of the sources the project uses, all versions."""
        forms, used = read_forms(self.folder / "forms"), self._chosen("sources")
        missing = [source for source in used if source not in forms]
        if missing:
            raise ProjectError(
                f"{SETTINGS}, [sources]: {', '.join(missing)} has no form.",
                now=f"Known: {', '.join(sorted(forms))}.",
            )
        used_forms = [form for source in used for form in forms[source]]
        check_forms(used_forms, self.codes, self.geography if used_forms else None)
        return {source: forms[source] for source in used}

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Definitions of the indicators the project uses, in the order of its settings."""
        return read_indicators(self.folder, chosen=self._chosen("indicators"))

    @cached_property
    def views(self) -> dict[str, str]:
        """SQL of the views that the indicators share."""
        return read_views(self.folder)

    @cached_property
    def all_lists(self) -> dict[str, CodeList]:
        """Code list of every dimension there may be, merged as the policy says; queries group by more than is shown."""
        lists = dimension_lists(self.codes, self.geography, self.years)
        return merged_lists(lists, self.policy.merges, where=SETTINGS)

    @cached_property
    def lists(self) -> dict[str, CodeList]:
        """Code list of every dimension that some indicator publishes."""
        lists = self.all_lists
        used = {
            "jaar",
            *(name for indicator in self.indicators for name in indicator.dimensions),
        }
        for indicator in self.indicators:
            for selection in (indicator.numerator, indicator.denominator):
                used.update(selection.where if selection else ())
        missing = sorted(used - set(lists))
        if missing:
            raise ProjectError(
                f"Indicators use {', '.join(missing)}, of which there is no code list.",
                now="Add codes/NAME.toml to the project; areas need a folder geography.",
            )
        refuse_lost(self.indicators, self.policy.merges, where=SETTINGS)
        refuse_idle(self.policy, lists, used, where=SETTINGS)
        return {name: lists[name] for name in lists if name in used}

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """Figures published elsewhere."""
        return read_cited(self.folder)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What ought to add up."""
        return read_checks(self.folder)

    @cached_property
    def key_figures(self) -> tuple[KeyFigure, ...]:
        """Cards of the home page."""
        ids = {figure.id for figure in self.cited}
        return read_key_figures(
            self.folder,
            ids,
            self._refuse_uncounted,
        )

    def _refuse_uncounted(self, words: str) -> None:
        refuse_uncounted(words, self.indicators, self.lists if self.indicators else {})

    @cached_property
    def content(self) -> Content:
        """Texts of the knowledge base."""
        section = self.section("content")
        strays = sorted(set(section) - {"folder", "look_every_months"})
        if strays:
            raise ProjectError(
                f"{SETTINGS}, [content]: {strays[0]!r} is no known key.",
                now="Known are folder and look_every_months.",
            )
        return read_content(
            self.folder,
            known=self._known,
            checks={check.id for check in self.checks},
            folder=str(section.get("folder", "content")),
            look_every_months=int(section.get("look_every_months", 12)),
        )

    @property
    def _known(self) -> Known:
        """What documents may refer to; where nothing is counted yet, every indicator of the catalogue."""
        counted = {indicator.id for indicator in self.indicators}
        measures = (
            {figure.indicator for figure in self.cited}
            | set(indicator_ids(self.folder))
            | counted
        )
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
