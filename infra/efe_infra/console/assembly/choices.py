"""Options of forms: assemblies (bodies, pôles, zone) that the viewer may convene, and authors of an opinion."""

from typing import Final

from efe_domain.shared.bassins import Bassin, communes
from efe_infra.console.assembly.generated import ASSEMBLY_POLES, AssembliesBody, AssembliesResponse, AssemblyPolesPole
from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.translatable import tr
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.permissions import NOR_A_MEMBER, acts_in, coordinates
from efe_infra.console.web.refusals import NotTheirs

ZONE: Final = Option("zone", tr("La zone interbassin Entre-Sambre-et-Meuse"), {"zone": "ENTRE_SAMBRE_ET_MEUSE"})


async def assembly_options(visit: PageRequest, response: AssembliesResponse, bassin: str) -> list[Option]:
    """Returns the assemblies that the viewer may convene. Raises `PageRefused` if there are none."""
    poles = await _poles(visit, response, bassin)
    is_coordinator = coordinates(response.viewer, bassin)
    bodies = _bodies(response) if is_coordinator else ()
    return _checked(
        [
            *(Option(each.id, each.name, {"body": {"bassin": bassin, "bodyId": each.id}}) for each in bodies),
            *(_pole_option(each, {"poleId": each.id}) for each in poles),
            *([ZONE] if is_coordinator and is_in_the_zone(bassin) else []),
        ]
    )


def is_in_the_zone(bassin: str) -> bool:
    """Tells whether a commune of the Instance is in the zone: the other Instances do not convene it."""
    return any(each.interbassin_esm and each.bassin is Bassin[bassin] for each in communes().values())


async def author_options(visit: PageRequest, response: AssembliesResponse, bassin: str) -> list[Option]:
    """Returns the authors that the viewer may write for. Raises `PageRefused` if there are none."""
    poles = await _poles(visit, response, bassin)
    is_coordinator = coordinates(response.viewer, bassin)
    bodies = _bodies(response) if is_coordinator else ()
    return _checked(
        [
            *([Option("instance", tr("L'Instance"), {"bassin": bassin})] if is_coordinator else []),
            *(Option(each.id, each.name, {"bassin": bassin, "bodyId": each.id}) for each in bodies),
            *(_pole_option(each, {"bassin": bassin, "poleId": each.id}) for each in poles),
        ]
    )


def _bodies(response: AssembliesResponse) -> tuple[AssembliesBody, ...]:
    return response.instance.bodies if response.instance else ()


async def _poles(visit: PageRequest, response: AssembliesResponse, bassin: str) -> list[AssemblyPolesPole]:
    """Returns the living pôles in which the viewer acts: all of them for a coordinator of the Instance."""
    poles = await visit.ask_all(ASSEMBLY_POLES, lambda answer: answer.poles, bassin=bassin)
    return [each for each in poles if each.dissolved_on is None and acts_in(response.viewer, each.id, bassin)]


def _pole_option(pole: AssemblyPolesPole, sends: dict[str, str]) -> Option:
    return Option(pole.id, tr("Pôle : %(name)s", name=pole.name), sends)


def _checked(options: list[Option]) -> list[Option]:
    if not options:
        raise NotTheirs(NOR_A_MEMBER)
    return options
