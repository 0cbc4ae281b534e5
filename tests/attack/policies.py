"""Policies of attacks on small tables: both methods, of which no level is local and no table too sparse."""

from zicht.vocabulary.policies import Policy

ROUNDING = Policy("rounding", "1", "test", minimum_mean_count=0.0, local_levels=())
SUPPRESSION = Policy(
    "suppression", "1", "test", minimum_mean_count=0.0, local_levels=(),
    zeros="structural", method="suppression",
)  # fmt: skip
