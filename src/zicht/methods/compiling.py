"""Compile a function with numba, and keep the machine code on disk where that is possible."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function; threads may run it side by side.

    The machine code is kept beside the module, or in the user's cache. Where neither
    can be written, it is compiled anew in every process.
    """
    try:
        machine = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        machine = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("Function", machine)
