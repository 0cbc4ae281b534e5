"""Doubts about deliveries that somebody accepts, each by its name and with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from zicht.edition.messages import Message
from zicht.sources import Doubt, printable
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.progress import Progress


@dataclass(frozen=True)
class DoubtedDelivery:
    """A delivery that is doubtful as a whole.

    Parameters
    ----------
    delivery : source and name of its file, as messages show them
    doubts : about it
    """

    delivery: str
    doubts: tuple[Doubt, ...]

    def address(self, doubt: Doubt) -> str:
        """Name a doubt among those about all deliveries, such as referrals/2024.csv:volume.2024."""
        return f"{self.delivery}:{doubt.name}"

    @property
    def lines(self) -> list[str]:
        """Each doubt with its address, for a person who has to judge it."""
        return [f"{self.address(doubt)}: {doubt.words}" for doubt in self.doubts]


@dataclass
class Acceptances:
    """Doubts that somebody accepts in this run.

    Parameters
    ----------
    texts : one for each doubt: its address, an equals sign, and the reason
    used : those of them that were about a doubt of a delivery

    Raises
    ------
    UsageError : a text names no doubt, gives no reason, or gives one of several lines or with control characters:
        what is kept has a line for each doubt, so that a second line would accept another one
    """

    texts: Sequence[str]
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # The error states the number of a text and not the text, which may quote
        # anything.
        wrong = [
            number
            for number, text in enumerate(self.texts, start=1)
            if not _names_a_doubt_with_a_reason(text)
        ]
        if wrong:
            raise UsageError(
                f"--accept number {', '.join(map(str, wrong))} does not name the doubt that it accepts, with a reason.",
                now='Write --accept "SOURCE/FILE:DOUBT=REASON" for each doubt; a run without it prints the names.',
            )
        # Reasons are kept a line for each doubt: a second line would accept another
        # one.
        unreadable = [
            number
            for number, text in enumerate(self.texts, start=1)
            if not text.isprintable()
        ]
        if unreadable:
            raise UsageError(
                f"--accept number {', '.join(map(str, unreadable))} has a line end or a control character.",
                now="Write the reason on one line, in plain letters.",
            )

    def reason_of(self, address: str) -> str:
        """Return the reason why the doubt of an address is accepted; empty where nobody accepts it."""
        for text in self.texts:
            # Compared with the whole address: the name of a file may hold an equals
            # sign itself.
            if text.startswith(f"{address}="):
                self.used.add(text)
                return text.removeprefix(f"{address}=").strip()
        return ""

    def left_in_doubt(self, doubted: DoubtedDelivery) -> DoubtedDelivery:
        """Return the doubts about a delivery that nobody accepts."""
        left = [
            doubt
            for doubt in doubted.doubts
            if not self.reason_of(doubted.address(doubt))
        ]
        return DoubtedDelivery(doubted.delivery, tuple(left))

    def record_of(self, doubted: DoubtedDelivery) -> str:
        """Write which doubts about a delivery were accepted and why, a line for each, as it is kept and shown."""
        return "\n".join(
            f"{doubt.name}: {self.reason_of(doubted.address(doubt))}"
            for doubt in doubted.doubts
        )

    def tell_unused(self, tell: Progress) -> None:
        """Name the acceptances that fit no doubt about a delivery of this run."""
        for text in self.texts:
            if text not in self.used:
                address = printable(_address_in(text))
                tell(Message("careful.accepted_nothing", address=address))


def _names_a_doubt_with_a_reason(text: str) -> bool:
    delivery, _, rest = text.partition(":")
    doubt, _, reason = rest.partition("=")
    return bool("/" in delivery and doubt.strip() and reason.strip())


def _address_in(text: str) -> str:
    """Return what stands before the reason; the name of a file may have an equals sign as well."""
    delivery, colon, rest = text.partition(":")
    return f"{delivery}{colon}{rest.partition('=')[0]}"


def accepted_in_doubt(vault: Vault) -> list[dict[str, object]]:
    """Return a row for each doubt about a delivery as a whole that was accepted, with the reason."""
    rows: list[dict[str, object]] = []
    for delivery, reasons in vault.accepted_because().items():
        for line in reasons.splitlines():
            doubt, separator, reason = line.partition(": ")
            if not separator:
                # Deliveries of earlier versions were accepted with all of their doubts.
                doubt, reason = "all", line
            rows.append({"delivery": delivery, "doubt": doubt, "because": reason})
    return rows
