"""The estimate that may be published, with an interval that several methods bear.

The interval of one method is right where its assumptions hold. The interval of the
headline spans those of the methods that assume least beside it, so that it holds the
truth as often as it says where persons differ a little in visibility as well.

Darroch's parameter is the variance of visibility on the logit scale. A sample may give
a negative one, but no population has it, so that methods with such a parameter widen
the interval upwards only.

References
----------
Darroch, J. N. and others (1993). A three-sample multiple-recapture approach to census
population estimation with heterogeneous catchability. JASA 88(423), 1137-1148.
"""

from collections.abc import Sequence

from zicht.estimation.judgement.rule import StabilityRule
from zicht.vocabulary.estimates import MethodEstimate

COMBINED = "combined"
"""Name of the headline among the methods."""


def combine(
    methods: Sequence[MethodEstimate],
    rule: StabilityRule,
    *,
    has_lists_by_kind: bool = False,
) -> MethodEstimate | None:
    """Return the headline: the preferred estimate, within all intervals together.

    Parameters
    ----------
    methods : with their limits
    rule : which methods are preferred, and which intervals count
    has_lists_by_kind : whether lists see kinds of persons differently

    Returns
    -------
    None where no preferred method gives an estimate with limits, or where only methods
    that raise do
    """
    given = {method.name: method for method in methods if method.lower is not None}
    preferred = [given[name] for name in rule.headline if name in given]
    counting = rule.spanned_by_kind if has_lists_by_kind else rule.spanned
    spanned = [given[name] for name in counting if name in given]
    lower_limits = [
        method.lower
        for method in spanned
        if method.lower is not None and method.name not in rule.raising
    ]
    if not preferred or not lower_limits:
        return None
    chosen = preferred[0]
    lower = min(lower_limits)
    upper = max(method.upper for method in spanned if method.upper is not None)
    estimate = chosen.estimate or 0.0
    return MethodEstimate(
        COMBINED,
        estimate,
        min(lower, estimate),
        max(upper, estimate),
        chosen.level,
        chosen.model,
        chosen.replicates,
        chosen.failed,
        interval="spans several methods",
    )
