"""Recent documents of an Instance as options of a form."""

from collections.abc import Sequence

from efe_infra.console.document.generated import RECENT_DOCUMENTS, NamedDocument
from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.media_types import media_type_label
from efe_infra.console.web.page_request import PageRequest


async def recent_documents(visit: PageRequest, bassin: str) -> list[Option]:
    """Returns the last documents of an Instance by name, the latest first; none for others than coordinators."""
    response = await visit.ask(RECENT_DOCUMENTS, bassin=bassin)
    dossier = response.instance.dossier if response.instance else None
    return [Option(each.sha256, words(each)) for each in of_names(dossier.recent_documents if dossier else ())]


def of_names(documents: Sequence[NamedDocument]) -> list[NamedDocument]:
    """Returns the documents with a name, then those without."""
    return sorted(documents, key=lambda each: each.name is None)


def words(document: NamedDocument) -> str:
    """Returns the name, the type and the day."""
    kind = media_type_label(document.media_type)
    name = document.name or tr("Document sans nom")
    if document.deposited_on is None:
        return name
    return tr("%(name)s (%(kind)s, déposé le %(day)s)", name=name, kind=kind, day=document.deposited_on)
