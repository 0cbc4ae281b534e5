"""The verbs that keep what must not be lost, and forget what must not be kept: backup, restore, forget, doctor."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Flag, Folder, ProjectFolder
from zicht.edition.messages import Message, value_in_words
from zicht.vocabulary.errors import VaultError

if TYPE_CHECKING:
    from zicht.pipeline.examining import Finding


@app.command
def backup(project: ProjectFolder, *, to: Folder, json: AsJson = False) -> None:
    """Write an encrypted backup of vault, journal, ledger and releases. The keys are not in it: copy them apart.

    Earlier backups in the same folder that hold people who withdrew since are removed.

    Example: `zicht backup projects/mijnland --to /media/backups`

    Parameters
    ----------
    to
        Folder for backups, on another disk.
    """
    from zicht.pipeline import safekeeping

    with output.steps() as tell:
        backup = safekeeping.back_up(project, to, tell=tell)
    output.give_answer(backup.as_fields(), as_json=json)


@app.command
def restore(project: ProjectFolder, backup: File, *, json: AsJson = False) -> None:
    """Put a backup back. Withdrawals and publications since are replayed over it: nothing of them is undone.

    Example: `zicht restore projects/mijnland /media/backups/mijnland-20260301T120000Z.zicht-backup`

    Parameters
    ----------
    backup
        File that `zicht backup` made.
    """
    from zicht.pipeline import safekeeping

    with output.steps() as tell:
        done = safekeeping.restore(project, backup, tell=tell)
    output.give_answer(done.as_fields(), as_json=json)


@app.command
def forget(
    project: ProjectFolder, *, dry_run: Flag = False, json: AsJson = False
) -> None:
    """Forget what is kept longer than the legal ground of its form allows: link fields, payload, quarantine.

    Terms stand in the forms, under [retention]. Years that can no longer be counted are *not available* in later
    releases; what was published stays. It cannot be undone, and a backup that is restored forgets again.

    Example: `zicht forget projects/mijnland --dry-run`

    Parameters
    ----------
    dry_run
        Say what is due, and forget nothing.
    """
    from zicht.pipeline import forgetting

    with output.steps() as tell:
        done = forgetting.forget(project, dry_run=dry_run, tell=tell)
    if json:
        output.give_json(done.as_json())
        return
    output.give_table(("source", "what", "before", "rows", "ground"), done.rows())
    if dry_run and done.due:
        output.say(Message("note.nothing_forgotten"))


@app.command
def doctor(project: ProjectFolder, *, head: str = "", json: AsJson = False) -> None:
    """Examine journal, keys, vault, ledger, releases and root of trust, and say what is wrong.

    Write the head of the journal down elsewhere: on paper, in a mail to the supervisor. With --head it is compared, and
    a project that was put back as a whole, both copies of the journal with it, is noticed.

    Example: `zicht doctor projects/mijnland --head "318 9f2c..."`

    Parameters
    ----------
    head
        Number and digest of an entry of the journal, as this verb, a release, a bundle or the site showed them earlier.
    """
    from zicht.pipeline import examining

    with output.steps() as tell:
        findings = examining.examine(project, head=head, tell=tell)
    if json:
        output.give_json([asdict(finding) for finding in findings])
    else:
        rows = [
            (finding.part, value_in_words(finding.state), finding.found)
            for finding in findings
        ]
        output.give_table(("part", "state", "found"), rows)
    _refuse_bad([finding for finding in findings if finding.state == "bad"])


def _refuse_bad(findings: "Sequence[Finding]") -> None:
    """End with an error if anything is wrong, naming each part and what to do about it.

    Raises
    ------
    VaultError : with the number of things that are wrong
    """
    if not findings:
        return
    advice = _what_to_do([finding.now for finding in findings])
    details = [
        Message("error.finding", part=finding.part, found=finding.found)
        for finding in findings
    ]
    raise VaultError(
        Message("error.things_wrong", n=len(findings)),
        now="\n".join(advice),
        details=details,
    )


def _what_to_do(advices: Sequence[str]) -> list[str]:
    """Return each advice of the doctor once, in the language of the user, without those that send to the doctor.

    Errors of the vault and the journal name this verb. Here another finding says what to do about them, and who follows
    the advice in its order would run the doctor for ever.
    """
    each_once = list(dict.fromkeys(map(output.spoken, filter(None, advices))))
    elsewhere = [
        advice for advice in each_once if not advice.startswith("`zicht doctor` ")
    ]
    return elsewhere or each_once
