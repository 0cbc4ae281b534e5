"""What the chapter of sources says of deliveries."""

import pytest

from zicht.reports.appendix.sources import years_covered


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        (["2024"], "2024"),
        (["2019-2024"], "2019–2024"),
        (["2014-01-01/2023-09-30"], "2014–2023"),
        (["2023-Q1", "2022-Q3"], "2022–2023"),
        (["2024-03"], "2024"),
    ],
)
def test_deliveries_cover_the_years_of_their_periods(
    periods: list[str], words: str
) -> None:
    assert years_covered(periods) == words
