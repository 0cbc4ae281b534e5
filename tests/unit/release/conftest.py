"""A small release: two counted figures and one cited, sealed by a gate of its own."""

from decimal import Decimal

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.release.freeze import Sealed
from zicht.vocabulary.cited import Citation, Cited
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.figures import Series
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.releases import Face, HelpLine, Release
from zicht.vocabulary.text import Text


def both(words: str) -> Text:
    return Text(words, words)


@pytest.fixture(name="content")
def small_release() -> Release:
    face = Face(
        id="klein",
        title=both("Klein"),
        institute=both("Instituut"),
        country="XX",
        invented=True,
        languages=("nl", "en"),
        about=both("Over"),
        contact="post@example.org",
        help_lines=(HelpLine("Hulp", both("Luistert"), "https://example.org"),),
    )
    series = Series(
        indicator="V01",
        dimensions=("geslacht",),
        periods=np.array(["2020", "2020"]),
        codes=(np.array([TOTAL, "v"]),),
        values=np.array([15.0, np.nan]),
        statuses=np.array(["published", "banded"]),
        lower=np.array([11.0, 0.0]),
        upper=np.array([19.0, 4.0]),
        numerators=np.full(2, np.nan),
        denominators=np.full(2, np.nan),
    )
    cited = Cited(
        id="c1",
        theme="slachtoffers",
        title=both("Gemeld"),
        value=Decimal("984"),
        unit="persons",
        population=both("Gemelde personen"),
        period="2020",
        producer="CoMensha",
        vintage="2022",
        citation=Citation("Brochure", "NR", "2022-05"),
    )
    return Release(
        digest="",
        face=face,
        series={"V01": series},
        codes={
            "geslacht": CodeList(
                "geslacht", {"v": both("Vrouwen"), "m": both("Mannen")}
            )
        },
        population={("2020", "XX", TOTAL, TOTAL): 1000},
        cited=(cited,),
        policy=Policy("standaard", "1", "Omdat het moet."),
        method="controlled rounding",
        losses={"cells": 0.0},
    )


@pytest.fixture(name="sealed")
def sealed_by_a_gate() -> Sealed:
    key = Ed25519PrivateKey.generate()
    table = ProtectedTable(
        universe="slachtofferjaren",
        dimensions=(Dimension("geslacht", ("v", "m")),),
        codes=(np.array([TOTAL, "v", "m"]),),
        values=np.array([15, 0, 15]),
        statuses=np.array(["published", "banded", "published"]),
        lower=np.array([11, 0, 11]),
        upper=np.array([19, 4, 19]),
    )
    protected = Protected(
        (table,), "standaard 1", "controlled rounding", {"cells": 0.0}
    )
    return Sealed.by(protected, key)
