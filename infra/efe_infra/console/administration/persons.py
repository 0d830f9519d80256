"""`/administration/personnes`: persons invited by the Instances, and the roles over the whole platform."""

from asyncio import gather
from typing import NamedTuple

from starlette.responses import Response

from efe_infra.console.administration.access import powers_of, read
from efe_infra.console.administration.generated import FIRST_INVITATIONS, PERSONS_FOUND, PlatformAccessPower
from efe_infra.console.administration.setup_steps import ACCESS
from efe_infra.console.forms.page import redirect_to_present
from efe_infra.console.person_invitation.generated import InvitedPerson
from efe_infra.console.person_invitation.page import STATES
from efe_infra.console.register.labels import BY_NAME
from efe_infra.console.register.links import account_name
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.navigation import PERSONS as PATH
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router

pages = page_router(multilingual=True)


class InvitedLine(NamedTuple):
    bassin: str
    invitation: InvitedPerson


@pages.get(PATH)
async def persons(visit: SignedInVisit) -> Response:
    """Shows the persons; `q` keeps those whose name or address contains its words."""
    if visit.moment != NOW:
        return redirect_to_present(visit)
    answer = await read(visit)
    responses = await gather(*(visit.ask(FIRST_INVITATIONS, bassin=each) for each in BY_NAME))
    words = (visit.query("q") or "").casefold().split()
    lines = [
        InvitedLine(bassin, each)
        for bassin, response in zip(BY_NAME, responses, strict=True)
        for each in response.person_invitations
        if matches(words, each.person.display_name, each.person.email or "")
    ]
    search = visit.query("q")
    people = (await visit.ask(PERSONS_FOUND, search=search)).people if search else ()
    listed = {each.invitation.person.id for each in lines}
    powers = [each for each in powers_of(answer) if matches(words, holder_of(each))]
    return visit.page(
        "administration/persons.html",
        answer,
        lines=sorted(lines, key=lambda line: line.invitation.person.display_name.casefold()),
        powers=sorted(powers, key=holder_of),
        others=[each for each in people if each.id not in listed],
        holder_of=holder_of,
        states=STATES,
        access=ACCESS,
    )


def holder_of(power: PlatformAccessPower) -> str:
    return account_name(power.account) if power.account else ""


def matches(words: list[str], *texts: str) -> bool:
    """Tells whether each word is in the texts, in upper or lower case."""
    text = " ".join(texts).casefold()
    return all(each in text for each in words)
