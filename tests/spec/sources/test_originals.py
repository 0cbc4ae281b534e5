"""What a repair changed can be read back: the sealed file holds the delivery as it came."""

from pathlib import Path

from tests.golden import albion

from zicht.pipeline import folders
from zicht.pipeline.delivered import sealed_files
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.intake import receive_all
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.vocabulary.progress import silent


def test_a_repaired_value_stands_in_the_sealed_file_as_it_was_delivered(
    tmp_path: Path,
) -> None:
    """The payload counts `w`; the supplier wrote `W`, and that is what is kept beside the vault."""
    settings = albion.SETTINGS.replace("[2023, 2024]", "[2024, 2024]")
    settings = settings.replace("[sources]", "[sources]\nkeep_delivered = false")
    folder = albion.make_project(tmp_path / "albion", settings=settings)
    form = folder / "forms" / "referrals.toml"
    before, gender, after = form.read_text().partition('name = "gender"\n')
    form.write_text(f'{before}{gender}repairs = ["lower"]\n{after}')
    rows = [
        {**albion.referrals(person)[0], "gender": "W", "referred_on": "2024-03-01"}
        for person in albion.people()[:5]
    ]
    file = albion.deliver(folder, rows, name="2024")
    delivered = file.read_bytes()
    project = Project.open(folder)
    with open_vault(project, why="test", tell=silent) as (session, vault):
        receive_all(project, session, vault, open_inbox(project), tell=silent)
        vault.payload()
        counted = session.rows("SELECT DISTINCT gender FROM payload_referrals")
        (receipt,) = vault.receipts()
    assert counted == [("w",)]
    assert receipt.repairs == {"lower:gender": 5}
    assert not file.exists(), "no clear copy stays"
    assert folders.sealed(folder).is_dir()
    sealed, _letter = sealed_files(folder).open("referrals", receipt.digest)
    with sealed.open() as content:
        assert content.read() == delivered
