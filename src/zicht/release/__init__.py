"""Freezes, reviews, versions and exports what was protected. Reaches neither the engine nor the vault."""

from zicht.release.approval import (
    REVIEWERS_NEEDED,
    Signature,
    approvals_of,
    approve,
    builder_of,
    is_published,
    key_id,
    make_key,
    number_of,
    read_approvals,
    sign_as_builder,
)
from zicht.release.compare import compare
from zicht.release.freeze import Sealed, freeze
from zicht.release.store import (
    find,
    gate_of,
    gate_statement,
    inputs_of,
    list_releases,
    next_number,
    read,
    read_sealed,
    verify,
)

__all__ = [
    "REVIEWERS_NEEDED",
    "Sealed",
    "Signature",
    "approvals_of",
    "approve",
    "builder_of",
    "compare",
    "find",
    "freeze",
    "gate_of",
    "gate_statement",
    "inputs_of",
    "is_published",
    "key_id",
    "list_releases",
    "make_key",
    "next_number",
    "number_of",
    "read",
    "read_approvals",
    "read_sealed",
    "sign_as_builder",
    "verify",
]
