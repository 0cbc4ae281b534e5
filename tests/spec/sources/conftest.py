"""One session for all small deliveries."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.spec.sources.forms_of_others import Received, codes
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, write_letter

from zicht.engine.session import Session
from zicht.project.codes import read_codes
from zicht.project.forms import read_form
from zicht.sources import check
from zicht.vocabulary.checked_deliveries import Delivery

Check = Callable[..., Delivery]


@pytest.fixture(scope="module", name="session")
def _session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    base = tmp_path_factory.getbasetemp()
    with Session(tmp_path_factory.mktemp("private"), reads=[base]) as opened:
        yield opened


@pytest.fixture(name="checked")
def _checked(session: Session) -> Check:
    def checked(
        file: Path, letter: Path, source: str = "comensha_meldingen"
    ) -> Delivery:
        return check(session, FORMS[source], CODES, GEOGRAPHY, file, letter)

    return checked


@pytest.fixture(name="received")
def _received(session: Session, tmp_path: Path) -> Received:
    """Receive the bytes of a file by the text of a form and lists of codes."""

    def received(
        content: str,
        written: str,
        lists: Mapping[str, tuple[str, ...]],
        file_name: str = "file.csv",
        **letter: object,
    ) -> Delivery:
        for folder in ("forms", "codes"):
            (tmp_path / folder).mkdir(exist_ok=True)
        path = tmp_path / "forms" / "form.toml"
        path.write_text(written, encoding="utf-8")
        for name, listed in lists.items():
            text = codes(*listed, name=name)
            (tmp_path / "codes" / f"{name}.toml").write_text(text, encoding="utf-8")
        file = tmp_path / file_name
        file.write_bytes(content.encode("utf-8"))
        read = read_form(path)
        beside = write_letter(
            tmp_path / "file.toml", source=read.source, consent="nobody", **letter
        )
        known = read_codes(tmp_path / "codes")
        return check(session, read, known, None, file, beside)

    return received
