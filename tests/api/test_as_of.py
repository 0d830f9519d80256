"""Every answer as of a position is the answer that was given when the register was there."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type, get_nullable_type, is_leaf_type, is_list_type

from efe_domain.access.grants import Role
from tests.api.everything import act, entities, staged
from tests.api.given import Api, Client, ids_in
from tests.api.sweep.fields import published
from tests.infra.commands.every_command import COMMANDS

SCHEMA = published()
PROOFS = {"ledgerCheckpoint", "ledgerConsistency", "ledgerProof"}
WITHOUT_A_PAST = {
    *(
        "accessJournal",
        "apiTokens",
        "compare",
        "node",
        "person",
        "personInvitations",
        "previewRectification",
        "serviceAccounts",
    ),
    *("setup", "viewer"),
    *PROOFS,
}
"""The journal lies outside the register, a comparison has two moments of its own, an id carries its moment, rights
are those of now, the vault keeps no former names, a command is decided now, and a proof names the checkpoint that it
is of."""
OTHERWISE_READ = {"availableCommands", "history", "versionAt", "compare"}
ARGUMENTS = {
    "search": 'search: "Jo"',
    "text": 'text: "soudure"',
    "axis": 'axis: { kind: METIER, label: "Monteur en chauffage central" }',
    "bassin": "bassin: LIEGE",
    "within": "within: 3660",
    "figure": "figure: DECISIONS_ADOPTED",
}
MOMENTS = 5
"""Moments while something is done, and again as many less three while it is undone."""
EACH = 5
"""So many objects of a type are looked at; more would only take longer."""
EVERY = {"Decision", "Project"}
"""Few of these have what is asked of them: an objection, or a verdict and a progress report."""
NOT_MET = {"AccessJournalEntry", "AuditEntry", "Correction", "HistoryEntry", "Modalities"}
"""Not asked for here: the trail is read at the root, the journal lies outside the register, and modalities take a
decision of their own.
"""


def roots() -> dict[str, GraphQLField]:
    assert SCHEMA.query_type
    found: dict[str, GraphQLField] = SCHEMA.query_type.fields
    return found


def types() -> Iterator[GraphQLObjectType]:
    yield from (each for each in SCHEMA.type_map.values() if isinstance(each, GraphQLObjectType))


def test_every_root_field_is_read_as_of_a_moment() -> None:
    without = {name for name, each in roots().items() if not {"asOf", "minPosition"} <= each.args.keys()}

    assert without == WITHOUT_A_PAST


def test_a_moment_is_named_at_the_root_only() -> None:
    below = {f"{kind.name}.{name}" for kind in types() for name, each in kind.fields.items() if "asOf" in each.args}

    assert {name for name in below if not name.startswith("Query.")} == {"Viewer.tasks"}


def test_every_list_of_what_lasts_is_read_as_in_force_on_a_day() -> None:
    lists = {
        f"{kind.name}.{name}": each
        for kind in types()
        for name, each in kind.fields.items()
        if is_list_type(get_nullable_type(each.type)) and lasts(get_named_type(each.type))
    }

    assert {name.partition(".")[2] for name in lists} >= {"grants", "seats", "memberships", "terms", "carriers"}
    assert [name for name, each in lists.items() if "inForceOn" not in each.args] == []


def lasts(kind: object) -> bool:
    return isinstance(kind, GraphQLObjectType) and ({"since", "until"} <= kind.fields.keys() or kind.name == "Term")


def leaves(kind: GraphQLObjectType) -> str:
    """Every field that has nothing below it and needs no argument."""
    return " ".join(name for name, each in kind.fields.items() if is_leaf_type(get_named_type(each.type)))


def whole(kind: GraphQLObjectType) -> str:
    """Everything of an object, with what its fields lead to, down to there: pages and dossiers are looked into."""
    parts = (below(name, each) for name, each in kind.fields.items() if name not in OTHERWISE_READ)
    return " ".join([leaves(kind), *parts])


def below(name: str, each: GraphQLField) -> str:
    kind = get_named_type(each.type)
    if is_leaf_type(kind):
        return ""
    if not isinstance(kind, GraphQLObjectType):
        return f"{name} {{ __typename id }}"
    if kind.name.endswith("Connection"):
        return f"{name} {{ {page(kind)} }}"
    return f"{name} {{ __typename {whole(kind) if kind.name.endswith(('Dossier', 'Plan')) else leaves(kind)} }}"


def page(kind: GraphQLObjectType) -> str:
    edge: Any = get_named_type(kind.fields["edges"].type)
    return f"totalCount edges {{ node {{ {leaves(get_named_type(edge.fields['node'].type))} }} }}"


def root_queries() -> Iterator[str]:
    """One for each root field that reads more than one object at once, or one that has no id."""
    for name, each in roots().items():
        if name in WITHOUT_A_PAST or {"id", "ids"} & each.args.keys():
            continue
        kind: Any = get_named_type(each.type)
        asked = " ".join(given for argument, given in ARGUMENTS.items() if argument in each.args)
        plain = leaves if is_list_type(get_nullable_type(each.type)) else whole
        shown = page(kind) if kind.name.endswith("Connection") else plain(kind)
        yield f"query ($at: AsOf) {{ {name}({asked} asOf: $at) {{ {shown} }} }}"


ROOTS = tuple(root_queries())
OBJECT = "query ($id: ID!, $at: AsOf) { nodes(ids: [$id], asOf: $at) { ... on %s { %s } } }"
NODES = {
    kind.name: OBJECT % (kind.name, whole(kind))
    for kind in types()
    if any(each.name == "Node" for each in kind.interfaces)
}


def asked_of(by: Client, ids: set[str], roots: Iterable[str] = (), **at: Any) -> dict[tuple[str, str], Any]:
    """The answers to everything that can be asked, by the query and the id that it is about."""
    some = sorted(ids, key=lambda each: (each.partition(":")[0], each))
    by_kind = {
        kind: [each for each in some if each.startswith(f"{kind}:")][: None if kind in EVERY else EACH]
        for kind in NODES
    }
    return {
        **{(query, ""): by.ask(query, **at) for query in roots},
        **{(NODES[kind], each): by.ask(NODES[kind], id=each, **at) for kind in NODES for each in by_kind[kind]},
    }


def of_now(answer: Any, position: str) -> Any:
    """An answer of the past with the ids of now."""
    match answer:
        case dict():
            return {name: of_now(each, position) for name, each in answer.items()}
        case list():
            return [of_now(each, position) for each in answer]
        case str():
            return answer.removesuffix(f"@{position}")
        case _:
            return answer


def undoes(command: str) -> bool:
    """Such commands come last: what is undone can be acted on no more."""
    return command.startswith(("abandon", "cancel", "close", "complete", "dissolve", "end_", "leave", "withdraw"))


def commands_before_moments() -> Iterator[list[str]]:
    """Yields commands. Neighbours act on one object, so each of them comes before another moment."""
    undoing = [each for each in COMMANDS if undoes(each)]
    doing = [each for each in COMMANDS if not undoes(each)]
    for commands, moments in ((doing, MOMENTS), (undoing, MOMENTS - 3)):
        yield from (commands[nth::moments] for nth in range(moments))


def test_what_was_answered_then_is_what_is_answered_as_of_then(api: Api) -> None:
    stage = staged(api)
    reader = api.granted("lecture", Role.READER)
    given: dict[str, dict[tuple[str, str], Any]] = {}
    known = set(entities(api))
    for commands in commands_before_moments():
        act(stage, *commands)
        done = str(api.installation.platform.recorder.max_notification_id())
        reader.ask("query ($at: Position) { meta(minPosition: $at) { version } }", at=done)
        known |= set(entities(api))
        of_entities = asked_of(reader, known, ROOTS)
        parts = ids_in([*of_entities.values()]) - known
        given[done] = of_entities | asked_of(reader, parts)
        known |= parts

    kinds_met = {each.partition(":")[0] for each in known}
    assert kinds_met >= NODES.keys() - NOT_MET
    for position, answers in given.items():
        again = {
            (query, each): reader.ask(query, at={"position": position}, **({"id": each} if each else {}))
            for query, each in answers
        }
        for (query, each), answer in answers.items():
            assert of_now(again[query, each], position) == answer, (position, query, each)
            assert all(found.endswith(f"@{position}") for found in ids_in(again[query, each]) if is_of(found))


def is_of(found: str) -> bool:
    """Tells whether an id is one of the register; persons, accounts and seats have no past."""
    return found.partition(":")[0] in NODES
