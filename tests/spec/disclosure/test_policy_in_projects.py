"""Rules of a policy in a project: what they act on is there, or the project is refused."""

import pytest
from tests.dutch import read_codes

from zicht.pipeline.counting import of_areas
from zicht.project.merging import merged_lists, refuse_idle
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.policies import Policy


def rules(**own) -> Policy:
    return Policy("p", "1", "test", **own)


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        (rules(local_levels=("wijk",)), "wijk"),
        (rules(sensitive={"vorm": ("orgaanhandel",)}), "orgaanhandel"),
        (rules(sensitive={"straf": ("cel",)}), "straf"),
        (rules(sensitive={"vorm": ("CU",)}, merges={"vorm": {"CU": "overig"}}), "CU"),
    ],
    ids=[
        "no such level",
        "no such category",
        "nothing is published by it",
        "merged away",
    ],
)
def test_a_rule_about_what_is_not_published_is_refused(policy, named):
    lists = merged_lists(read_codes(), policy.merges, where="zicht.toml")
    with pytest.raises(ProjectError) as refusal:
        refuse_idle(policy, lists, {"vorm", "geslacht"}, where="zicht.toml")
    assert named in refusal.value.details[0]


def test_rules_about_what_is_published_are_kept():
    policy = rules(
        sensitive={"vorm": ("overig",)},
        merges={"vorm": {"CU": "overig"}},
    )
    lists = merged_lists(read_codes(), policy.merges, where="zicht.toml")
    refuse_idle(policy, lists, {"vorm"}, where="zicht.toml")


def test_the_inhabitants_of_the_last_year_decide_which_areas_are_small():
    population = {
        ("2023", "VB1", "_T", "_T"): 900,
        ("2024", "VB1", "_T", "_T"): 1100,
        ("2024", "VB1", "v", "_T"): 600,
        ("2024", "VP1", "_T", "_T"): 5000,
        ("2024", "_T", "_T", "_T"): 9000,
    }
    areas = {"VB1": Area("VB1", "Stad", "kunta"), "VL": Area("VL", "Land", "maa")}
    geography = Geography(2024, areas, {}, "VL")
    assert of_areas(population, geography) == {"kunta": {"VB1": 1100, "VP1": 5000}}
    assert of_areas({}, geography) == {}
    assert of_areas(population, None) == {}
