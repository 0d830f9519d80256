"""Commands of the lines of import files: their accounts, command ids and references to earlier lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, cast
from uuid import UUID, uuid5

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import CommandLookup
from efe_graphql.mutations.execute import CommandInput, ids_in
from efe_graphql.mutations.references import Made, References
from efe_graphql.request.context import Context
from efe_graphql.request.ports import uuids
from efe_infra.documents.store import DocumentStore
from efe_infra.importing.actor_report import ActorLines, RoleGrant, actor_lines, role_grants
from efe_infra.importing.actors import Acting, Actor, Actors
from efe_infra.importing.inputs import parsed_input
from efe_infra.importing.lines import PERSON, ImportFile, ImportLine
from efe_infra.importing.name_check import NameCheck, texts_of
from efe_infra.importing.newcomers import Newcomers
from efe_infra.people.vault import PersonVault

_NAMESPACE: Final = UUID("2c7e4c52-6d0d-5c0b-8a3a-4f1d0e7b9a64")

type OnLine = Callable[[], None]
"""Called for each line before it is decided."""


@dataclass(frozen=True)
class ImportPorts:
    """Ports that the checks of a command use."""

    platform: Platform
    vault: Newcomers
    documents: DocumentStore


@dataclass(frozen=True)
class ImportContext:
    """Context of an imported command, in place of that of a request. The register itself checks the rights."""

    ports: ImportPorts
    coordinated: tuple[str, ...] = tuple(Bassin)
    """The importer has the documents of all Instances at hand."""


class LineCommands:
    """Commands of the lines of some files. Their ids derive from `namespace` and the line's key.

    `streams` are the ids of the entities that the lines name or create.
    """

    def __init__(
        self,
        platform: Platform,
        vault: PersonVault,
        documents: DocumentStore,
        *,
        actors: Actors,
        namespace: str,
        today: date,
        newcomers: Newcomers | None = None,
    ) -> None:
        self._platform, self._vault, self._today = platform, vault, today
        self._actors = actors
        self._namespace = uuid5(_NAMESPACE, namespace)
        self.streams: set[UUID] = set()
        self._resolved: dict[str, tuple[CommandInput, CommandResult]] = {}
        self._acting: dict[str, Mapping[int, Acting]] = {}
        self._references = References(self._recorded)
        self.newcomers = newcomers or Newcomers(vault)
        self._context = cast("Context", ImportContext(ImportPorts(platform, self.newcomers, documents)))

    def key(self, line: ImportLine) -> UUID:
        """Returns the command id of a line: the same for the same key, in any file."""
        return uuid5(self._namespace, line.key)

    def commands(self, source: ImportFile, default: str, on_command: OnLine) -> list[Callable[[], CommandResult]]:
        """Returns a command for each line. Adds the new persons first, since any line may name them."""
        self._resolved.clear()
        command_inputs = {line.number: _asked(line) for line in source.lines}
        for line in source.lines:
            self.streams |= {self._new(line), *uuids(ids_in(command_inputs[line.number]))}
        self.newcomers.look([self._new(line) for line in source.lines if line.command == PERSON])
        for line in source.lines:
            if line.command == PERSON and not isinstance(command_inputs[line.number], Refusal):
                command_inputs[line.number] = self._brought(line, command_inputs[line.number])
        names = NameCheck(self._vault, self.newcomers.new)
        names.look(texts_of(each for each in command_inputs.values() if not isinstance(each, Refusal | UUID)))
        actors = self._actors_of(source, default, command_inputs)
        self._acting[source.name] = actors
        return [
            partial(
                self._decide, line, command_inputs[line.number], actors[line.number], source.sha256, names, on_command
            )
            for line in source.lines
        ]

    def _actors_of(self, source: ImportFile, default: str, command_inputs: Mapping[int, Any]) -> Mapping[int, Acting]:
        """Returns the actor of each line, or its refusal. A recorded line has an actor in any case."""
        actors = {each.number: self._actors.of(each, default, command_inputs[each.number]) for each in source.lines}
        refused_lines = {self.key(each): each for each in source.lines if isinstance(actors[each.number], Refusal)}
        recorder = cast("CommandLookup", self._platform.recorder)
        for key in recorder.find_commands(refused_lines) if refused_lines else ():
            line = refused_lines[key]
            actors[line.number] = self._actors.of_known(line.by or default, recorder.actor_of(key))
        return actors

    def actor_lines(self, source: ImportFile, default: str) -> Sequence[ActorLines]:
        return actor_lines(source.lines, default, self._acting[source.name], self._actors.shown)

    def role_grants(self, source: ImportFile, default: str) -> Sequence[RoleGrant]:
        return list(role_grants(source.lines, default, self._actors.shown))

    def settle(self) -> None:
        """Runs the side effects outside the register, once the lines of the last source are recorded."""
        for command_input, result in self._resolved.values():
            command_input.settle(self._context, result)

    def _brought(self, line: ImportLine, person: Any) -> UUID | Refusal:
        try:
            self.newcomers.bring(self._new(line), person)
        except Refusal as refusal:
            return refusal
        return self._new(line)

    def _decide(
        self, line: ImportLine, command_input: Any, actor: Acting, sha256: str, names: NameCheck, on_command: OnLine
    ) -> CommandResult:
        on_command()
        self._references.drop(line.key)
        if isinstance(command_input, Refusal):
            raise command_input
        if isinstance(command_input, UUID):
            self._references.keep(line.key, Made(command_input, command_input))
            return CommandResult(command_input, 0, repeated=True)
        if isinstance(actor, Refusal):
            raise actor
        resolved = self._references.resolved(command_input)
        resolved.persons()  # the form of every id
        with in_context(self._command_context(line, resolved, actor, sha256, names)):
            result: CommandResult = resolved.do(self._context, self._new(line))
        if type(resolved).settle is not CommandInput.settle:
            self._resolved[line.key] = resolved, result
        self._references.keep(line.key, Made(result.entity, self._new(line)))
        return result

    def _command_context(
        self, line: ImportLine, resolved: Any, actor: Actor, sha256: str, names: NameCheck
    ) -> CommandContext:
        return CommandContext(
            actor=actor.id,
            person=actor.person,
            sealed=actor.is_sealed,
            sealed_late_until=actor.late_until,
            today=self._today,
            by_clock=True,
            command_id=self.key(line),
            correlation_id=str(uuid5(self._namespace, sha256)),
            illustrative=line.illustrative,
            documented=line.documented,
            source=resolved.attested(),
            reprise=sha256,
            check=partial(resolved.check, self._context),
            check_words=partial(names.check, resolved),
        )

    def _new(self, line: ImportLine) -> UUID:
        return line.new_id or uuid5(self.key(line), "new")

    def _recorded(self, key: str) -> Made | None:
        """Returns the entity that an earlier import made under the key. Ignores commands of other clients."""
        command = uuid5(self._namespace, key)
        new = uuid5(command, "new")
        for stored in cast("CommandLookup", self._platform.recorder).find_commands([command]).values():
            entity = stored.command.entity
            events = cast("Iterable[Event]", self._platform.events.get(entity))
            if any(each.metadata.get("command_id") == str(command) and _is_imported(each) for each in events):
                return Made(entity, new)
        return Made(new, new) if self.newcomers.knows(new) else None


def _is_imported(event: Event) -> bool:
    return "reprise" in event.metadata


def _asked(line: ImportLine) -> Any:
    """Returns the input of the line's command, or the refusal of the line."""
    if line.refusal:
        return line.refusal
    try:
        return parsed_input(line.command, line.fields)
    except Refusal as refusal:
        return refusal
