"""What a run did, for the command line: as lines, as JSON, and what a user may do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from zicht.edition.messages import Message
from zicht.pipeline import folders
from zicht.vocabulary.deliveries import Judged, Receipt


@dataclass(frozen=True)
class Report:
    """What a run did.

    Parameters
    ----------
    project : folder
    release : name of the release that stands now; empty after a dry run
    unchanged : whether there was nothing to do
    would_do : steps, of a dry run
    received : receipts of new deliveries, and of those judged again because forms or code lists were corrected
    figures : counted and cited figures of the release
    seconds : it took
    lost : deliveries whose sealed files are gone
    refused : per source that asks for consent, records that are left out because it was refused; empty where a run
        counted nothing
    """

    project: Path
    release: str
    unchanged: bool
    would_do: tuple[str, ...] = ()
    received: tuple[Judged, ...] = ()
    persons: int = 0
    figures: int = 0
    seconds: float = 0.0
    lost: tuple[str, ...] = ()
    refused: Mapping[str, int] = field(default_factory=dict)

    def as_fields(self) -> dict[str, object]:
        """Return the report as lines."""
        if self.would_do:
            return {"would do": self.would_do}
        if self.unchanged:
            return {"release": self.release, **self._unchanged()}
        return {
            "release": self.release,
            "received": self._received_in_words(),
            **self._judged_again(),
            **self._refused_in_words(),
            "persons": self.persons,
            "figures": self.figures,
            "pages": folders.site(self.project),
            "seconds": f"{self.seconds:.1f}",
            **self._gone(),
        }

    def _unchanged(self) -> dict[str, object]:
        if not self.lost:
            return {"unchanged": Message("result.nothing_to_do")}
        return {"unchanged": Message("result.same_input"), **self._gone()}

    def _gone(self) -> dict[str, object]:
        """Return a line on sealed files that are gone; nothing where there are none."""
        if not self.lost:
            return {}
        gone = Message("result.sealed_files_gone", names=self.lost)
        return {"sealed files that are gone": gone}

    def _received_in_words(self) -> Message:
        new = [judged.now for judged in self.received if judged.before is None]
        return Message(
            "result.received",
            n=len(new),
            rows=Message("count.rows", n=sum(receipt.rows for receipt in new)),
            quarantined=_n_quarantined(new),
        )

    def _refused_in_words(self) -> dict[str, Message]:
        """Return a line on records whose people refused consent; nothing where no source asks for it."""
        if not self.refused:
            return {}
        sources = tuple(
            f"{source} {n_records}" for source, n_records in self.refused.items()
        )
        left_out = Message("result.records_of_sources", sources=sources)
        return {"left out because consent was refused": left_out}

    def _judged_again(self) -> dict[str, Message]:
        """Return a line on deliveries that corrected forms judged again; nothing where there are none."""
        before, now = [], []
        for judged in self.received:
            if judged.before is not None:
                before.append(judged.before)
                now.append(judged.now)
        if not now:
            return {}
        again = Message(
            "result.judged_again",
            n=len(now),
            before=Message("count.rows", n=_n_quarantined(before)),
            now=_n_quarantined(now),
        )
        return {"judged again": again}

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {
            "release": self.release,
            "unchanged": self.unchanged,
            "would_do": list(self.would_do),
            "received": [_judged_as_json(judged) for judged in self.received],
            "persons": self.persons,
            "figures": self.figures,
            "seconds": round(self.seconds, 1),
            "sealed_files_gone": list(self.lost),
            "consent_refused": dict(self.refused),
        }

    def next_step(self) -> Message:
        """Return what a user may do now."""
        folder = quote(str(self.project))
        if self.would_do:
            return Message("note.do_it", project=folder)
        return Message("note.look_and_approve", project=folder)


def _n_quarantined(receipts: Iterable[Receipt]) -> int:
    return sum(receipt.quarantined for receipt in receipts)


def _judged_as_json(judged: Judged) -> dict[str, object]:
    now, before = judged.now, judged.before
    return {
        "source": now.source,
        "period": now.period,
        "rows": now.rows,
        "quarantined": now.quarantined,
        "quarantined_before": before.quarantined if before else None,
    }
