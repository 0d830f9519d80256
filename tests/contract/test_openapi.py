"""Allowed and forbidden changes of the document of the addresses."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.contract.gate import OPENAPI
from tests.contract.openapi import Json, broken_addresses

RELEASED: Json = json.loads((Path(__file__).parents[2] / OPENAPI).read_text("utf-8"))
READ = "/documents/{sha256}"


def read(document: Json) -> Json:
    operation: Json = document["paths"][READ]["get"]
    return operation


def put(document: Json) -> Json:
    operation: Json = document["paths"]["/documents"]["put"]
    return operation


def fields(document: Json) -> Json:
    model: Json = document["components"]["schemas"]["Kept"]
    return model


def needed(document: Json) -> None:
    read(document)["parameters"].append({"in": "query", "name": "reason", "required": True, "schema": {}})


def wished(document: Json) -> None:
    read(document)["parameters"].append({"in": "query", "name": "reason", "schema": {}})


BREAKING: list[tuple[Callable[[Json], Any], str]] = [
    (lambda d: d["paths"].pop(READ), f"{READ} is gone"),
    (lambda d: d["paths"][READ].pop("get"), f"GET {READ} is gone"),
    (lambda d: read(d)["responses"].pop("404"), f"GET {READ}: the status 404 is gone"),
    (needed, f"GET {READ}: the parameter query reason is required now"),
    (lambda d: read(d)["parameters"].clear(), f"GET {READ}: the parameter path sha256 is gone"),
    (
        lambda d: read(d)["parameters"][0].update(schema={"type": "integer"}),
        f"GET {READ}: the parameter path sha256 has another schema",
    ),
    (lambda d: read(d)["security"].remove({}), f"GET {READ}: a token is required now"),
    (
        lambda d: put(d)["requestBody"]["content"].pop("image/png"),
        "PUT /documents: the body: the type image/png is gone",
    ),
    (lambda d: put(d)["responses"]["201"].pop("headers"), "PUT /documents: 201: the header Location is gone"),
    (
        lambda d: put(d)["responses"]["201"]["content"].pop("application/json"),
        "PUT /documents: 201: the type application/json is gone",
    ),
    (
        lambda d: d["paths"]["/"]["get"].update(requestBody={"required": True, "content": {}}),
        "GET /: a body is required now",
    ),
    (lambda d: d["components"]["schemas"].pop("Kept"), "the model Kept is gone"),
    (lambda d: fields(d)["properties"].pop("size"), "Kept: the field size is gone"),
    (lambda d: fields(d)["required"].remove("size"), "Kept: the field size may be missing now"),
    (lambda d: fields(d)["properties"]["size"].update(type="string"), "Kept: the field size has another type"),
]
GROWING: list[Callable[[Json], Any]] = [
    lambda d: d["paths"].update({"/new": {"get": {"responses": {}}}}),
    lambda d: d["paths"][READ].update(put=put(d)),
    lambda d: read(d)["responses"].update({"451": {}}),
    wished,
    lambda d: fields(d)["properties"].update(name={"type": "string"}),
    lambda d: fields(d)["properties"]["size"].update(description="Autrement dit."),
]


def changed(change: Callable[[Json], Any]) -> Json:
    now = deepcopy(RELEASED)
    change(now)
    assert now != RELEASED
    return now


@pytest.mark.parametrize(("change", "broken"), BREAKING, ids=[words for _, words in BREAKING])
def test_what_clients_rely_on_may_not_go(change: Callable[[Json], Any], broken: str) -> None:
    assert broken_addresses(RELEASED, changed(change)) == [broken]


@pytest.mark.parametrize("change", GROWING)
def test_what_is_added_breaks_nobody(change: Callable[[Json], Any]) -> None:
    assert broken_addresses(RELEASED, changed(change)) == []


def test_the_same_breaks_nothing() -> None:
    assert broken_addresses(RELEASED, RELEASED) == []
