"""Persons and accounts as the vault holds them."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from efe_domain.shared.messages import Language, Message, in_language


class PersonOnFile(Protocol):
    """A person in the vault."""

    @property
    def id(self) -> UUID: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def function(self) -> str | None: ...


class AccountOnFile(Protocol):
    """An account, and the person linked to it, if any."""

    @property
    def id(self) -> UUID: ...
    @property
    def person(self) -> UUID | None: ...
    @property
    def issuer(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def service_name(self) -> str | None:
        """Name of the application whose account it is; None for the account of a person."""
        ...


def service_title(name: str, language: Language) -> str:
    """Returns the words for the account of an application."""
    return in_language(Message("Service « {name} »", name=name), language)
