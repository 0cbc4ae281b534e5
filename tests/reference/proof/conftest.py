"""Marked texts are held against the register of the Netherlands, or of the invented country."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.dutch import read_cited
from tests.known_register import known, register

from zicht.proof import facts
from zicht.proof.topics import Knowledge
from zicht.vocabulary.releases import Release

__all__ = ["known", "register"]
INVENTED = Path(__file__).parents[3] / "projects" / "voorbeeldland"


@pytest.fixture(scope="session")
def invented(register: Release) -> Release:
    """Return the register of the invented country."""
    face = replace(register.face, country="VL")
    return replace(register, face=face, cited=read_cited(INVENTED))


@pytest.fixture(scope="session")
def known_of_invented(invented: Release) -> dict[str, Knowledge]:
    return {language: facts.know(invented, language) for language in ("nl", "en")}
