"""Checks of files for operators: each yields the faults of a file, none for a right one."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any

import promql_parser
import typer

from efe_infra.cli.app import app
from efe_infra.settings import Settings
from efe_infra.settings.settings import variable

SETTINGS = {variable(name) for name in Settings.model_fields}
EFE = typer.main.get_command(app)
PINNED = re.compile(r"[a-z0-9./-]+:(v?\d+\.\d+(\.\d+)?[a-z0-9.-]*|[^:]+@sha256:[0-9a-f]{64})")
BLOCKS = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SEPARATORS = set("|;&<>()")
SPANS = re.compile(r"`(efe [^`]+)`")


def unknown_settings(content: str) -> set[str]:
    return set(re.findall(r"\bEFE_[A-Z_]+\b", content)) - SETTINGS


def unpinned(images: Iterable[str]) -> list[str]:
    return [image for image in images if not PINNED.fullmatch(image)]


def commands_of(page: str) -> Iterator[list[str]]:
    """The words after `efe` of each command in the blocks and in the lines of a page."""
    for block in BLOCKS.findall(page):
        for line in block.replace("\\\n", " ").splitlines():
            yield from _in_line(line)
    for span in SPANS.findall(page):
        yield from _in_line(span)


def _in_line(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&<>()")
    lexer.whitespace_split = True
    words = list(lexer)
    for start, word in enumerate(words):
        if word in {"efe", "/opt/efe/bin/efe"} and _begins(words[start - 1] if start else ""):
            yield list(takewhile(lambda each: not set(each) <= SEPARATORS, words[start + 1 :]))


def _begins(before: str) -> bool:
    """Tells whether a command comes after this word, and not the value of an option of another program."""
    return not before or set(before) <= SEPARATORS or "=" in before or before == "--" or before.endswith(".sh")


def command_faults(words: list[str]) -> list[str]:
    """Returns the faults of one command line of `efe`."""
    command: Any = EFE
    rest = list(words)
    while getattr(command, "commands", None) is not None:
        if not rest or rest[0] not in command.commands:
            return [f"no command: efe {' '.join(words)}"]
        command = command.commands[rest.pop(0)]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    asked = [word for word in rest if word.startswith("-") and word != "--help"]
    return [f"no option {word}: efe {' '.join(words)}" for word in asked if word not in known]


def page_faults(page: str) -> list[str]:
    return [fault for words in commands_of(page) for fault in command_faults(words)]


def query_faults(query: str, served: Mapping[str, set[str]]) -> list[str]:
    """Returns the faults of a Prometheus expression: its form, unknown metrics, unknown labels."""
    try:
        parsed = promql_parser.parse(query.replace("$__rate_interval", "5m"))
    except ValueError as error:
        return [f"{query}: {error}"]
    faults = []
    for selector in selectors(parsed):
        labels = served.get(selector.name or "")
        if labels is None:
            faults.append(f"no metric {selector.name}")
            continue
        asked = {matcher.name for matcher in selector.matchers.matchers} - {"job", "instance"}
        faults += [f"no label {label} of {selector.name}" for label in asked - labels]
    return faults


def selectors(node: Any) -> Iterator[promql_parser.VectorSelector]:
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    elif isinstance(node, promql_parser.MatrixSelector):
        yield node.vector_selector
    else:
        inner = [getattr(node, name, None) for name in ("expr", "lhs", "rhs")]
        for each in [*inner, *getattr(node, "args", [])]:
            if each is not None:
                yield from selectors(each)
