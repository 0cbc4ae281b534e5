"""What a policy asks of a project: code lists as they are published, with the merged categories named in the label."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.words import Words
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.merging import Merges, refuse_unfit
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.text import Text


def merged_lists(
    lists: Mapping[str, CodeList],
    merges: Mapping[str, Merges],
    *,
    where: str,
    areas: str = "",
) -> dict[str, CodeList]:
    """Return the code lists with the categories that a policy merges left out, and named at the category they joined.

    Parameters
    ----------
    lists : by name
    merges : per list, code to the code it joins
    where : name of the settings, for errors
    areas : name of the list of areas

    Raises
    ------
    ProjectError : there is no such list or category, or years or areas would be merged
    """
    found = dict(lists)
    for name, own in merges.items():
        place = f"{where}, [policy.merges.{name}]"
        if name == PERIOD:
            raise ProjectError(
                f"{place}: this list is not merged by name.",
                now="Choose years under [sources].",
            )
        # Areas that are merged into one draw a shape that does not exist (ADR 0035).
        if name == areas:
            raise ProjectError(
                f"{place}: this list is not merged by name.",
                now="Set minimum_population, or publish by a level above.",
            )
        if name not in lists:
            raise ProjectError(
                f"{place}: there is no code list {name}.",
                now=f"Known: {', '.join(sorted(lists))}.",
            )
        found[name] = _merged(lists[name], own, place)
    return found


def _merged(codes: CodeList, merges: Merges, where: str) -> CodeList:
    lost = sorted(set(merges.values()) - set(codes.leaves))
    if lost:
        raise ProjectError(
            f"{where}: {', '.join(lost)} is not a category of {codes.name}.",
            now=f"Merge into one of {', '.join(codes.leaves)}; a new one goes into codes/{codes.name}.toml.",
        )
    refuse_unfit(merges, set(codes.leaves), codes.parents, where=where)
    labels = {
        code: _label(code, words, codes, merges)
        for code, words in codes.labels.items()
        if code not in merges
    }
    parents = {
        level: {code: above for code, above in tree.items() if code not in merges}
        for level, tree in codes.parents.items()
    }
    return replace(
        codes,
        labels=labels,
        parents=parents,
        unknown=_left(codes.unknown, merges),
        not_applicable=_left(codes.not_applicable, merges),
        rest=_left(codes.rest, merges),
    )


def _left(codes: Iterable[str], merges: Merges) -> tuple[str, ...]:
    """Return the codes that are still published after a merge."""
    return tuple(code for code in codes if code not in merges)


def _label(code: str, words: Text, codes: CodeList, merges: Merges) -> Text:
    joined = [codes.labels[other] for other, into in merges.items() if into == code]
    if not joined:
        return words
    return Text.of(
        {
            language: f"{text} ({_merged_with(language, joined)})"
            for language, text in words.items()
        },
        place=words.place,
    )


def _merged_with(language: str, joined: Iterable[Text]) -> str:
    """Return with what a code was merged, in a language that has a catalogue."""
    names = "; ".join(text.in_language(language) for text in joined)
    if language not in languages_with_words():
        return names
    return Words(language)("merged_with", names=names)


def refuse_idle(
    policy: Policy, lists: Mapping[str, CodeList], used: set[str], *, where: str
) -> None:
    """Refuse rules about lists, categories and levels that nothing published has: they would silently do nothing.

    Parameters
    ----------
    lists : every code list, merged
    used : the names of those that some indicator publishes

    Raises
    ------
    ProjectError : naming them
    """
    levels = {
        *lists,
        *(level for own in lists.values() for level in own.parents),
    }
    faults = [
        f"local_levels: {name} is not a level of area"
        for name in policy.local_levels
        if name not in levels
    ]
    for name, codes in policy.sensitive.items():
        if name not in used:
            faults.append(f"[policy.sensitive]: no indicator is broken down by {name}")
            continue
        faults += [
            f"[policy.sensitive]: {name} has no {code}"
            for code in codes
            if code not in lists[name].leaves
        ]
    if faults:
        raise ProjectError(
            f"{where}, [policy]: rules about what is not there.",
            details=faults,
            now="Correct them; after a merge, name the category that stays.",
        )


def refuse_lost(
    indicators: Iterable[Indicator], merges: Mapping[str, Merges], *, where: str
) -> None:
    """Refuse indicators that need a category which is no longer published apart, and merges that touch no indicator."""
    indicators = tuple(indicators)
    faults = [
        f"{indicator.id} needs {name} {code}"
        for indicator in indicators
        for name, codes in _named(indicator)
        for code in codes
        if code in merges.get(name, {})
    ]
    faults += [
        f"no indicator is broken down by {name}"
        for name in merges
        if all(name not in indicator.dimensions for indicator in indicators)
    ]
    if faults:
        raise ProjectError(
            f"{where}, [policy.merges]: the indicators do not fit these merges.",
            details=faults,
            now="Leave the indicator out, give the project a version of its own, or take the merge away.",
        )


def _named(indicator: Indicator) -> Iterable[tuple[str, tuple[str, ...]]]:
    for selection in (indicator.numerator, indicator.denominator):
        yield from (
            (name, (code,))
            for name, code in (selection.where if selection else {}).items()
        )
    yield from indicator.shows.items()
