"""What moved between two releases, and why."""

from collections.abc import Iterator, Mapping, Sequence

from zicht.edition.words import Words, in_every_language
from zicht.vocabulary.figures import Series
from zicht.vocabulary.releases import Change, Release
from zicht.vocabulary.statuses import ABSENT
from zicht.vocabulary.text import Text

_INPUTS = ("deliveries", "withdrawals", "forgotten", "settings", "code")
"""What a release is made from; `[moved]` of the fixed words names each."""


def compare(before: Release, after: Release) -> tuple[Change, ...]:
    """List every figure that differs, with the reason that can be read from the manifests.

    The reason is the most specific of: definition changed, policy changed, deliveries,
    withdrawals, what is no longer kept, settings or code changed.
    """
    changes = [*_counted(before, after), *_cited(before, after)]
    return tuple(sorted(changes, key=lambda change: change.figure))


def _counted(before: Release, after: Release) -> Iterator[Change]:
    for indicator in sorted({*before.series, *after.series}):
        reason = _reason(indicator, before, after)
        old, new = (
            _figures(before.series.get(indicator)),
            _figures(after.series.get(indicator)),
        )
        for key in old.keys() | new.keys():
            was, becomes = old.get(key, ABSENT), new.get(key, ABSENT)
            if was != becomes:
                yield Change(key, was, becomes, reason)


def _figures(series: Series | None) -> Mapping[str, str]:
    if series is None:
        return {}
    figures = {}
    for number, key in enumerate(series.keys()):
        status, value = str(series.statuses[number]), float(series.values[number])
        figures[str(key)] = f"{value:g}" if status == "published" else status
    return figures


def _reason(indicator: str, before: Release, after: Release) -> Text:
    old, new = before.indicators.get(indicator), after.indicators.get(indicator)
    if old is None and new is not None:
        return _words("new")
    if old is not None and new is None:
        return _words("gone")
    if old is not None and new is not None and old.version != new.version:
        return _words("version", before=old.version, after=new.version)
    if before.policy != after.policy:
        return _words("policy")
    then, now = before.inputs, after.inputs
    changed = [name for name in _INPUTS if getattr(then, name) != getattr(now, name)]
    return _changed(changed) if changed else _words("rounding")


def _words(key: str, **values: object) -> Text:
    """Return, in every language, why a figure moved."""
    return in_every_language(lambda language: Words(language)(f"moved.{key}", **values))


def _changed(names: Sequence[str]) -> Text:
    """Return, in every language, which inputs changed."""

    def write(language: str) -> str:
        words = Words(language)
        listed = ", ".join(words(f"moved.{name}") for name in names)
        return words("moved.changed", names=listed)

    return in_every_language(write)


def _cited(before: Release, after: Release) -> Iterator[Change]:
    old = {figure.id: str(figure.value) for figure in before.cited}
    new = {figure.id: str(figure.value) for figure in after.cited}
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            yield Change(
                key, old.get(key, ABSENT), new.get(key, ABSENT), _words("register")
            )
