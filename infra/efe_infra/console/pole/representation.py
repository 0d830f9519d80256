"""Options of the forms that name who speaks for a member of a pôle: the representative and the substitute."""

from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import Option, Options
from efe_infra.console.language.formats import is_current
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import PoleCommandMembership, PoleCommandPole
from efe_infra.console.web.page_request import PageRequest


async def representation_options(visit: PageRequest, pole: PoleCommandPole) -> Options:
    """Returns the members that sit, and the recent documents."""
    seats = [each for each in (pole.dossier.memberships if pole.dossier else ()) if is_current(each.until)]
    return {
        "operatorId": [Option(each.operator.id, seat_words(each)) for each in seats if each.operator],
        "sha256": await recent_documents(visit, pole.bassin),
    }


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
