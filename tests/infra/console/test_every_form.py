"""Every command form against bad input, in a world in which it may be sent: nothing is lost or done twice."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.conftest import Cloning
from tests.infra.console.bad_inputs import CASES, Opened, SentTwice, opened, sent_twice, wrongs
from tests.infra.console.form_sheet import LABEL, LAST
from tests.infra.console.form_world import form_world
from tests.infra.console.found_forms import FormSearch
from tests.infra.console.mutation_forms import EXCEPTIONS, declared_forms, mutations, sent_by_documents

pytestmark = pytest.mark.long
OWN_FORMS: Final = {
    "acceptPersonInvitation": ("Accepter une invitation", "Accepter l'invitation"),
    "confirmPersonInvitation": ("Invitations de", "Confirmer"),
    "declinePersonInvitation": ("Invitations de", "Refuser ce compte"),
    "createApiToken": ("Jetons d'accès", "Créer le jeton"),
    "declareService": ("Comptes de service", "Déclarer l'application"),
    "establishInstance": ("Mise en route", "Établir"),
    "inviteAccount": ("Donner un rôle", "Ou inviter un compte par son sujet"),
    "invitePerson": ("Invitations de", "Créer les liens"),
    "revokeApiToken": ("Jetons d'accès de tous les comptes", "Révoquer"),
    "rectify": ("Rectifier un fait", "Voir ce qui s'ensuit"),
    "renewPersonInvitation": ("Invitations de", "Nouveau lien"),
    "withdrawPersonInvitation": ("Invitations de", "Retirer"),
}
"""Mutations of pages whose forms are no `CommandForm`: the beginning of the title, and words of the form."""
MIN_RECORDED: Final = 80
"""Forms that are recorded as they are filled in without knowing what they are about."""
MAX_GONE: Final = 2
"""Forms that others have made impossible on each object."""
MIN_DRAFTS: Final = 40
"""Forms that are long enough to be kept as a draft."""
ENDING: Final = (*LAST, "achever", "amender", "retirer", "supprimer", "oublier")
"""Ends of the addresses of forms that may leave nothing to do for others."""


@pytest.fixture(scope="module")
def search(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormSearch]:
    found = FormSearch(list({id(each): each for each in declared_forms()}.values()))
    with form_world(cloning, tmp_path_factory.mktemp("forms")) as visitors:
        for each in visitors:
            found.follow(each)
        yield found


def test_every_form_is_opened_in_a_state_in_which_it_may_be_sent(search: FormSearch) -> None:
    assert search.missing == []


def test_every_mutation_is_sent_from_a_page_to_which_links_lead(search: FormSearch) -> None:
    documents = sent_by_documents()
    offered = {name for each in search.forms if id(each) in search.found for name in documents[each.document.name]}
    own = {
        name for name, words in OWN_FORMS.items() if any(all(each in text for each in words) for text in search.pages)
    }

    assert sorted(mutations() - offered - own - EXCEPTIONS.keys()) == []


def test_no_form_proposes_a_person_who_is_forgotten(search: FormSearch) -> None:
    controls = [control for form in search.found.values() for control in form.sheet.controls.values()]
    proposed = [label for control in controls if control.name.startswith(LABEL) for label in control.values]

    assert proposed
    assert [each for each in proposed if "oubliée" in each] == []


def test_no_bad_input_loses_what_was_typed_or_is_recorded(search: FormSearch) -> None:
    forms = [*search.found.values(), *search.undeclared.values()]
    found = [fault for each in forms for fault in wrongs(each, *CASES)]

    assert "\n".join(found) == ""


def test_every_form_with_the_button_is_kept_as_a_draft(search: FormSearch) -> None:
    forms = [*search.found.values(), *search.undeclared.values()]
    with_button = [each for each in forms if each.sheet.is_draftable]

    assert "\n".join(fault for each in with_button for fault in faults_of_draft(each)) == ""
    assert len(with_button) >= MIN_DRAFTS


def faults_of_draft(form: Opened) -> Iterator[str]:
    """Keeps a form as a draft, opens the draft, and deletes it."""
    filled = form.sheet.filled()
    answer = form.post(filled | {"brouillon": ["garder"]})
    if answer.status_code != 303:
        yield f"{form.address}: {answer.status_code}"
        return
    address = answer.headers["location"]
    lost = form.lost(filled, form.browser.get(address).text)
    yield from (f"{form.address}: {each}" for each in lost)
    form.browser.post("/a-faire/brouillons", {"brouillon": address.partition("brouillon=")[2]})


def place_of(path: str) -> int:
    """Sorts a form that a later one would make impossible first, and one that ends the life of its object last."""
    return 0 if path.endswith("/modifier") or "/repondre/" in path else 2 if path.endswith(ENDING) else 1


def test_no_form_is_recorded_twice(search: FormSearch) -> None:
    """A form that an earlier one made impossible is sent about another object."""
    forms = sorted(search.found.values(), key=lambda each: place_of(each.address.partition("?")[0]))
    outcomes = list[SentTwice]()
    for each in forms:
        again = (opened(each.browser, address) for address in search.others_like(each))
        if form := next(filter(None, again), None):
            outcomes.append(sent_twice(form))

    assert "\n".join(fault for each in outcomes for fault in each.faults) == ""
    assert len(forms) - len(outcomes) <= MAX_GONE
    assert sum(each.is_recorded for each in outcomes) >= MIN_RECORDED
