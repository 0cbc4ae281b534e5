"""The pack of the Netherlands, with the readers that tests of Dutch definitions need."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import zicht_nl
from zicht.project import cited, codes, concepts, content, forms, indicators, policies
from zicht.project.designs import inhabitants_of, registers_of
from zicht.project.names import read_names
from zicht.project.packs import Pack, settings_of
from zicht.project.roles import roles_of
from zicht.project.subjects import read_subjects
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.content import Concept, Content
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.forms import Form
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.releases import Face, Release
from zicht.vocabulary.text import Text

FOLDER = Path(zicht_nl.__file__).parent
PACK = Pack(FOLDER)
SETTINGS = settings_of(FOLDER)
INHABITANTS = inhabitants_of(SETTINGS.rows("inhabitants")[0])
REGISTERS = registers_of(SETTINGS.rows("registers")[0])
ROLES = roles_of(SETTINGS.rows("roles"), REGISTERS).roles
INDICATOR_IDS = frozenset(path.stem for path in (FOLDER / "indicators").glob("*.toml"))
NAMES = read_names([(FOLDER / "names", FOLDER)], ("nl", "en", "fr"))
WITHOUT_A_TRUTH: frozenset[str] = frozenset()
"""Indicators that the invented people do not decide; docs/invented-country.md states for each why."""
SUBJECTS = read_subjects([(FOLDER / "knowledge" / "themes.toml", FOLDER)])


def read_codes(*folders: Path) -> dict[str, CodeList]:
    return codes.read_codes(FOLDER / "codes", *folders)


def read_forms(*folders: Path) -> dict[str, tuple[Form, ...]]:
    return forms.read_forms(FOLDER / "forms", *folders)


def read_indicators(
    *folders: Path, chosen: Sequence[str] | None = None
) -> tuple[Indicator, ...]:
    return indicators.read_indicators(
        FOLDER, *folders, chosen=chosen, themes=SUBJECTS.themes or ()
    )


def read_views(*folders: Path) -> dict[str, str]:
    return indicators.read_views(FOLDER, *folders)


def read_content(project: Path, **settings: Any) -> Content:
    return content.read_content(project, pack=PACK, subjects=SUBJECTS, **settings)


def read_concepts(folder: Path) -> tuple[Concept, ...]:
    return concepts.read_concepts(folder, pack=PACK)


def read_cited(project: Path) -> tuple[Cited, ...]:
    return cited.read_cited(project, packs=(FOLDER,), subjects=SUBJECTS)


def read_policy(overrides: Mapping[str, object], *, where: str) -> Policy:
    return policies.read_policy(overrides, where=where, pack=PACK)


def release_of_register() -> Release:
    """Return the register of nederland as a release that holds nothing counted."""
    words = Text("x", "x")
    face = Face(
        id="x",
        title=words,
        institute=words,
        country="NL",
        invented=False,
        languages=("nl", "en"),
        about=words,
        contact="",
        help_lines=(),
    )
    project = Path(__file__).parents[1] / "projects" / "nederland"
    return replace(Release("0", face), cited=read_cited(project))
