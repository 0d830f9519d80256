"""Requests as an attacker writes them, byte by byte."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.api.given import Client

JSON = {"Content-Type": "application/json"}


def sent(by: Client, body: bytes | str, headers: Mapping[str, str] = JSON) -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    return httpx.post(f"{by.http.url}/graphql", content=content, headers={**by.headers, **headers}, timeout=60)


def got(by: Client, **parameters: str) -> httpx.Response:
    return httpx.get(f"{by.http.url}/graphql", params=parameters, headers=by.headers)


def asked(by: Client, query: str, **variables: Any) -> httpx.Response:
    return sent(by, json.dumps({"query": query, "variables": variables}))


def with_variables(query: str, variables: str) -> str:
    """A body whose variables are not what a library would write."""
    return f'{{"query": {json.dumps(query)}, "variables": {variables}}}'


def codes(response: httpx.Response) -> list[str]:
    """Every error has one."""
    return [error["extensions"]["code"] for error in response.json().get("errors", ())]
