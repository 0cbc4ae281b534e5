"""What moved between two releases, and why."""

from collections.abc import Iterator, Mapping

from zicht.vocabulary.figures import Series
from zicht.vocabulary.releases import ABSENT, Change, Release
from zicht.vocabulary.text import Text

_INPUTS = {
    "deliveries": Text("leveringen", "deliveries"),
    "withdrawals": Text("ingetrokken toestemmingen", "withdrawals"),
    "settings": Text("instellingen", "settings"),
    "code": Text("programma", "code"),
}
_REGISTER = Text(
    "het register van aangehaalde cijfers veranderde",
    "the register of cited figures changed",
)


def compare(before: Release, after: Release) -> tuple[Change, ...]:
    """List every figure that differs, with the reason that can be read from the manifests.

    The reason is the most specific of: definition changed, policy changed, deliveries,
    withdrawals, settings or code changed.
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
        return Text("dit cijfer is nieuw", "the indicator is new")
    if old is not None and new is None:
        return Text("dit cijfer is ingetrokken", "the indicator was withdrawn")
    if old is not None and new is not None and old.version != new.version:
        return Text(
            f"de definitie veranderde van versie {old.version} in {new.version}",
            f"its definition changed from version {old.version} to {new.version}",
        )
    if before.policy != after.policy:
        return Text(
            "de regels tegen herkenning veranderden", "the policy of the gate changed"
        )
    then, now = before.inputs, after.inputs
    changed = [
        words
        for name, words in _INPUTS.items()
        if getattr(then, name) != getattr(now, name)
    ]
    if not changed:
        return Text(
            "de afronding van het geheel veranderde", "rounding of the whole changed"
        )
    return Text(
        f"veranderd: {', '.join(words.nl for words in changed)}",
        f"changed: {', '.join(words.en for words in changed)}",
    )


def _cited(before: Release, after: Release) -> Iterator[Change]:
    old = {figure.id: str(figure.value) for figure in before.cited}
    new = {figure.id: str(figure.value) for figure in after.cited}
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            yield Change(key, old.get(key, ABSENT), new.get(key, ABSENT), _REGISTER)
