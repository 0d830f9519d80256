"""Documents of a project as options of a form of a pôle that takes part in a joint meeting."""

from efe_infra.console.document.generated import SHARED_DOCUMENTS, SharedDocumentsProjectDossier
from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import project_of
from efe_infra.console.web.page_request import PageRequest


async def shared_documents(visit: PageRequest, joint_meeting: str, pole: str) -> list[Option]:
    """Returns the documents of the project, the latest first; none for a pôle that no longer carries it."""
    project = (await visit.ask(SHARED_DOCUMENTS, id=project_of(joint_meeting))).project
    dossier = project.dossier if project else None
    if dossier is None or pole not in poles_of(dossier):
        return []
    return [
        Option(each.document.sha256, tr("%(title)s, joint au projet", title=each.title))
        for each in reversed(dossier.attachments)
    ]


def poles_of(dossier: SharedDocumentsProjectDossier) -> set[str]:
    carriers = (each.pole for each in dossier.carriers if each.until is None)
    return {each.id for each in (dossier.lead, *carriers) if each}


def without_copies(first: list[Option], others: list[Option]) -> list[Option]:
    """Returns the first documents, then the others that are not among them."""
    hashes = {each.value for each in first}
    return [*first, *(each for each in others if each.value not in hashes)]
