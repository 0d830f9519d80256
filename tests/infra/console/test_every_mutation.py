"""Every mutation of the contract is sent by a form; `test_every_form.py` opens each on a page that leads to it."""

import re

from tests.infra.console.mutation_forms import EXCEPTIONS, declared_forms, mutations, sent_by_documents


def test_every_mutation_is_sent_by_a_document_of_the_console() -> None:
    sent = set().union(*sent_by_documents().values())

    assert len(EXCEPTIONS) <= 3
    assert sorted(mutations() - sent - EXCEPTIONS.keys()) == []
    assert sent <= mutations()


def test_no_form_asks_for_a_fingerprint() -> None:
    """A document is a file or one of the options: its value is a fingerprint that the page knows."""
    fields = {(form.title, each) for form in declared_forms() for each in form.fields}
    typed = [
        (title, each.name)
        for title, each in fields
        if each.kind != "document"
        and re.search(r"sha-?256|hash|empreinte|fingerprint", f"{each.name} {each.label} {each.hint}", re.IGNORECASE)
    ]

    assert len([each for _, each in fields if each.kind == "document"]) >= 10
    assert typed == []
