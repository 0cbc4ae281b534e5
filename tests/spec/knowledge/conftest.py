"""A small project with one of everything."""

from collections.abc import Callable
from pathlib import Path

import pytest

FIGURES = """
[[publication]]
id = "verslag"
title = "Verslag"
publisher = "Bureau"
date = "2021"
checked = "document"

[[series]]
id = "gemeld"
title = { nl = "Gemelde mensen", en = "People reported" }
field = "mensenhandel"
theme = "slachtoffers"
unit = "persons"
population = { nl = "mensen", en = "people" }
indicator = "V01"
rule = "telling"
kind = "count"

[[figure]]
id = "gemeld-2020"
series = "gemeld"
period = "2020"
value = 984
vintage = "Bureau 2021"
publication = "verslag"

[[rule]]
id = "telling"
title = { nl = "telling", en = "telling" }
counted_by = "Bureau"
country = "NL"
law = "none"
"""
MONEY = """
[[series]]
id = "uitgaven"
title = { nl = "Uitgaven", en = "Spending" }
field = "beide"
theme = "financien"
rule = "telling"
unit = "euro"
kind = "amount"
population = { nl = "bureau", en = "office" }

[[figure]]
id = "uitgaven-2020"
series = "uitgaven"
period = "2020"
value = 984
vintage = "Bureau 2021"
publication = "verslag"
"""
PAGE = """+++
id = "verslag"
title = { nl = "Verslag over 2020", en = "Report on 2020" }
status = "published"
date = "2021"
figures = ["gemeld-2020"]
+++
+++ nl
Nederlandse woorden.

+++ en
English words.
"""
RECOMMENDATION = """+++
id = "advies-1"
title = { nl = "Tel beter", en = "Count better" }
date = "2020-10-16"
addressees = ["Minister"]
source = "verslag"
figures = ["gemeld-2020"]
last_checked = "2021-01"

[[history]]
date = "2020-10-16"
status = "open"
by = "Bureau"
note = { nl = "Gedaan.", en = "Made." }

[[history]]
date = "2021"
status = "adopted"
by = "Bureau"
note = { nl = "Zegt het verslag.", en = "Says the report." }
evidence = "verslag"
strength = "own_statement"
+++
+++ nl
Waarom.

+++ en
Why.
"""
FINANCES = """
[[line]]
year = "2020"
part = "spending"
title = { nl = "Mensen", en = "People" }
figure = "uitgaven-2020"

[[line]]
year = "2020"
part = "spending"
title = { nl = "Totaal", en = "Total" }
figure = "uitgaven-2020"
is_total = true
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, words in {
        "figures/geld.toml": MONEY,
        "figures/verslag.toml": FIGURES,
        "content/publications/verslag.md": PAGE,
        "content/recommendations/advies-1.md": RECOMMENDATION,
        "content/finances.toml": FINANCES,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    return tmp_path


@pytest.fixture
def change(project: Path) -> Callable[[str, str, str], None]:
    """Replace words in a file of the project."""

    def replaced(name: str, old: str, new: str) -> None:
        path = project / name
        words = path.read_text("utf-8") if path.exists() else ""
        assert old in words
        path.write_text(words.replace(old, new), "utf-8")

    return replaced
