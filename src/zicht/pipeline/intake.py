"""Deliveries: found in their folder, checked, received in the vault."""

from collections.abc import Iterator, Sequence

from zicht import sources
from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.pipeline import delivered
from zicht.pipeline.accepting import Acceptances, DoubtedDelivery
from zicht.pipeline.expected import parts_expected
from zicht.pipeline.inbox import Inbox, Waiting
from zicht.project.folder import Project
from zicht.vault.vault import Vault
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.days import Days
from zicht.vocabulary.deliveries import Judged, Receipt
from zicht.vocabulary.errors import DeliveryError, ZichtError
from zicht.vocabulary.progress import Progress


def receive_all(
    project: Project,
    session: Session,
    vault: Vault,
    inbox: Inbox,
    *,
    tell: Progress,
    accept: Sequence[str] = (),
    keep: bool = False,
) -> list[Judged]:
    """Receive what the vault does not hold yet, and judge again what was judged by other forms and lists.

    A delivery that is refused stops the run after all were tried, and so does a file that is not understood.

    Parameters
    ----------
    accept : doubts about deliveries that are accepted, each with a reason: SOURCE/FILE:DOUBT=REASON. A delivery is
        received when all of its doubts are; they are recorded with their reasons
    keep : True to leave delivered files as they came; else those that hold people are sealed away

    Raises
    ------
    DeliveryError : with every break of every refused delivery; the good ones were received
    UsageError : something in `accept` does not name a doubt with a reason
    """
    acceptances = Acceptances(accept)
    # Files that an earlier version sealed show names in clear text, so they are renewed
    # first.
    delivered.write_in_format_of_today(project)
    delivered.cut_withdrawn(project, session, vault, tell=tell)
    intake = _Intake(project, session, vault, inbox, acceptances)
    for waiting in inbox.waiting:
        intake.receive(waiting, tell=tell)
    intake.tell_corrections_of_nothing(tell)
    intake.tell_what_counts(tell)
    intake.acceptances.tell_unused(tell)
    delivered.seal_received(project, vault, inbox, keep=keep, tell=tell)
    delivered.cut_withdrawn(project, session, vault, tell=tell)
    # Refused after the good deliveries went in: they need not be received again.
    inbox.refuse_questions()
    _refuse_gone(vault, inbox)
    intake.refuse_refused()
    return intake.received


