"""The chapter of methods: how to read the figures, how they were estimated and protected, and what each counts."""

from collections import Counter
from collections.abc import Collection, Sequence

from zicht.edition import estimates
from zicht.edition.edition import Edition
from zicht.edition.figures import quantity
from zicht.reports.nodes import Node, bullets, heading, para, paragraph, words_of
from zicht.reports.pairs import CLEAR_CHANGE, CLEAR_POINTS
from zicht.reports.wording import Setting
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.policies import Policy


def methods_chapter(setting: Setting, edition: Edition) -> list[Node]:
    """State how the figures of a report were computed; one sentence if it shows no counted figure."""
    words, known = edition.words, edition.release.indicators
    title = heading(words("methods.title"))
    shown = [known[id_] for id_ in sorted(setting.indicators) if id_ in known]
    estimation: list[Node] = []
    for id_ in setting.estimates:
        estimation += _estimation(id_, edition)
    if not shown:
        return [title, *(estimation or [para(words("methods.none"))])]
    return [
        title,
        *_reading(setting, edition),
        *estimation,
        *_protection(edition),
        heading(words("methods.definitions"), 2),
        _definitions(shown, edition),
    ]


def _reading(setting: Setting, edition: Edition) -> list[Node]:
    """State how to read registrations, and from which change on a text speaks of a rise or a fall."""
    words = edition.words
    points = edition.number(CLEAR_POINTS)
    change = quantity(100 * CLEAR_CHANGE, "percent", edition.language)
    blocks = [
        heading(words("methods.reading"), 2),
        para(words("methods.registered")),
        para(words("methods.presumed")),
        para(words("methods.words", change=change, points=points)),
    ]
    if setting.cited:
        blocks.append(para(words("methods.both")))
    return blocks


# ---- estimation


def _estimation(id_: str, edition: Edition) -> list[Node]:
    """State how an estimate was made, what it assumes, and which rules for a headline it did not meet."""
    words, estimate = edition.words, estimates.find(edition, id_)
    lists = estimates.lists_used(edition, id_)
    blocks = [
        heading(words("estimate.how_title"), 2),
        para(words("estimate.how", lists="; ".join(lists))),
        para(words("estimate.assumes")),
    ]
    note = edition.say(estimate.note)
    if note:
        blocks.append(para(note))
    unmet = [
        edition.say(criterion.words)
        for criterion in estimate.verdict.criteria
        if criterion.met is False
    ]
    if unmet:
        blocks.append(para(words("estimate.not_met")))
        blocks.append(bullets(para(rule) for rule in unmet))
    return blocks


# ---- protection


def _protection(edition: Edition) -> list[Node]:
    """State by which policy and method small numbers are protected; empty if the release names no policy."""
    words, policy = edition.words, edition.release.policy
    if policy is None:
        return []
    method = edition.release.method
    blocks = [
        heading(words("methods.protection"), 2),
        paragraph(_policy_and_reason(policy, edition)),
        para(f"{_rule(policy, edition)} {words('methods.rates')}"),
    ]
    name = words.any_of(f"gate.{method.replace(' ', '_')}", otherwise=method)
    if name:
        blocks.append(para(words("methods.method", method=name)))
    return blocks


def _policy_and_reason(policy: Policy, edition: Edition) -> list[Node]:
    """Name the policy, and give its reason in the language that has it."""
    version = edition.words(
        "methods.policy", policy=policy.name, version=policy.version
    )
    reason = words_of(edition.say(policy.reason))
    if edition.language not in policy.reason.languages:
        written_in = policy.reason.languages[0]
        reason = {"t": "foreign", "lang": written_in, "s": reason["s"]}
    return [words_of(f"{version} "), reason]


def _rule(policy: Policy, edition: Edition) -> str:
    """State which numbers are rounded or withheld."""
    key = "methods.withholding"
    if policy.method == "rounding":
        key = "methods.rounding"
    return edition.words(
        key,
        base=policy.base,
        threshold=policy.threshold,
        local=policy.local_threshold,
    )


# ---- definitions


def _definitions(shown: Sequence[Indicator], edition: Edition) -> Node:
    """Define every indicator; what must be said of several of them is said once, before them."""
    times_said: Counter[str] = Counter()
    for indicator in shown:
        times_said.update(edition.say(caveat) for caveat in indicator.caveats)
    for indicator in shown:
        if indicator.breaks:
            times_said[_breaks_in_words(indicator, edition)] += 1
    is_alone = len(shown) == 1
    shared = [words for words, times in times_said.items() if times > 1 or is_alone]
    return {
        "t": "definitions",
        "shared_title": edition.words("definition.shared"),
        "shared": shared,
        "indicators": [_definition(indicator, edition, shared) for indicator in shown],
    }


def _breaks_in_words(indicator: Indicator, edition: Edition) -> str:
    """State which events moved the figures of an indicator."""
    word = edition.words("definition.breaks")
    return " ".join(
        edition.labelled(f"{word} {event.year}", edition.say(event.text))
        for event in indicator.breaks
    )


def _definition(
    indicator: Indicator, edition: Edition, shared: Collection[str]
) -> Node:
    """Define one indicator, without the caveats that it shares with others."""
    words, say = edition.words, edition.say
    caveats = [say(caveat) for caveat in indicator.caveats]
    if indicator.breaks:
        caveats.append(_breaks_in_words(indicator, edition))
    own_caveats = [caveat for caveat in caveats if caveat not in shared]
    facts = [
        [words("definition.counts"), say(indicator.counts)],
        [words("definition.leaves_out"), say(indicator.leaves_out)],
        [words("definition.unit"), say(indicator.counting_unit)],
        [words("definition.unknowns"), say(indicator.unknowns)],
        [words("definition.caveats"), " ".join(own_caveats)],
        [words("definition.source"), say(indicator.source)],
    ]
    return {
        "id": indicator.id,
        "title": say(indicator.title),
        "facts": [[term, meaning] for term, meaning in facts if meaning],
    }
