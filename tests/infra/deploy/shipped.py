"""The files that operators are given, as they are read by what they are for."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

DEPLOY: Final = Path(__file__).parents[3] / "infra" / "deploy"
RUNBOOKS: Final = sorted((DEPLOY / "runbooks").glob("*.md"))
COMPOSE: Final = [DEPLOY / "compose" / name for name in ("one.yaml", "three.yaml")]
MANIFESTS: Final = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
TEXTS: Final = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and "secrets" not in path.parts)
GIVEN: Final = {"IMAGE": "registry.example.org/efe-synergies:0.4.0", "SITE": "efe.example.org", "NAME": "efe-1"}
"""What an operator gives; any other variable is an address."""


def text(*names: str) -> str:
    return DEPLOY.joinpath(*names).read_text(encoding="utf-8")


def documents(content: str) -> list[Any]:
    """Parses YAML; refuses a repeated key, which the library accepts."""
    return list(yaml.load_all(content, Loader=_Strict))


class _Strict(yaml.SafeLoader):
    pass


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise yaml.constructor.ConstructorError(None, None, f"twice: {twice}", node.start_mark)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def composed(content: str) -> Any:
    """A file of Compose after its anchors and its variables."""
    [found] = documents(interpolated(content))
    return found


def interpolated(content: str) -> str:
    def value(match: re.Match[str]) -> str:
        name, word = match[1], match[2] or ""
        return word[2:] if word.startswith(":-") else GIVEN.get(name, "10.0.0.1")

    return re.sub(r"\$\{([A-Z_0-9]+)(:[?-][^}]*)?\}", value, content)


def found(node: Any, key: str) -> Iterator[Any]:
    """The value of a key wherever it is."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name == key:
                yield value
            yield from found(value, key)
    elif isinstance(node, list):
        for each in node:
            yield from found(each, key)
