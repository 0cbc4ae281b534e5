"""One session for all small deliveries."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY

from zicht.engine import Session
from zicht.sources import check
from zicht.vocabulary.deliveries import Delivery

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
