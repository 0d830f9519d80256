"""Generated JSON files of the console: correctable fields and the French sentences of every refusal."""

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec

from efe_domain.catalogue import CORRECTIONS, all_events
from efe_domain.shared.replay_decisions import Annulment, Correctable, Rectifiable

PACKAGES: Final = ("efe_domain", "efe_graphql", "efe_projections")
VERSION: Final = ".v"


def correctable_fields() -> str:
    """Returns JSON by topic without its version: the fields that forms offer for correction."""
    facts = {name: fact for correctable in CORRECTIONS.values() for name, fact in _correctable_facts(correctable)}
    return _json(facts)


def _correctable_facts(correctable: Correctable[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    withdrawable = correctable.withdrawable.acts if correctable.withdrawable else ()
    topics = {event: topic.rpartition(VERSION)[0] for topic, event in all_events().items()}
    for event, rectifiable in correctable.facts.items():
        if fact := _permissions(rectifiable, withdrawn=event in withdrawable):
            yield topics[event], fact


def _permissions(rectifiable: Rectifiable, *, withdrawn: bool) -> dict[str, Any]:
    whole = {
        "fields": sorted(rectifiable.fields),
        "confirmed": sorted(rectifiable.confirmed),
        "documented": sorted(rectifiable.documented),
        "annulled": rectifiable.annulment is not Annulment.NEVER,
        "withdrawn": withdrawn,
    }
    return {name: value for name, value in whole.items() if value}


def refusal_sentences() -> str:
    """Returns JSON by error code: sentence templates found in the sources, with values between braces."""
    from efe_graphql.contract.refusal_codes import CARRIED  # noqa: PLC0415 - imports the schema, which is slow

    codes = {kind.__name__: code for code, kind in CARRIED.items()}
    templates: dict[str, dict[str, None]] = defaultdict(dict)
    for package in PACKAGES:
        for path in sorted(Path(str(import_module(package).__file__)).parent.rglob("*.py")):
            for name, sentence in _sentences(ast.parse(path.read_text(encoding="utf-8")), codes.keys()):
                templates[codes[name]][sentence] = None
    return _json({code: list(templates[code]) for code in sorted(CARRIED)})


def _sentences(module: ast.Module, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yields class name and sentence, both where a refusal is raised and where its class passes a fixed one."""
    for node in ast.walk(module):
        match node:
            case ast.ClassDef(name=name) if name in names:
                yield from ((name, each) for each in _class_sentences(node))
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in names:
                yield from ((name, each) for each in map(_text, args[:2]) if " " in each)
            case _:
                pass


def _class_sentences(kind: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(kind):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__" and node.args:
            yield from filter(None, [_text(node.args[0])])


def _text(node: ast.expr) -> str:
    """Returns a literal or a message's template; the empty string for a value computed at run time."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id="Message"), args=[first, *_]):
            return _text(first)
        case _:
            return ""


def _json(content: object) -> str:
    return msgspec.json.format(msgspec.json.encode(content, order="sorted"), indent=2).decode() + "\n"