class _Intake:
    """Deliveries on their way into the vault, one after the other."""

    def __init__(
        self,
        project: Project,
        session: Session,
        vault: Vault,
        inbox: Inbox,
        acceptances: Acceptances,
    ) -> None:
        self.inbox = inbox
        self.project, self.session, self.vault = project, session, vault
        self.acceptances = acceptances
        self.received: list[Judged] = []
        self.refused: list[str] = []
        self.lost: list[str] = []
        self.doubted: list[DoubtedDelivery] = []
        self.held = {receipt.digest: receipt for receipt in vault.receipts()}
        self.parts = parts_expected(project)
        self.n_rows_replaced: dict[str, int] = {}
        """Digest of a new delivery to the rows that counted for its days when it came."""
        self.names: dict[str, str] = {}
        """Digest of a delivery to what a person calls it: its source, and its file without the ending."""

    def receive(self, waiting: Waiting, *, tell: Progress) -> None:
        """Receive one delivery, or note why it is refused."""
        before = self.held.get(waiting.digest)
        judged_by = before and _judged_by(self.project, before)
        if before is not None and self.vault.judged_by(waiting.digest) == judged_by:
            return
        if before is not None and waiting.is_put_away:
            tell(Message("careful.file_put_away", delivery=waiting.name))
            return
        if waiting.is_put_away:
            self.lost.append(
                f"{waiting.name}: its file was put away and is gone, and this vault does not hold it"
            )
            return
        step = "progress.receiving" if before is None else "progress.judging_again"
        name = f"{waiting.source}, {waiting.file.stem}"
        self.names[waiting.digest] = name
        tell(Message(step, delivery=name))
        try:
            receipt = self._judge(waiting, is_known=before is not None)
        except DeliveryError as error:
            self.refused += [
                f"{waiting.name}: {detail}" for detail in error.details or (error.what,)
            ]
            return
        except ZichtError as error:
            # What belongs to no family comes of a value that nobody foresaw; the other deliveries can go in.
            if type(error) is not ZichtError:
                raise
            self.refused.append(
                f"{waiting.name}: its rows cannot be judged. {error.what}"
            )
            return
        if receipt is not None:
            self.held[receipt.digest] = receipt
            self.received.append(Judged(receipt, before))

    def _judge(self, waiting: Waiting, *, is_known: bool) -> Receipt | None:
        """Check one delivery, and put it into the vault; None where doubts are left about it.

        Parameters
        ----------
        is_known : whether the vault holds it, judged by other forms or lists
        """
        delivery = delivered.check(self.project, self.session, waiting)
        # What came before was doubted, and accepted, when it came.
        is_new = not is_known and not waiting.is_sealed
        doubts = self._doubts(waiting, delivery) if is_new else []
        doubted = DoubtedDelivery(waiting.name, tuple(doubts))
        open_doubts = self.acceptances.left_in_doubt(doubted)
        if open_doubts.doubts:
            self.session.drop(delivery.accepted, delivery.refused, delivery.doubtful)
            self.doubted.append(open_doubts)
            return None
        return self.vault.receive(
            delivery,
            judged_by=_judged_by(self.project, delivery.receipt),
            accepted_because=self._reason(waiting, doubted),
        )

    def _reason(self, waiting: Waiting, doubted: DoubtedDelivery) -> str:
        """Return why a doubtful delivery is accepted: the present reasons, or those given when it first came."""
        if waiting.is_sealed:
            return delivered.accepted_because(self.project, waiting)
        return self.acceptances.record_of(doubted)

    def _doubts(self, waiting: Waiting, delivery: Delivery) -> list[sources.Doubt]:
        """List what is doubtful about a delivery beside those that were received before it."""
        # Nobody may accept a doubt about which of two deliveries counts: the letters
        # must say it (ADR 0162).
        unclear = sources.overlaps(delivery.receipt, self.held.values())
        receipt = delivery.receipt
        parts = self.parts.get(receipt.source)
        if parts and receipt.part and receipt.part not in parts:
            unclear.append(
                f"its part {receipt.part} is not one that zicht.toml expects: {', '.join(sorted(parts))}"
            )
        if unclear:
            raise DeliveryError(
                "It is not clear which delivery counts.", details=unclear
            )
        profile = sources.profile_of(self.session, delivery)
        before = self._held(delivery)
        # The delivery is compared twice: with all that counts, for shares of codes;
        # with what it replaces, for its number of rows (ADR 0163).
        replaced = self._held(delivery, within=delivery.letter.days)
        self.n_rows_replaced[receipt.digest] = replaced.rows
        return [
            *sources.doubts(
                self.session,
                delivery,
                profile,
                before,
                replaced,
                keys=self.vault.key_marks(),
            ),
            *self._copies(waiting, delivery.receipt),
        ]

    def _copies(self, waiting: Waiting, receipt: Receipt) -> Iterator[sources.Doubt]:
        """Ask about another delivery of the same bytes, as another part or period: its rows would count twice."""
        for other in self.inbox.waiting:
            held = self.held.get(other.digest)
            if (
                held is None
                or other.digest == waiting.digest
                or (other.source, other.content) != (waiting.source, waiting.content)
            ):
                continue
            if held.part != receipt.part or not held.days.overlaps(receipt.days):
                yield sources.Doubt(
                    f"copy.{other.file.name}",
                    f"its file is the same as {other.name}, which counts as {held.part or 'the whole'} of"
                    f" {held.period}",
                )

    def _held(self, delivery: Delivery, within: Days | None = None) -> sources.Profile:
        """Count the records that count until now, of the part of the source that a delivery is of."""
        held = self.vault.held(delivery.form.source, delivery.letter.part)
        if held is None:
            return sources.Profile({}, {})
        records, columns_held = held
        if within:
            records = sql(
                "(SELECT * FROM {records} WHERE valid_from BETWEEN {first}::DATE AND {last}::DATE)",
                records=records,
                first=literal(str(within.first)),
                last=literal(str(within.last)),
            )
        columns = [
            column.name
            for column in sources.compared(delivery.form)
            if column.name in columns_held
        ]
        numbers = [
            name for name in sources.summed(delivery.form) if name in columns_held
        ]
        return sources.profile(
            self.session, records, columns, Sql("valid_from"), numbers
        )

    def tell_corrections_of_nothing(self, tell: Progress) -> None:
        """Name the new deliveries that are called corrections, of days that no other delivery covers.

        That is no fault: the first may have been refused. It may also never have arrived.
        """
        for judged in self.received:
            new = judged.now
            if judged.before is None and new.correction and not self._corrects(new):
                tell(
                    Message(
                        "careful.corrects_nothing",
                        delivery=f"{new.source}, {new.period}",
                        number=new.correction,
                    )
                )

    def tell_what_counts(self, tell: Progress) -> None:
        """Say which of the new deliveries take the place of others, and which count for nothing."""
        counting = {covered.delivery_id for covered in self.vault.coverage()}
        for judged in self.received:
            new = judged.now
            if judged.before is not None:
                continue
            delivery = self.names[new.digest]
            if new.delivery_id not in counting:
                why = (
                    Message("careful.covered_by_later")
                    if new.accepted or not new.rows
                    else Message("careful.no_usable_row")
                )
                tell(Message("careful.counts_for_nothing", delivery=delivery, why=why))
            elif old := self.n_rows_replaced.get(new.digest):
                tell(
                    Message(
                        "careful.replaces",
                        delivery=delivery,
                        new=Message("count.rows", n=new.accepted),
                        old=old,
                    )
                )

    def _corrects(self, new: Receipt) -> bool:
        """Whether some other delivery is of the same part and days."""
        return any(
            (other.source, other.part) == (new.source, new.part)
            and other.digest != new.digest
            and other.days.overlaps(new.days)
            for other in self.held.values()
        )

    def refuse_refused(self) -> None:
        """Stop the run where a delivery was refused: what it holds would be missing from every figure."""
        doubts = [line for doubted in self.doubted for line in doubted.lines]
        if self.lost:
            raise DeliveryError(
                "Deliveries that were received are gone; nothing was published.",
                now="`zicht restore` a backup. Without one, put the suppliers' files back in deliveries/ and run: who"
                " withdrew stays out.",
                details=[*self.lost, *self.refused, *doubts],
            )
        if self.refused:
            raise DeliveryError(
                "Deliveries were refused as a whole; nothing of them was kept, and nothing was published.",
                now="Ask the supplier for a better file, or take the delivery out of its folder, and run again.",
                details=[*self.refused, *doubts],
            )
        if doubts:
            raise DeliveryError(
                "Deliveries are doubtful as a whole; nothing of them was kept, and nothing was published.",
                now="Ask the supplier. Where a change is real, run again and name each doubt that you accept, as it"
                ' stands before its colon and blank: --accept "SOURCE/FILE:DOUBT=REASON".',
                details=doubts,
            )


def _refuse_gone(vault: Vault, inbox: Inbox) -> None:
    """Refuse to go on where the file of a delivery that counts is no longer there."""
    digests_in_folder = {waiting.digest for waiting in inbox.waiting}
    gone = [
        receipt
        for receipt in vault.receipts(current_only=True)
        if receipt.digest not in digests_in_folder
    ]
    if gone:
        raise DeliveryError(
            f"Deliveries that count, but no longer lie in their folder or were changed since: {len(gone)}.",
            now="Put them back as they came, or restore them from a backup: `zicht restore`.",
            details=[
                f"{receipt.source}, {receipt.period}: delivery {receipt.delivery_id}"
                for receipt in gone
            ],
        )


def _judged_by(project: Project, receipt: Receipt) -> str:
    """Return the digest of the form and lists by which a delivery is judged today; empty if its form is gone."""
    form = next(
        (
            version
            for version in project.forms[receipt.source]
            if version.version == receipt.form_version
        ),
        None,
    )
    return sources.judged_by(form, project.codes, project.geography) if form else ""
