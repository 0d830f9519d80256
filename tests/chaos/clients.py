"""Clients of a chaos run: readers, writers, and depositors of documents."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any, ClassVar, NamedTuple

import msgspec

from tests.api.given import AXIS, mutation
from tests.chaos.book import Book, Command, Document
from tests.chaos.promises import ACTING, OUTAGES, READING, STORING, UNKNOWN, Fault
from tests.hostile.crowd import JSON, code_of


class Answer(NamedTuple):
    """As it came; `body` is not looked at yet."""

    status: int
    retry_after: str | None
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(self.body)
        return found

    @property
    def code(self) -> str:
        """Raises `Fault` if it does not say that it may be asked again."""
        code = code_of(self.content)
        if code in OUTAGES and not any((self.content.get("data") or {}).values()):
            if self.status != 503:
                raise Fault(f"{code} is answered with the status {self.status}")
            if not self.retry_after:
                raise Fault(f"{code} is answered without Retry-After")
        return code


def asked(
    connection: HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> Answer:
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    return Answer(response.status, response.getheader("Retry-After"), response.read())


def posted(connection: HTTPConnection, headers: dict[str, str], query: str, **variables: Any) -> Answer:
    body = msgspec.json.encode({"query": query, "variables": variables})
    return asked(connection, "POST", "/graphql", JSON | headers, body)


class Client:
    """`limit` is the longest that one request may take, in seconds; `may` are the codes of errors that may be."""

    limit: ClassVar[float] = READING
    may: ClassVar[set[str]] = OUTAGES

    def __init__(self, name: str, headers: dict[str, str]) -> None:
        self.name = name
        self.headers = headers

    def __call__(self, connection: HTTPConnection) -> str | None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.name


class Reader(Client):
    """Asks the same query, of which every field has an answer."""

    def __init__(self, name: str, headers: dict[str, str], query: str) -> None:
        super().__init__(name, headers)
        self._query = query

    def __call__(self, connection: HTTPConnection) -> str:
        answer = posted(connection, self.headers, self._query)
        if not (code := answer.code) and not all(answer.content["data"].values()):
            raise Fault(f"{self.name} is answered without what was asked: {answer.content}")
        return code


class Writer(Client):
    """Sends one command until it is answered, then the next one."""

    limit = ACTING
    may = OUTAGES | {UNKNOWN}

    def __init__(self, name: str, headers: dict[str, str], bassin: str, book: Book) -> None:
        super().__init__(name, headers)
        self.bassin, self._book = bassin, book
        self._number = 0
        self._command: Command | None = None

    def __call__(self, connection: HTTPConnection) -> str | None:
        if self._command is None:
            if not self._book.open.is_set():
                return None
            self._number += 1
            self._command = self._book.begin(self.name, self.bassin, self._number)
        command, code = self._command, UNKNOWN
        try:
            answer = self._send(connection, command)
            code = answer.code
        finally:
            command.note(code)
        if not code:
            command.position = self._recorded(answer)
            self._command = None
        return code

    def _send(self, connection: HTTPConnection, command: Command) -> Answer:
        name, asked = self._asked()
        common = {"commandId": str(command.id), "bassin": self.bassin}
        return posted(connection, self.headers, mutation(name), input=asked | common)

    def _asked(self) -> tuple[str, dict[str, Any]]:
        return "identifyAxis", {"axis": {"kind": "METIER", "label": f"{self.name} {self._number}"}}

    def _recorded(self, answer: Answer) -> int:
        [payload] = answer.content["data"].values()
        if payload["userErrors"]:
            raise Fault(f"{self.name} is refused {self._command}: {payload['userErrors']}")
        return int(payload["position"])


class Founder(Writer):
    """Each pôle is a stream of its own."""

    def _asked(self) -> tuple[str, dict[str, Any]]:
        return "createPole", {"axis": AXIS, "name": f"{self.name} {self._number}"}


class Archivist(Client):
    """Puts a document until it is kept, then asks for it until it is given."""

    limit = STORING

    def __init__(self, name: str, headers: dict[str, str], book: Book) -> None:
        super().__init__(name, headers)
        self._book = book
        self._number = 0
        self._step: Callable[[HTTPConnection], str | None] = self._begin

    def __call__(self, connection: HTTPConnection) -> str | None:
        return self._step(connection)

    @property
    def _content(self) -> bytes:
        return f"{self.name} {self._number}".encode()

    def _begin(self, connection: HTTPConnection) -> str | None:
        if not self._book.open.is_set():
            return None
        self._number += 1
        self._step = self._put
        return self._put(connection)

    def _put(self, connection: HTTPConnection) -> str:
        headers = {**self.headers, "Content-Type": "text/plain"}
        answer = asked(connection, "PUT", "/documents", headers, self._content)
        if code := answer.code:
            return code
        self._book.documents.append(Document(answer.content["sha256"], len(self._content)))
        self._step = self._get
        return ""

    def _get(self, connection: HTTPConnection) -> str:
        path = f"/documents/{sha256(self._content).hexdigest()}"
        answer = asked(connection, "GET", path, self.headers)
        if answer.status != 200:
            return answer.code
        if answer.body != self._content:
            raise Fault(f"{self.name} is given {answer.body!r} for what it put")
        self._step = self._begin
        return ""
