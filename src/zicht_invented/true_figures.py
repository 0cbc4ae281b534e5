"""True figures, as they are written beside the deliveries."""

from dataclasses import dataclass

Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """One true figure; counts have no denominator."""

    indicator: str
    period: str
    where: Codes
    numerator: float
    denominator: int | None = None
