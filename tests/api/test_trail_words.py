"""Labels and sentences of the audit trail, from the fields that an entry shows and no others."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, get_type_hints
from uuid import UUID

import pytest

from efe_domain.catalogue import all_events
from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.shared.event import UPCASTERS
from efe_domain.shared.messages import Language, catalogue, translate
from efe_graphql.wording.act_sentences import AUTHOR, act_sentence, template_of_act
from efe_graphql.wording.sentences import kind_label, names_in, segments, sentence, template_of, topic_of
from efe_graphql.wording.values import rows, text_of, types
from efe_projections.audit.reads import TrailFilter
from efe_projections.audit.rows import AuditEntryRow, FieldChange
from tests.api.given import Api, Client, a_composed_pole, day

TRAIL = """
    { auditTrail(bassin: LIEGE, first: 100) { edges { node {
        kind kindLabel sentence changes { field label before beforeText after afterText }
    } } } }
"""
FRENCH, ENGLISH, GERMAN = Language.FRENCH, Language.ENGLISH, Language.GERMAN
IRREGULAR = ("brought", "chose", "found", "gave", "let", "put", "set", "took", "undertook", "withdrew", "wrote")


def call_change(field: str, before: object, after: object) -> FieldChange:
    return FieldChange("joint_meeting", (str(UUID(int=2)), str(UUID(int=3))), field, before, after)


VARIANTS = {
    "project.meeting-called": (
        (call_change("number", None, 1), call_change("day", None, "2026-03-02")),
        (
            *(call_change("number", 1, 2), call_change("day", "2026-03-02", "2026-03-03")),
            call_change("reason", "", "Grève"),
        ),
        (
            *(call_change("number", 2, 3), call_change("cancelled", False, True)),
            call_change("reason", "Grève", "Neige"),
        ),
    ),
}


def row(kind: str, *changes: FieldChange) -> AuditEntryRow:
    return AuditEntryRow(
        position=1, recorded_at=datetime.now(UTC), effective_on=date(2026, 3, 1), actor="", on_behalf_of=None,
        kind=kind, subject_kind=kind.partition(".")[0], subject=UUID(int=1), version=1, changes=changes,
        rule=Rule.PS_NB, legal_basis="", command_id=None, correlation_id=None, causation_id=None, source=None,
        reprise=None,
        leaf=b"", bassin="liege", seq=1,
    )  # fmt: skip


def entries(by: Client) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(TRAIL)["auditTrail"]["edges"]]


@pytest.mark.parametrize("kind", sorted({*all_events(), *UPCASTERS}))
def test_every_kind_has_its_words(kind: str) -> None:
    french = template_of(kind)
    others = [translate(french, language) for language in (ENGLISH, GERMAN)]

    assert french != topic_of(kind), f"{topic_of(kind)}: say it in domain/efe_domain/data/words"
    for language in Language:
        said = sentence(row(kind), language)
        assert said.endswith(".")
        assert not set(said) & set("{}[]")
        assert kind_label(row(kind), language)
    for other in others:
        assert [names_in(each.text) for each in segments(other)] == [names_in(each.text) for each in segments(french)]


def test_no_words_are_of_a_kind_that_is_none() -> None:
    topics = {topic_of(kind) for kind in {*all_events(), *UPCASTERS}}
    keys = {key.partition("#")[0] for key in (*catalogue().sentences, *catalogue().acts)}
    own = {key for key in keys if not key.startswith("*.")}
    shared = {key.removeprefix("*.") for key in keys if key.startswith("*.")}

    assert own <= topics
    assert shared <= {topic.partition(".")[2] for topic in topics}
    assert {topic.partition(".")[0] for topic in topics} == catalogue().subjects.keys()


VERBS = {
    FRENCH: r"\{author\} a (fait émerger|fait entrer|mis fin|\w+(é|i|u|is|it|ert|oint|os|ous))\b",
    ENGLISH: rf"\{{author\}} (\w+ed|{'|'.join(IRREGULAR)})\b",
    GERMAN: r"\{author\} hat\b.*\b\w+(t|en)\b",
}
"""The author and the verb at the beginning of a sentence; in German, the participle stands further on."""


def test_every_kind_of_act_has_an_author_a_verb_and_an_object() -> None:
    acts = [
        row(kind, *variant)
        for kind in sorted({*all_events(), *UPCASTERS})
        for variant in VARIANTS.get(topic_of(kind), ((),))
    ]
    for language, verb in VERBS.items():
        templates = [translate(template_of_act(act), language) for act in acts]
        told = [act_sentence(act, {AUTHOR: "Nadia"}, language) for act in acts]

        assert [each for each in templates if not re.match(verb, each)] == []
        assert [each for each in told if not re.fullmatch(r"Nadia( [^ {}\[\]]+){3,}", each)] == []
        if language is not GERMAN:
            assert [each for act, each in zip(acts, told, strict=True) if kind_label(act, language) in each] == []


def test_a_joint_meeting_is_called_moved_or_cancelled() -> None:
    acts = [row("project.meeting-called.v1", *each) for each in VARIANTS["project.meeting-called"]]

    assert [act_sentence(act, {AUTHOR: "Nadia"}, FRENCH) for act in acts] == [
        "Nadia a convoqué une réunion conjointe du projet pour le 2 mars 2026",
        "Nadia a déplacé la réunion conjointe du projet du 2 mars 2026 au 3 mars 2026 : Grève",
        "Nadia a annulé la réunion conjointe du projet : Neige",
    ]


def needed() -> Iterator[tuple[str, str]]:
    for key, said in catalogue().sentences.items():
        for each in segments("".join((said, translate(said, ENGLISH), translate(said, GERMAN)))):
            for name in names_in(each.text):
                if name not in {"on", "subject"}:
                    assert each.optional, f"{key}: {name} may be missing"
                    yield key, name.removesuffix(":before")


@pytest.mark.parametrize(("key", "name"), sorted(set(needed())))
def test_what_a_sentence_says_is_a_column_that_has_a_name(key: str, name: str) -> None:
    table, column = name.split(".")

    assert get_type_hints(rows()[table])[column] not in (UUID, UUID | None, bytes)


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, each in rows().items() for column in each.__struct_fields__]
)
def test_every_column_has_its_label(table: str, column: str) -> None:
    if column not in rows()[table].TABLE.key:
        assert column in catalogue().labels or f"{table}.{column}" in catalogue().labels, (
            f"label {column}: [labels] of domain/efe_domain/data/words"
        )


def test_no_label_is_of_a_column_that_is_none() -> None:
    known = {name for table, each in rows().items() for c in each.__struct_fields__ for name in (c, f"{table}.{c}")}

    assert set(catalogue().labels) <= known


def test_a_pole_is_created_around_its_axis(liege: Client) -> None:
    a_composed_pole(liege)

    [created] = [each for each in entries(liege) if each["kind"] == "pole.created.v1"]

    assert created["kindLabel"] == "Pôle créé"
    assert created["sentence"] == "Pôle « Chauffage » créé autour de Monteur en chauffage."


def test_an_entry_is_said_in_english(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))

    said = {each["kind"]: each for each in entries(liege.with_header("Accept-Language", "en"))}

    assert said["pole.created.v1"]["kindLabel"] == "Pôle created"
    assert said["pole.created.v1"]["sentence"] == "Pôle “Chauffage” created around Monteur en chauffage."
    changes = {each["field"]: each for each in said["pole.created.v1"]["changes"]}
    assert (changes["axis_kind"]["label"], changes["axis_kind"]["afterText"]) == ("Kind of axis", "occupation")
    assert (changes["published"]["afterText"], changes["published"]["beforeText"]) == ("no", None)


def test_a_change_is_written_as_people_write_it(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn="2026-03-01")

    [constituted] = [each for each in entries(liege) if each["kind"] == "pole.constituted.v2"]
    changes = {each["field"]: each for each in constituted["changes"]}

    assert constituted["sentence"] == "Pôle constitué du 1er mars 2026 au 28 février 2029."
    assert changes["published"] | {"before": False} == {
        "field": "published", "label": "Public", "before": False, "beforeText": "non", "after": True,
        "afterText": "oui",
    }  # fmt: skip
    assert changes["term_ends"]["afterText"] == "28 février 2029"


def test_a_sentence_says_only_what_the_entry_shows() -> None:
    name = FieldChange("pole", (str(UUID(int=2)),), "name", None, "Bois")

    assert sentence(row("pole.created.v1"), FRENCH) == "Pôle créé."
    assert sentence(row("pole.created.v1", name), FRENCH) == "Pôle « Bois » créé."


@pytest.mark.parametrize("typed", ["Faute de moyens.", "Faute de moyens…", "Et après ?"])
def test_what_somebody_typed_ends_the_sentence_that_quotes_it(typed: str) -> None:
    reason = FieldChange("decision", (str(UUID(int=2)),), "close_reason", None, typed)

    assert sentence(row("decision.closed.v1", reason), FRENCH) == f"Décision close sans consensus : {typed}"


def test_what_somebody_typed_is_no_template() -> None:
    name = FieldChange("pole", (str(UUID(int=2)),), "name", None, "{on} [pole.name] %s")

    assert sentence(row("pole.renamed.v1", name), FRENCH) == "Pôle renommé « {on} [pole.name] %s »."


def test_a_long_text_is_shortened_in_a_sentence() -> None:
    reason = FieldChange("pole", (str(UUID(int=2)),), "dissolution_reason", None, 400 * "mot ")

    said = sentence(row("pole.dissolved.v1", reason), FRENCH)

    assert len(said) < 200
    assert said.endswith("…")


def test_an_entry_is_said_in_german(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn="2026-03-01")

    said = {each["kind"]: each for each in entries(liege.with_header("Accept-Language", "de-BE"))}

    assert said["pole.created.v1"]["kindLabel"] == "Synergiepol gegründet"
    assert said["pole.constituted.v2"]["sentence"] == (
        "Synergiepol konstituiert vom 1. März 2026 bis zum 28. Februar 2029."
    )
    changes = {each["field"]: each for each in said["pole.created.v1"]["changes"]}
    assert (changes["axis_kind"]["label"], changes["axis_kind"]["afterText"]) == ("Art der Achse", "Beruf")


def test_every_member_of_an_enumeration_has_its_words() -> None:
    kinds = {kind for each in rows() for kind in types(each).values() if issubclass(kind, Enum) and kind is not Rule}

    assert {f"{kind.__name__}.{each.name}" for kind in kinds for each in kind} == catalogue().values.keys()


@pytest.mark.parametrize(
    ("table", "column", "value", "french", "english"),
    [
        ("funding", "amount_cents", 1_234_567, "12\N{NARROW NO-BREAK SPACE}345,67\N{NO-BREAK SPACE}€", "€12,345.67"),
        ("pole", "bassins", ["huy-waremme"], "Huy-Waremme", "Huy-Waremme"),
        ("pole", "created_on", "2026-01-01", "1er janvier 2026", "1 January 2026"),
        ("verdict", "kind", VerdictKind.CONDITIONS.value, "accord sous conditions", "agreed with conditions"),
        ("meeting", "agenda", ["Un", "Deux"], "Un, Deux", "Un, Deux"),
        ("pole", "former_names", [{"name": "A", "until": "2026-01-01"}], "A, 1er janvier 2026", "A, 1 January 2026"),
        ("pole", "name", "", None, None),
        ("pole", "name", None, None, None),
        ("nothing", "name", "a", "a", "a"),
        ("pole", "axis_kind", "gone", "gone", "gone"),
    ],
)
def test_a_value_is_written_in_french_and_in_english(
    table: str, column: str, value: object, french: str | None, english: str | None
) -> None:
    assert (text_of(table, column, value, FRENCH), text_of(table, column, value, ENGLISH)) == (french, english)


@pytest.mark.parametrize(
    ("table", "column", "value", "german"),
    [
        ("funding", "amount_cents", 1_234_567, "12.345,67\N{NO-BREAK SPACE}€"),
        ("pole", "created_on", "2026-03-01", "1. März 2026"),
        ("verdict", "kind", VerdictKind.CONDITIONS.value, "Zustimmung unter Bedingungen"),
        ("pole", "published", True, "ja"),
    ],
)
def test_a_value_is_written_in_german(table: str, column: str, value: object, german: str) -> None:
    assert text_of(table, column, value, GERMAN) == german


def test_every_sentence_is_shown_to_those_of_the_trail_alone(api: Api, liege: Client, namur: Client) -> None:
    assert namur.refusal(TRAIL) == "FORBIDDEN"
    assert api.visitor.refusal(TRAIL) == "UNAUTHENTICATED"


def test_a_subscriber_is_given_what_the_page_of_these_instants_has() -> None:
    entry = row("pole.created.v1")
    at, later = entry.recorded_at, entry.recorded_at + timedelta(microseconds=1)

    assert [TrailFilter(recorded_from=each).takes(entry) for each in (None, at, later)] == [True, True, False]
    assert [TrailFilter(recorded_until=each).takes(entry) for each in (None, at, later)] == [True, False, True]
