"""Policies as they are read: a rule that means nothing is an error, and the reason stands in both languages."""

import pytest
from tests.dutch import read_policy

from zicht.disclosure.policy import read
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

NAMED = {"name": "p", "version": 1}


def test_a_reason_in_both_languages():
    policy = read({**NAMED, "reason": {"nl": "Richtlijn", "en": "Guideline"}})
    assert policy.reason == Text("Richtlijn", "Guideline")
    assert (policy.reason_in("nl"), policy.reason_in("en")) == (
        "Richtlijn",
        "Guideline",
    )


def test_a_plain_reason_stands_as_it_was_written():
    policy = read({**NAMED, "reason": "Guideline"})
    assert policy.reason_in("nl") == policy.reason_in("en") == "Guideline"


def test_the_standard_policy_says_why_in_both_languages():
    reason = read_policy({}, where="zicht.toml").reason
    assert isinstance(reason, Text)
    assert reason.nl != reason.en


@pytest.mark.parametrize(
    "rules",
    [
        {"reason": {"nl": ""}},
        {"reason": " "},
        {"reason": "r", "group_disclosure": True},
        {"reason": "r", "group_disclosure": False, "sensitive": {"form": ["organs"]}},
        {"reason": "r", "zeros": "structural", "sensitive": {"form": ["organs"]}},
        {"reason": "r", "base": 2, "sensitive": {"form": ["organs"]}},
        {"reason": "r", "minimum_population": -1},
        {"reason": "r", "minimum_population": 10, "zeros": "structural"},
    ],
)
def test_rules_that_cannot_be_kept_are_refused(rules):
    with pytest.raises(ProjectError):
        read({**NAMED, **rules})
