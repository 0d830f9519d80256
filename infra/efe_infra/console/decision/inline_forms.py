"""Forms on the page of a decision itself: positions that members told a coordinator, and the adoption."""

from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from efe_infra.console.decision.forms import ADOPTION, POSITIONS
from efe_infra.console.decision.generated import DecisionDecision
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.offers import NOW, Offers
from efe_infra.console.meeting.held_meetings import basis_meetings
from efe_infra.console.web.page_request import PageRequest


@dataclass(frozen=True)
class InlineForm:
    """Form on the page of its object; `command_id` is its idempotency key."""

    anchor: str
    command_id: str = field(default_factory=lambda: str(uuid4()))
    meetings: tuple[Option, ...] = ()
    documents: tuple[Option, ...] = ()


@dataclass(frozen=True)
class InlineForms:
    positions: InlineForm | None = None
    adoption: InlineForm | None = None


NONE: Final = InlineForms()


async def inline_forms(
    visit: PageRequest, decision: DecisionDecision, offers: Offers, *, is_coordinator: bool
) -> InlineForms:
    """Returns the forms that the viewer may send today."""
    if visit.moment.is_past or decision.pole is None or decision.state != "OPEN":
        return NONE
    if any(each.possible == NOW for each in offers.of_form(ADOPTION).rows):
        return InlineForms(adoption=InlineForm("adopter"))
    if not (is_coordinator and offers.of_form(POSITIONS).possible.rows):
        return NONE
    meetings = await basis_meetings(visit, decision.pole.id)
    documents = await recent_documents(visit, decision.bassin)
    return InlineForms(
        positions=InlineForm("positions", meetings=tuple(meetings), documents=tuple(documents)),
    )
