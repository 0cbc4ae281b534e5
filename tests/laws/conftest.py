"""What the laws of proof share: the register of the Netherlands, and what is known of it."""

import pytest
from tests.dutch import release_of_register

from zicht import proof
from zicht.proof import Knowledge
from zicht.vocabulary.releases import Release


@pytest.fixture(scope="module", name="register")
def _register() -> Release:
    return release_of_register()


@pytest.fixture(scope="module", name="known")
def _known(register: Release) -> dict[str, Knowledge]:
    return {language: proof.know(register, language) for language in ("nl", "en")}
