"""What may be published: a policy is data, named, versioned, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import UNDETERMINED, Text

MOST = 1_000_000_000
"""Largest number of people that a rule of a policy may state."""
MOST_RECORDS_PER_CELL = 1000
"""Largest mean count per cell that a policy may ask of a table."""


@dataclass(frozen=True)
class Policy:
    """Rules of the gate for one project.

    Parameters
    ----------
    name, version : identity; both stand in every release
    reason : why these rules, with the law or guideline they follow; by language. Plain words are taken as words of
        which nobody says the language
    threshold : counts from 1 up to this minus 1 are small, nationally
    local_threshold : the same for the levels of area in `local_levels`
    local_levels : names of levels of area; a project without them takes its finest level
    base : rounding base; every published count is a multiple of it
    zeros : `structural` (zeros may be shown as known) or `disclosive`
    minimum_population : areas with fewer inhabitants get no cell of their own
    dominance : share (0 to 1) of the largest contributor above which a magnitude is sensitive
    p_percent : tolerance for the p% rule on magnitudes
    group_disclosure : whether `sensitive` is guarded; it may not be false where that names categories
    merges : per dimension, code to merged code, applied before counting
    minimum_mean_count : a table whose mean count per cell of its finest level is below this is refused as too sparse
    method : `rounding` (default) or `suppression`
    sensitive : per dimension, the categories of which nobody may find out that nearly all of a row are in one
    """

    name: str
    version: str
    reason: Text
    threshold: int = 5
    local_threshold: int = 10
    local_levels: tuple[str, ...] = ()
    base: int = 5
    zeros: str = "disclosive"
    minimum_population: int = 0
    dominance: float = 0.8
    p_percent: float = 0.1
    group_disclosure: bool = True
    merges: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    minimum_mean_count: float = 0.1
    method: str = "rounding"
    sensitive: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"Policy {self.name} {self.version}"
        reason: object = self.reason
        if isinstance(reason, str):
            object.__setattr__(self, "reason", _in_one_language(reason, where))
        self._refuse_unfit_thresholds(where)
        self._refuse_unfit_method(where)
        self._refuse_unfit_shares(where)
        self._refuse_unfit_population(where)
        self._refuse_half_a_group(where)

    def _refuse_unfit_thresholds(self, where: str) -> None:
        if self.base < 2:
            raise ProjectError(
                f"{where}: base {self.base} protects nothing.",
                now="Take a base of 3 or more; 5 is usual.",
            )
        largest = max(
            self.base, self.threshold, self.local_threshold, self.minimum_population
        )
        if largest > MOST:
            raise ProjectError(
                f"{where}: base, a threshold or minimum_population is larger than {MOST}.",
                now="Write the number of people that the rule is about.",
            )
        if not 1 <= self.threshold <= self.local_threshold:
            raise ProjectError(
                f"{where}: thresholds {self.threshold} and {self.local_threshold} (local) do not fit.",
                now="The local threshold is at least the national one.",
            )

    def _refuse_unfit_method(self, where: str) -> None:
        if self.zeros not in ("structural", "disclosive"):
            raise ProjectError(
                f"{where}: zeros is {self.zeros!r}.",
                now="Write 'structural' or 'disclosive'.",
            )
        if self.method not in ("rounding", "suppression"):
            raise ProjectError(
                f"{where}: method is {self.method!r}.",
                now="Write 'rounding' or 'suppression'.",
            )

    def _refuse_unfit_shares(self, where: str) -> None:
        if not 0 <= self.minimum_mean_count <= MOST_RECORDS_PER_CELL:
            raise ProjectError(
                f"{where}: 'minimum_mean_count' {self.minimum_mean_count} is not a valid mean count.",
                now=f"Write a number of records per cell, from 0 to {MOST_RECORDS_PER_CELL}.",
            )
        if not (0 < self.dominance <= 1 and 0 <= self.p_percent < 1):
            raise ProjectError(
                f"{where}: dominance or p_percent is not a share from 0 to 1.",
                now="Write 0.8 for 80%, 0.1 for 10%.",
            )

    def _refuse_unfit_population(self, where: str) -> None:
        prints_zeros = self.zeros != "disclosive"
        if self.minimum_population < 0 or (self.minimum_population and prints_zeros):
            raise ProjectError(
                f"{where}: minimum_population {self.minimum_population} does not go with zeros {self.zeros!r}.",
                now="Write zeros = 'disclosive': the printed zero of one small area would give its neighbour away.",
            )

    @property
    def least_in_band(self) -> int:
        """Lower end of a printed band: 1 where zeros are printed as zeros."""
        return 1 if self.zeros == "structural" else 0

    def _refuse_half_a_group(self, where: str) -> None:
        """Refuse sensitive categories that these rules cannot guard."""
        if not self.sensitive:
            return
        faults = []
        if not self.group_disclosure:
            faults.append("group_disclosure is false")
        if self.zeros != "disclosive":
            faults.append(
                "zeros are printed, and that nobody is elsewhere tells that everybody is in one category"
            )
        if self.method == "rounding" and self.threshold > 2 * (self.base - 1):
            faults.append(
                f"rounding to {self.base} leaves fewer than {self.threshold} possible without the attribute"
            )
        if faults:
            raise ProjectError(
                f"{where}: [sensitive] cannot be kept: {'; '.join(faults)}.",
                now="Write group_disclosure = true, zeros = 'disclosive', and a base above half the threshold.",
            )

    def reason_in(self, language: str) -> str:
        """Return the reason in a language, or as it was written."""
        return self.reason.in_language(language)

    @property
    def title(self) -> str:
        """Name and version in one word."""
        return f"{self.name} {self.version}"


def _in_one_language(reason: str, where: str) -> Text:
    if not reason.strip():
        raise ProjectError(
            f"{where}: no reason is given.",
            now="Say why these rules; it is published with them.",
        )
    return Text.of({UNDETERMINED: reason})
