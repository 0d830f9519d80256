"""A case for each refusal of a command on a funding call: a past, and the command that it refuses."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from efe_domain.funding import funding_call as at
from efe_domain.funding.funding_call import CallTerms, RegisteredCall
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import DomainError
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, some_id

TERMS = CallTerms(
    name="Appel 2026", executive="Gouvernement wallon", opens=YESTERDAY, closes=TOMORROW, reference="Moniteur belge"
)


def a_call() -> RegisteredCall:
    call = RegisteredCall(some_id("call"))
    call.open(Bassin.LIEGE, TERMS, on=YESTERDAY)
    return call


def a_withdrawn_call() -> RegisteredCall:
    call = a_call()
    call.withdraw("Annulé.", on=TODAY)
    return call


CASES: dict[type[DomainError], tuple[Callable[[], Aggregate[Any]], Callable[[Any], object]]] = {
    at.CallAlreadyOpened: (a_call, lambda it: it.open(Bassin.NAMUR, TERMS, on=TODAY)),
    at.CallIsWithdrawn: (a_withdrawn_call, lambda it: it.change(replace(TERMS, name="Autre"), "Relu.", on=TODAY)),
    at.SameCall: (a_call, lambda it: it.change(TERMS, "Relu.", on=TODAY)),
}
