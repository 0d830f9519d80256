"""Who of an Instance meets and gives opinions: its bodies and its pôles; and the projects that it knows."""

from dataclasses import replace
from datetime import date
from typing import Final

from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.answers import Answers, Edges, Linked, Titled
from efe_infra.console.register.documents import Document
from efe_infra.console.web.permissions import NOR_A_MEMBER, Acting, acts, coordinates
from efe_infra.console.web.refusals import NotTheirs
from efe_infra.console.web.rules import FormFrame


class Bodies(Answers, frozen=True):
    bodies: tuple[Linked, ...]


class Pole(Linked, frozen=True):
    dissolved_on: date | None


class Assemblies(FormFrame, frozen=True):
    viewer: Acting | None
    instance: Bodies | None
    poles: Edges[Pole]
    projects: Edges[Titled]

    def _poles(self, bassin: str) -> list[Option]:
        """Those in which the person acts: all of them, for who coordinates the Instance."""
        living = [each for each in self.poles.nodes if each.dissolved_on is None]
        return [
            Option(each.id, tr("Pôle : %(name)s", name=each.name), {"poleId": each.id})
            for each in living
            if acts(self.viewer, (bassin,), each)
        ]

    def _bodies(self, bassin: str) -> list[Option]:
        if not coordinates(self.viewer, bassin):
            return []
        bodies = self.instance.bodies if self.instance else ()
        return [Option(each.id, each.name, {"bassin": bassin, "bodyId": each.id}) for each in bodies]

    def assemblies(self, bassin: str) -> list[Option]:
        """For whom the person may convene. Raises `PageRefused` if there is nobody."""
        found = [replace(each, sends={"body": each.sends}) for each in self._bodies(bassin)]
        zone = [ZONE] if coordinates(self.viewer, bassin) else []
        return checked([*found, *self._poles(bassin), *zone])

    def authors(self, bassin: str) -> list[Option]:
        """For whom the person may write. Raises `PageRefused` if there is nobody."""
        own = [Option("instance", tr("L'Instance"), {"bassin": bassin})] if coordinates(self.viewer, bassin) else []
        poles = [replace(each, sends={"bassin": bassin, **each.sends}) for each in self._poles(bassin)]
        return checked([*own, *self._bodies(bassin), *poles])


def checked(options: list[Option]) -> list[Option]:
    if not options:
        raise NotTheirs(NOR_A_MEMBER)
    return options


ZONE: Final = Option("zone", tr("La zone interbassin Entre-Sambre-et-Meuse"), {"zone": "ENTRE_SAMBRE_ET_MEUSE"})

ASSEMBLIES = Document("assemblies", Assemblies)
