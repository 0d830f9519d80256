"""Meetings with a past."""

from datetime import timedelta

from efe_domain.meeting.events import Assembly, AssemblyKind, Attendee, Venue
from efe_domain.meeting.meeting import Meeting
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import ZONE_BASSINS
from tests.domain.given import TODAY, YESTERDAY, some_id

PLENARY = Assembly(kind=AssemblyKind.BODY, id=some_id("plenary"), bassins=(Bassin.LIEGE,))
POLE = Assembly(kind=AssemblyKind.POLE, id=some_id("pôle"), bassins=(Bassin.LIEGE,))
THE_ZONE = Assembly(kind=AssemblyKind.ZONE, id=ZONE, bassins=ZONE_BASSINS)
HALL, REMOTE = Venue(remote=False, place="Salle des fêtes"), Venue(remote=True, place="")
ANNE, BERT = Attendee(person=some_id("anne")), Attendee(person=some_id("bert"))
SCHOOL = Attendee(operator=some_id("school"), person=some_id("anne"))
MINUTES = Document(sha256="a" * 64, size=1234, media_type="application/pdf")
NEXT_WEEK = TODAY + timedelta(7)


def a_meeting(assembly: Assembly = PLENARY) -> Meeting:
    """Convened yesterday for today."""
    meeting = Meeting(some_id("meeting"))
    meeting.convene(assembly, TODAY, HALL, on=YESTERDAY)
    return meeting


def a_held_meeting() -> Meeting:
    meeting = a_meeting()
    meeting.hold(HALL, (ANNE,), (BERT,), on=TODAY)
    return meeting


def a_cancelled_meeting() -> Meeting:
    meeting = a_meeting()
    meeting.cancel("Grève.", on=TODAY)
    return meeting
