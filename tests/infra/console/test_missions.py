"""A coordinator lives the year of the missions 2, 3, 6 and 7 from the pages alone, without any identifier."""

from collections.abc import Mapping
from uuid import uuid4

import pytest

from tests.api.given import Api, day
from tests.infra.console.browser import Browser
from tests.infra.console.page_reader import Answer, Upload, Words
from tests.infra.console.shown import A_POLE
from tests.infra.console.walker import HttpDriver, Walker

LIEGE = "/instances/liege"


@pytest.fixture
def coordinator(browser: Browser) -> Walker:
    return Walker(HttpDriver(browser)).land("coordination-liege", LIEGE)


def requested(by: Walker, question: str, more: Mapping[Words, Answer] | None = None) -> Walker:
    """Requests data from the page of the Instance, and shows the page of the analysis."""
    by.arrive(LIEGE).follow("Analyses").follow("Demander des données")
    return by.send(
        {
            "À qui": "Le Forem",
            "Ce qui est demandé": question,
            "Sur quoi porte l'analyse": "Les besoins de l'emploi",
            "De qui viennent les données": "Une administration",
            "Réponse attendue pour le": day(30),
            **(more or {}),
        }
    )


def received(by: Walker) -> Walker:
    """Receives a file on the page of an analysis, and shows the page again."""
    by.follow("Recevoir une contribution")
    file = Upload(b"%PDF-1.7 " + uuid4().bytes, "Postes.pdf")
    return by.send({"Référence": "Tableau des postes", "Ou un fichier": file})


def test_the_year_of_an_analysis_is_lived_from_the_pages(coordinator: Walker) -> None:
    question = f"Combien de postes restent libres ? {uuid4().hex[:8]}"
    by = requested(coordinator, question, {"Rappel à faire": day(0)})

    assert "Prochaine étape" in by.words
    by.follow("Consigner un rappel")
    assert "Rappel envoyé à Le Forem : la réponse est attendue pour le" in by.values["note"][0]
    by.send()
    received(by)
    by.follow("Écrire la synthèse").send({"Texte": "Quarante postes restent libres."})
    by.follow("Écrire la synthèse").send({"Texte": "Quarante-deux postes restent libres."})
    by.follow("Adopter la synthèse").send()

    page = by.words
    assert "Synthèse adoptée" in page
    assert "Quarante-deux postes restent libres." in page
    assert "Rappel envoyé à Le Forem" in page
    assert "Postes.pdf" in page
    assert "Synthèse no 2, écrite le" in page
    assert question in by.arrive(LIEGE).follow("Analyses").follow("Synthèse adoptée").words


def test_the_next_step_of_the_instance_opens_the_reminder_filled(coordinator: Walker) -> None:
    late = [each for each in coordinator.links("Rappeler le fournisseur") if "/rappeler" in each]
    by = coordinator.arrive(late[0])

    assert "Rappel envoyé à" in by.values["note"][0]
    assert by.values["remindOn"] > [day(0)]


def test_a_synthesis_of_nothing_is_refused_with_its_reason(coordinator: Walker) -> None:
    by = requested(coordinator, f"Une question sans réponse {uuid4().hex[:8]}")

    assert by.links("Écrire la synthèse") == []
    assert "Écrire la synthèse" in by.words
    by.follow("Consigner un rappel").send({"Ce qui a été fait": "Appel.", "Rappeler à nouveau": day(0)}, status=422)
    assert "Le rappel suivant vient après celui-ci." in by.words


def test_the_year_of_a_list_of_themes_is_lived_from_the_pages(coordinator: Walker, platform: Api) -> None:
    mark = uuid4().hex[:8]
    by = requested(coordinator, f"Quels métiers manquent ? {mark}")
    received(by).follow("Écrire la synthèse").send({"Texte": "Trois métiers manquent."})
    by.follow("Adopter la synthèse").send()
    theme: dict[Words, Answer] = {
        "Libellé de la thématique": f"Numérique {mark}",
        "Commune à tous les axes": "Métier",
        "Analyses sur lesquelles elle repose": f"Quels métiers manquent ? {mark}",
        "Orientation socio-économique": "Orientation de la Région.",
    }

    by.arrive(LIEGE).follow("Thématiques").follow("Rédiger une liste").send({"Titre": f"Liste {mark}", **theme})
    by.follow("Modifier la liste").send(button="Ajouter une thématique")
    added = by.values
    assert [added[f"themes.{nth}.label"] for nth in (0, 1)] == [[f"Numérique {mark}"], [""]]
    by.send({"Titre": f"Liste {mark} revue"})
    by.follow("Adopter la liste").send({"Premier jour": day(0), "Dernier jour": day(365)})
    by.follow("Diffuser la liste").send({"Collège": "Collège C"})
    of_list = by.path.partition("?")[0]
    by.arrive(A_POLE).follow("Citer une thématique").send({"Thématique": f"Numérique {mark}"})

    page = by.arrive(of_list).words
    assert f"Liste {mark} revue" in page
    assert "En vigueur" in page
    assert "Citée par 1 pôle" in page
    assert "tous les opérateurs du collège C" in page
    assert by.links("Modifier la liste") == []
    assert Walker(HttpDriver(Browser(platform))).arrive(of_list).links("Quels métiers") == []


def test_a_theme_that_rests_on_nothing_is_refused_at_each_field(coordinator: Walker) -> None:
    by = coordinator.follow("Thématiques").follow("Rédiger une liste")

    by.send({"Titre": "Liste", "Libellé de la thématique": "Numérique"}, status=422)

    assert "Une thématique repose sur au moins une analyse." in by.words
    assert "Une thématique est commune à une sorte d'axes" in by.words
    assert by.values["themes.0.label"] == ["Numérique"]


def test_a_body_lives_from_its_setting_up_to_its_dissolution(browser: Browser) -> None:
    mark = uuid4().hex[:8]
    by = (
        Walker(HttpDriver(browser))
        .land("coordination-verviers", "/instances/verviers")
        .follow("Organes")
        .follow("Mettre en place")
        .send({"Nom de l'organe": f"Chambre {mark}"})
    )
    by.follow(f"Chambre {mark}")
    of_body = by.path.partition("?")[0]
    newcomer: dict[Words, Answer] = {"Prénom de la nouvelle": "Anne", "Nom de la nouvelle": f"Lambert{mark}"}
    by.follow("Pourvoir un siège").send({"Catégorie": "Le Forem", **newcomer})
    assert f"Anne Lambert{mark}" in by.words

    by.follow("Libérer").send({"Raison": "Départ."})
    assert "Libre" in by.words
    by.follow("Pourvoir").send({"Chercher une personne": f"Lambert{mark}"}, "Chercher")
    by.send(button=f"Choisir Anne Lambert{mark}").send()
    assert f"Anne Lambert{mark}" in by.words
    by.follow("Organes").follow("Adopter le règlement").send({"Quorum": "50", "Après une décision": "20"})

    assert "quorum de 50 %" in by.words
    assert "encore prendre position pendant 20 jours" in by.words
    by.arrive(of_body).follow("Dissoudre").send()
    assert "Dissous" in by.words


def test_a_taken_name_and_a_person_without_a_name_are_refused(coordinator: Walker) -> None:
    mark = uuid4().hex[:8]
    for status in (200, 422):
        coordinator.arrive(LIEGE).follow("Organes").follow("Mettre en place")
        coordinator.send({"Nom de l'organe": f"Bureau {mark}"}, status=status)
    assert "L'Instance a déjà un organe nommé" in coordinator.words

    by = coordinator.arrive(LIEGE).follow("Organes").follow(f"Bureau {mark}").follow("Pourvoir un siège")
    by.send({"Catégorie": "Le Forem", "Prénom de la nouvelle": "Anne"}, status=422)
    assert by.values["newPerson.givenName"] == ["Anne"]
    by.send({"Prénom de la nouvelle": ""}, status=422)
    assert "Choisissez une personne connue, ou nommez-en une nouvelle." in by.words


def test_the_instances_of_the_zone_name_who_represents_them(browser: Browser) -> None:
    mark = uuid4().hex[:8]
    by = Walker(HttpDriver(browser)).land("coordination-namur", "/instances/namur")
    by.follow("Organes").follow("Désigner un représentant")

    tried = by.send({"Prénom": "Paul", "Nom de la nouvelle": f"Georis{mark}"}, "Vérifier")
    assert "rien n'est encore consigné" in tried.words
    by.send()
    assert f"Paul Georis{mark}" in by.words
    by.follow("Mettre fin").send({"Personne": f"Paul Georis{mark}"}).arrive("/instances/namur/organes")
    assert f"Paul Georis{mark}" not in by.words
    assert by.arrive("/instances/liege").follow("Organes").links("Désigner un représentant") == []
