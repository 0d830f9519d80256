"""Catalogue of the open data in JSON-LD, by DCAT-AP 3.0 (classes Catalogue, Dataset and Distribution)."""

from typing import Any, Final, NamedTuple

from efe_infra.console.language.translatable import tr
from efe_infra.console.open_data.datasets import DATASETS, Dataset
from efe_infra.console.open_data.dictionary import in_each_language
from efe_infra.console.open_data.edition import Edition
from efe_infra.console.open_data.publication import Licence, Publication

AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
"""Controlled vocabularies of the European Union, which DCAT-AP requires."""
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
TITLE: Final = tr("Données ouvertes du registre des synergies EFE")
DESCRIPTION: Final = tr(
    "Ce que tout visiteur peut voir du registre aujourd'hui, en fichiers. Aucune personne n'y est."
)
UNKNOWN_PUBLISHER: Final = tr("L'exploitant de cette plateforme")
NO_LICENCE: Final = tr("Aucune licence n'est indiquée.")
EXAMPLES: Final = tr("Démonstration : les données sont des exemples.")
THEMES: Final = {
    "EDUC": "Éducation, culture et sport",
    "SOCI": "Population et société",
    "GOVE": "Gouvernement et secteur public",
}
"""Themes of the European Union, with their French labels."""
LANGUAGE: Final = "FRA"


class FileFormat(NamedTuple):
    """FileFormat of a file: its ending, its media type, and its term among the file types of the European Union."""

    ending: str
    media_type: str
    file_type: str


FORMATS: Final = (FileFormat("csv", "text/csv", "CSV"), FileFormat("jsonl", "application/x-ndjson", "JSON"))


def catalogue(edition: Edition, publication: Publication) -> dict[str, Any]:
    """Returns the catalogue, with its datasets and the files of each."""
    home = f"{edition.site}/donnees"
    description = [DESCRIPTION, *([EXAMPLES] if publication.is_demonstration else [])]
    return {
        "@context": CONTEXT,
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": in_each_language(TITLE),
        "dct:description": [each for text in description for each in in_each_language(text)],
        "dct:publisher": publisher(edition, publication),
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        "dct:language": term("language", LANGUAGE, "dct:LinguisticSystem"),
        "dct:spatial": term("country", "BEL", "dct:Location"),
        "dcat:themeTaxonomy": {
            "@id": f"{AUTHORITY}/data-theme",
            "@type": "skos:ConceptScheme",
            "dct:title": {"@value": "Data theme", "@language": "en"},
        },
        **licence_or_rights(publication.licence),
        **modified(edition),
        "dcat:dataset": [dataset(each, edition, publication) for each in DATASETS.values()],
    }


def dataset(each: Dataset[Any, Any], edition: Edition, publication: Publication) -> dict[str, Any]:
    home = f"{edition.site}/donnees"
    return {
        "@id": f"{home}#{each.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{home}#{each.name}",
        "dct:title": in_each_language(each.title),
        "dct:description": in_each_language(each.row_is),
        "dct:publisher": publisher(edition, publication),
        **contact_point(edition, publication),
        "dcat:keyword": in_each_language(each.title),
        "dcat:theme": [
            {**term("data-theme", name, "skos:Concept"), "skos:prefLabel": {"@value": label, "@language": "fr"}}
            for name, label in THEMES.items()
        ],
        "dct:language": term("language", LANGUAGE, "dct:LinguisticSystem"),
        "dct:spatial": term("country", "BEL", "dct:Location"),
        "dct:accessRights": term("access-right", "PUBLIC", "dct:RightsStatement"),
        "dct:accrualPeriodicity": term("frequency", "UPDATE_CONT", "dct:Frequency"),
        "dcat:landingPage": {"@id": home, "@type": "foaf:Document"},
        "dcat:version": str(edition.position),
        **modified(edition),
        "dcat:distribution": [distribution(each, form, edition, publication) for form in FORMATS],
    }


def distribution(
    each: Dataset[Any, Any], form: FileFormat, edition: Edition, publication: Publication
) -> dict[str, Any]:
    address = f"{edition.site}/donnees/{each.name}.{form.ending}"
    described: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{each.name}.{form.ending}",
        "dct:description": in_each_language(each.row_is),
        "dcat:accessURL": {"@id": f"{edition.site}/donnees"},
        "dcat:downloadURL": {"@id": address},
        "dct:format": term("file-type", form.file_type, "dct:MediaTypeOrExtent"),
        "dct:conformsTo": {"@id": f"{edition.site}/donnees/{each.name}.csv-metadata.json", "@type": "dct:Standard"},
        "dct:language": term("language", LANGUAGE, "dct:LinguisticSystem"),
        **licence_or_rights(publication.licence),
        **modified(edition),
    }
    if form.media_type == "text/csv":
        described["dcat:mediaType"] = {
            "@id": f"https://www.iana.org/assignments/media-types/{form.media_type}",
            "@type": "dct:MediaType",
        }
    return described


def term(vocabulary: str, name: str, kind: str) -> dict[str, str]:
    """Returns a term of a controlled vocabulary of the European Union."""
    return {"@id": f"{AUTHORITY}/{vocabulary}/{name}", "@type": kind}


def publisher(edition: Edition, publication: Publication) -> dict[str, Any]:
    name = publication.publisher or in_each_language(UNKNOWN_PUBLISHER)
    return {"@id": f"{edition.site}/donnees#editeur", "@type": "foaf:Agent", "foaf:name": name}


def contact_point(edition: Edition, publication: Publication) -> dict[str, Any]:
    if not publication.contact:
        return {}
    return {
        "dcat:contactPoint": {
            "@id": f"{edition.site}/donnees#contact",
            "@type": "vcard:Kind",
            "vcard:fn": publication.publisher or UNKNOWN_PUBLISHER,
            "vcard:hasEmail": {"@id": f"mailto:{publication.contact}"},
        }
    }


def licence_or_rights(licence: Licence | None) -> dict[str, Any]:
    """Returns the licence that is set; else a statement that none is set, so that no reader assumes one."""
    if licence:
        return {"dct:license": {"@id": licence.address, "@type": "dct:LicenseDocument", "dct:title": licence.title}}
    return {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": in_each_language(NO_LICENCE)}}


def modified(edition: Edition) -> dict[str, Any]:
    if edition.modified is None:
        return {}
    return {"dct:modified": {"@value": edition.modified.isoformat(), "@type": "xsd:dateTime"}}
