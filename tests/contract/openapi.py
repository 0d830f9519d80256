"""Changes of an OpenAPI document since a release: additions only."""

from collections.abc import Iterator
from typing import Any

type Json = dict[str, Any]


def broken_addresses(was: Json, now: Json) -> list[str]:
    return [*broken_paths(was["paths"], now["paths"]), *broken_models(models(was), models(now))]


def broken_paths(was: Json, now: Json) -> Iterator[str]:
    for path, methods in was.items():
        if path not in now:
            yield f"{path} is gone"
            continue
        for method, operation in methods.items():
            if method not in now[path]:
                yield f"{method.upper()} {path} is gone"
                continue
            for each in broken_operation(operation, now[path][method]):
                yield f"{method.upper()} {path}: {each}"


def broken_operation(was: Json, now: Json) -> Iterator[str]:
    yield from broken_parameters(parameters(was), parameters(now))
    yield from broken_body(was.get("requestBody", {}), now.get("requestBody", {}))
    if is_open(was) and not is_open(now):
        yield "a token is required now"
    for status, response in was["responses"].items():
        if status not in now["responses"]:
            yield f"the status {status} is gone"
            continue
        after = now["responses"][status]
        yield from (f"{status}: {each}" for each in broken_content(response, after))
        yield from gone(f"{status}: the header", response.get("headers", {}), after.get("headers", {}))


def broken_parameters(was: Json, now: Json) -> Iterator[str]:
    yield from gone("the parameter", was, now)
    for name, each in now.items():
        if each.get("required") and not was.get(name, {}).get("required"):
            yield f"the parameter {name} is required now"
        if name in was and was[name]["schema"] != each["schema"]:
            yield f"the parameter {name} has another schema"


def broken_body(was: Json, now: Json) -> Iterator[str]:
    if now.get("required") and not was.get("required"):
        yield "a body is required now"
    yield from (f"the body: {each}" for each in broken_content(was, now))


def broken_content(was: Json, now: Json) -> Iterator[str]:
    before, after = was.get("content", {}), now.get("content", {})
    yield from gone("the type", before, after)
    for media in before.keys() & after.keys():
        if before[media]["schema"] != after[media]["schema"]:
            yield f"{media} has another schema"


def broken_models(was: Json, now: Json) -> Iterator[str]:
    """All models are of answers: a field stays, of its type, and is there whenever it was."""
    yield from gone("the model", was, now)
    for name in was.keys() & now.keys():
        before, after = was[name], now[name]
        yield from gone(f"{name}: the field", before["properties"], after["properties"])
        for field in sorted(set(before.get("required", [])) - set(after.get("required", []))):
            yield f"{name}: the field {field} may be missing now"
        for field in before["properties"].keys() & after["properties"].keys():
            if typed(before["properties"][field]) != typed(after["properties"][field]):
                yield f"{name}: the field {field} has another type"


def gone(what: str, was: Json, now: Json) -> Iterator[str]:
    return (f"{what} {each} is gone" for each in was if each not in now)


def parameters(operation: Json) -> Json:
    return {f"{each['in']} {each['name']}": each for each in operation.get("parameters", [])}


def models(document: Json) -> Json:
    found: Json = document.get("components", {}).get("schemas", {})
    return found


def is_open(operation: Json) -> bool:
    """Tells whether an operation needs no token."""
    return not operation.get("security") or {} in operation["security"]


def typed(schema: Json) -> Json:
    """Without what is only said of it."""
    return {name: value for name, value in schema.items() if name not in {"title", "description", "default"}}
