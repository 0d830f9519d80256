"""Breaks a function in memory: every function object that has its code gets the broken code."""

import gc
from collections import defaultdict
from types import CodeType, FunctionType

from tests.mutants.places import ROOT, Place, broken_code, codes

type Functions = dict[tuple[str, str, int], list[FunctionType]]


class CannotApply(Exception):
    """The broken code does not fit: it needs other names of the enclosing function, or nothing has the code."""


def index() -> Functions:
    """Returns the functions of the product that this process has imported, by file, name and first line."""
    found: Functions = defaultdict(list)
    gc.unfreeze()
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename.startswith(str(ROOT)):
            found[_key(each.__code__)].append(each)
    gc.freeze()
    return found


def apply(place: Place, functions: Functions) -> None:
    """Replaces the code of the function, and of the functions within it that the import has already made."""
    broken = broken_code(place)
    replaced = 0
    for code in codes(broken):
        for function in functions.get(_key(code), ()):
            if code.co_freevars == function.__code__.co_freevars:
                function.__code__ = code
                replaced += 1
            elif code is broken:
                raise CannotApply(place.name)
    if not replaced:
        raise CannotApply(place.name)


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno
