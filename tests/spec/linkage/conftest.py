"""Small tables in, links out. Everybody is invented."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from zicht.engine import Session
from zicht.linkage import Evidence, Quality, link_with_evidence, quality
from zicht.vocabulary.people import LinkFields, Links

FIELDS = (
    "national_number",
    "given_names",
    "name_prefix",
    "family_name",
    "birth_date",
    "sex",
)


@pytest.fixture
def session(tmp_path) -> Iterator[Session]:
    with Session(
        tmp_path / "private", memory="300MB", disk_is_encrypted=True
    ) as opened:
        yield opened


class Linked:
    """The persons that came out of a small table."""

    def __init__(self, session: Session, fields: LinkFields) -> None:
        self.links: Links
        self.evidence: Evidence
        self.links, self.evidence = link_with_evidence(session, fields)
        self.quality: Quality = quality(session, fields, self.links, self.evidence)
        rows = session.rows(
            "SELECT pseud_id, persoon_id, status FROM links ORDER BY pseud_id"
        )
        self.person = {pseud: person for pseud, person, _ in rows}
        self.status = {pseud: status for pseud, _, status in rows}

    def groups(self) -> list[str]:
        """Records of each person, written together: `ab c` are two persons."""
        together: dict[str, str] = {}
        for record, person in sorted(self.person.items()):
            together[person] = together.get(person, "") + record
        return sorted(together.values())


@pytest.fixture
def linked(session) -> Callable[[str], Linked]:
    """Link a small table: `|` between cells, `-` for a missing value; columns record, source and the link fields."""

    def made(table: str) -> Linked:
        rows = [
            [cell.strip() for cell in line.split("|")]
            for line in table.strip().splitlines()
        ]
        header, body = rows[0], rows[1:]
        columns = {
            name: np.array(
                [None if row[at] == "-" else row[at] for row in body], dtype=object
            )
            for at, name in enumerate(header)
        }
        columns["pseud_id"] = columns.pop("record")
        columns.setdefault(
            "source", np.full(len(body), "comensha_meldingen", dtype=object)
        )
        names = tuple(name for name in FIELDS if name in columns)
        empty = {
            name: np.full(len(body), None, dtype=object)
            for name in names
            if all(v is None for v in columns[name])
        }
        session.write("velden", {k: v for k, v in columns.items() if k not in empty})
        for name in empty:
            session.execute(f"ALTER TABLE velden ADD COLUMN {name} VARCHAR")
        return Linked(session, LinkFields("velden", names, len(body)))

    return made
