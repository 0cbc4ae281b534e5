"""Roles: a country says which of its indicators, themes and texts the pages of Zicht are about."""

from dataclasses import replace

import pytest
from tests.dutch import INDICATOR_IDS, NAMES, REGISTERS, ROLES, read_indicators

from zicht.project.roles import (
    Candidates,
    Declared,
    filled,
    refuse_steps_without_words,
    roles_of,
)
from zicht.project.rows import Row
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.roles import Roles


def table(**roles: object) -> Row:
    lines = {role: number for number, role in enumerate(roles, start=2)}
    return Row("pack.toml", 1, roles, lines)


def candidates(removed: tuple[str, ...] = ()) -> Candidates:
    return Candidates(
        measures=("A1", "A2"),
        themes=("courts",),
        documents=(("method", "guessing"), ("definition", "cohorts")),
        removed=removed,
    )


def test_a_role_of_the_project_replaces_that_of_the_pack() -> None:
    pack = table(seen="A1", chain=["A1", "A2"], theme_of_chain="courts")
    project = table(chain=["A2"], theme_of_chain="")
    assert roles_of([pack, project], None).roles == Roles(seen="A1", chain=("A2",))


def test_registers_say_who_is_seen_and_estimated_where_no_role_does() -> None:
    of_registers = roles_of([], REGISTERS).roles
    assert (of_registers.seen, of_registers.estimated) == (
        REGISTERS.seen,
        REGISTERS.indicator,
    )
    assert roles_of([table(seen="A1")], REGISTERS).roles.seen == "A1"


def test_every_role_that_names_what_does_not_exist_is_told_with_its_line() -> None:
    declared = roles_of(
        [
            table(
                seen="A3",
                chain=["A1", "B1"],
                theme_of_chain="court",
                method_of_estimates="cohorts",
            )
        ],
        None,
    )
    with pytest.raises(ProjectError) as caught:
        filled(declared, candidates())
    assert [line.partition(", which")[0] for line in caught.value.details] == [
        "pack.toml:2: 'seen' names 'A3'",
        "pack.toml:3: 'chain' names 'B1'",
        "pack.toml:4: 'theme_of_chain' names 'court'",
        "pack.toml:5: 'method_of_estimates' names 'cohorts'",
    ]


def test_nobody_fills_the_role_of_what_a_project_removed_from_its_pack() -> None:
    declared = roles_of([table(chain=["A1", "B1"], theme_of_areas="local")], None)
    removed = ("indicators/B1", "themes/local")
    assert filled(declared, candidates(removed)) == Roles(chain=("A1",))


def test_a_step_of_the_chain_without_its_words_is_refused() -> None:
    declared = Declared(ROLES, {"chain": table(chain=list(ROLES.chain))})
    steps = read_indicators(chosen=ROLES.chain)
    refuse_steps_without_words(declared, ROLES, steps, NAMES)
    names = {key: name for key, name in NAMES.items() if key != "chain_off.K04"}
    with pytest.raises(ProjectError, match=r"step K04 lacks chain_off\.K04") as caught:
        refuse_steps_without_words(declared, ROLES, steps, names)
    assert caught.value.now.endswith('chain_off.K04 is K04 = "..." under [chain_off].')


def test_a_chain_without_a_theme_is_refused() -> None:
    declared = Declared(ROLES, {"chain": table(chain=list(ROLES.chain))})
    roles = replace(ROLES, theme_of_chain="")
    with pytest.raises(ProjectError, match="the chain has no theme"):
        refuse_steps_without_words(declared, roles, (), NAMES)


def test_the_pack_of_the_netherlands_fills_every_role_with_what_it_has() -> None:
    assert all(getattr(ROLES, role) for role in vars(Roles()))
    assert set(ROLES.chain) <= INDICATOR_IDS
