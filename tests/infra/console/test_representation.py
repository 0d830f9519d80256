"""Forms that name who speaks for a member: the representative, by a document of the operator, and the substitute."""

import re
from uuid import uuid4

from tests.api.given import Api, a_composed_pole
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import address, fault_at, hidden
from tests.infra.console.signing_in import signed_in


def seat_of(page: str, name: str) -> str:
    """The words beside the member for whom a person speaks or may speak."""
    [words] = [each for each in re.findall(r'<span class="small">(.*?)</span>', page) if name in each]
    return str(words).replace("\N{NO-BREAK SPACE}", " ")


def test_a_substitute_is_named_shown_and_made_representative(platform: Api, browser: Browser) -> None:
    liege = platform.client("coordination-liege")
    pole, [member, *_] = a_composed_pole(liege)
    name = f"Dupont{uuid4().hex[:6]}"
    person = liege.done("registerPerson", "person { id }", givenName="Jo", familyName=name)["id"]
    page = address(pole)
    signed_in(browser)
    forms = {slug: f"{page}/actes/{slug}" for slug in ("suppleer", "representer")}
    sent = {"operatorId": member}
    blank = browser.get(f"{forms['suppleer']}?q={name}").text
    named = browser.post(f"{forms['suppleer']}?q={name}", hidden(blank) | sent | {"substituteId": person})
    shown = seat_of(browser.get(page).text, name)
    form = browser.get(forms["representer"]).text
    sent |= {"representativeId": person}
    undocumented = browser.post(forms["representer"], hidden(form) | sent)
    documented = browser.upload(
        forms["representer"],
        b"%PDF-1.7 choix",
        "application/pdf",
        field="sha256-fichier",
        data=hidden(undocumented.text) | sent,
    )
    replaced = seat_of(browser.get(page).text, name)

    assert "Le texte ne connaît pas de suppléant" in Outline(blank).text
    assert named.status_code == 303
    assert f"suppléant : Jo {name}" in shown
    assert re.search(rf'value="choisir:representativeId:{person}"[^>]*aria-label="Choisir Jo {name}"', form)
    assert undocumented.status_code == 422
    assert "par un document de l'opérateur" in fault_at(undocumented.text, "sha256").replace("&#39;", "'")
    assert documented.status_code == 303
    assert replaced.startswith(f"Jo {name}")
    assert "suppléant" not in replaced


def test_only_coordinators_name_who_speaks(platform: Api, browser: Browser) -> None:
    pole, _ = a_composed_pole(platform.client("coordination-liege"))
    signed_in(browser, "coordination-namur")

    assert {browser.get(f"{address(pole)}/actes/{slug}").status_code for slug in ("suppleer", "representer")} == {404}
    assert "Qui parle pour chaque membre" not in browser.get(address(pole)).text
