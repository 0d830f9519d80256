"""An event: something that happened, recorded once and never changed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule

type Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

NIL = UUID(int=0)


class EventMeta(msgspec.StructMeta):
    """Metaclass that makes every event frozen and keyword only, and takes its class attributes from its header."""

    def __new__(  # noqa: PYI034 - a metaclass has no `Self`
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        topic: str | None = None,
        command: str | None = None,
        rule: Rule | None = None,
        since: str | None = None,
        **config: Any,
    ) -> "EventMeta":
        header = {"TOPIC": topic, "COMMAND": command, "RULE": rule, "SINCE": since}
        namespace |= {attribute: value for attribute, value in header.items() if value is not None}
        return super().__new__(mcls, name, bases, namespace, **{"frozen": True, "kw_only": True, **config})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Event(msgspec.Struct, metaclass=EventMeta, frozen=True, kw_only=True):
    """Something that happened. It is stored, and it never changes.

    `TOPIC` is explicit, versioned and for ever; `RULE` is the rule of the decree that the command carries out;
    `SINCE` is the release that first recorded it: a topic added after the first release says its own.
    `REPLACES` are the earlier topics that are read as this one, each with the function that upcasts its state.
    The envelope is stamped: ids, version and bassins by `Aggregate.record`, metadata by `UseCases.record`.
    `bassins` holds the codes of every Instance concerned, sorted, never empty once recorded.
    """

    TOPIC: ClassVar[str] = ""
    RULE: ClassVar[Rule]
    SINCE: ClassVar[str] = "0.1.0"
    REPLACES: ClassVar[Mapping[str, Upcaster]] = {}
    COMMAND: ClassVar[str] = ""
    """Mutation that records the event; empty if the command of another event, or the vault, records it."""

    originator_id: UUID = NIL
    originator_version: int = 0
    bassins: tuple[str, ...] = ()
    metadata: dict[str, str] = {}

    @property
    def rule(self) -> Rule:
        """The rule that this very command carries out; a few events hold it as a fact of their own."""
        return self.RULE

    def __init_subclass__(cls, **config: Any) -> None:
        super().__init_subclass__(**config)
        if "TOPIC" in cls.__dict__:
            if cls.TOPIC in _TOPICS:
                raise TypeError(f"The topic {cls.TOPIC} is taken by {_TOPICS[cls.TOPIC].__name__}")
            _TOPICS[cls.TOPIC] = cls
            UPCASTERS.update({earlier: (cls.TOPIC, upcast) for earlier, upcast in cls.REPLACES.items()})


_TOPICS: dict[str, type[Event]] = {}

UPCASTERS: dict[str, tuple[str, Upcaster]] = {}
"""Old topic → the topic that replaces it, and how an old state becomes a new one. Old bytes are never rewritten."""


def topics() -> Mapping[str, type[Event]]:
    """Returns the event classes of all imported modules by topic; `efe_domain.catalogue` imports them all."""
    return _TOPICS


def effective_on(event: Event) -> date | None:
    """Returns the legal day of the event; None if it has none."""
    return getattr(event, "effective_on", None)
