"""What every part of the demonstration plays on: who acts, and commands that follow from what is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.platform import Platform
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.documents import Document
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.people import PEOPLE, coordinator_of


class Stage:
    """`today` is the day of recording."""

    def __init__(self, installation: Installation, today: date) -> None:
        self._installation = installation
        self._today = today

    @property
    def platform(self) -> Platform:
        return self._installation.platform

    def account(self, subject: str) -> UUID:
        return self._installation.vault.account_for(ISSUER, subject)

    def coordinator(self, bassin: Bassin) -> str:
        return str(self.account(coordinator_of(bassin)))

    def speaker_for(self, representative: UUID | None, bassin: Bassin) -> tuple[str, UUID | None]:
        """Who says what a member says, and with which person: its representative, else the coordinator."""
        for person in PEOPLE:
            if person.subject and person.id == representative:
                return str(self.account(person.subject)), person.id
        return self.coordinator(bassin), None

    def meet_people(self) -> None:
        """Those of the demonstration are in the vault, each linked to its account."""
        vault = self._installation.vault
        for person in PEOPLE:
            vault.register_person(
                given_name=person.given_name,
                family_name=person.family_name,
                function=person.function,
                person_id=person.id,
            )
            if person.subject:
                vault.link(self.account(person.subject), person.id)

    def keep(self, text: str, bassin: Bassin) -> Document:
        """A document of an Instance, as the register knows it."""
        content, media_type = text.encode(), "text/plain"
        by = self.account(coordinator_of(bassin))
        sha256, _ = self._installation.documents.put(content, media_type, bassins=[bassin], by=by)
        return Document(sha256=sha256, size=len(content), media_type=media_type)

    def found[A: Aggregate[Any]](self, kind: type[A], entity: UUID) -> A:
        """An entity as the ledger has it now."""
        return kind.replay(entity, list(self.platform.events.get(entity)))

    @contextmanager
    def command(
        self,
        actor: str,
        *what: str,
        illustrative: bool = True,
        documented: bool = False,
        person: UUID | None = None,
    ) -> Iterator[UUID]:
        """A command, and its command."""
        command = id_of(*what)
        with in_context(
            CommandContext(
                actor=actor,
                today=self._today,
                person=person,
                command_id=command,
                illustrative=illustrative,
                documented=documented,
            )
        ):
            yield command
