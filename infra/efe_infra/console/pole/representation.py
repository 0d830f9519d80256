"""Options of the forms that name who speaks for a member of a pôle: the representative and the substitute."""

from efe_domain.shared.texts import slug
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import Option, Options
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import PEOPLE, PoleCommandMembership, PoleCommandPole
from efe_infra.console.web.page_request import PageRequest


async def representation_options(visit: PageRequest, pole: PoleCommandPole, *, person_field: str) -> Options:
    """Returns the members that sit, and the persons to name: those of the pôle, and those that `q` finds."""
    seats = [each for each in (pole.dossier.memberships if pole.dossier else ()) if is_open(each)]
    search = visit.query("q")
    matches = (await visit.ask(PEOPLE, search=search)).people if search else ()
    names = {each.id: each.display_name for seat in seats for each in (seat.representative, seat.substitute) if each}
    names |= {each.id: each.display_name for each in matches}
    people = [Option(person, name) for person, name in sorted(names.items(), key=lambda each: slug(each[1]))]
    return {
        "operatorId": [Option(each.operator.id, seat_words(each)) for each in seats if each.operator],
        person_field: people,
        "sha256": await recent_documents(visit, pole.bassin),
    }


def is_open(seat: PoleCommandMembership) -> bool:
    return seat.until is None or seat.until > today()


def seat_words(seat: PoleCommandMembership) -> str:
    """Returns the member, and who speaks for it."""
    name = seat.operator.name if seat.operator else ""
    speaker = seat.representative.display_name if seat.representative else tr("personne")
    if seat.substitute:
        return tr(
            "%(name)s (représenté par %(speaker)s, suppléant %(substitute)s)",
            name=name,
            speaker=speaker,
            substitute=seat.substitute.display_name,
        )
    return tr("%(name)s (représenté par %(speaker)s)", name=name, speaker=speaker)
