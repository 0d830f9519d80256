"""Mistakes of clients in a document, one for each sentence of the library below the contract."""

from typing import NamedTuple


class Mistake(NamedTuple):
    query: str
    variables: dict[str, object] | None = None
    operation: str | None = None


def fields(selection: str) -> Mistake:
    return Mistake(f"{{ {selection} }}")


def pole(value: object) -> Mistake:
    """A variable of an input object."""
    return Mistake("mutation ($it: CreatePoleInput!) { createPole(input: $it) { position } }", {"it": value})


def operators(arguments: str) -> Mistake:
    return fields(f"operators({arguments}) {{ edges {{ cursor }} }}")


AXIS = {"kind": "METIER", "label": "Soudure"}
DEEP = '{ __type(name: "Int") { fields { type { fields { type { fields { type { fields { name } } } } } } } } }'
SYNTAX = [
    Mistake("{"),
    Mistake("query ("),
    Mistake("{ meta { version } } }"),
    Mistake('"Une description" { meta { version } }'),
    Mistake('"Une description" fragment It on Meta { version } "Une autre" extend type Meta { it: Int }'),
    Mistake("query ($it: Int = $that) { meta { version } }"),
    Mistake("{ meta { ..version } }"),
    Mistake("{ operator(id: 'Operator:1') { name } }"),
    Mistake("{ meta ? }"),
    Mistake("{ operators(first: -) { edges { cursor } } }"),
    Mistake("{ operators(first: 01) { edges { cursor } } }"),
    Mistake("{ operators(first: .5) { edges { cursor } } }"),
    Mistake('{ operator(id: "\\u00G0") { name } }'),
    Mistake('{ operator(id: "\\q") { name } }'),
    Mistake('{ operator(id: "un) { name } }'),
    Mistake("{ meta { version } }" + " " + "{ meta { version } }" * 600),
    Mistake("{ meta " * 600),
    Mistake("{" * 1900),
    Mistake("query ($it: Int = " + "[" * 900 + "]" * 900 + ") { meta { version } }"),
]
OPERATIONS = [
    Mistake("{ meta { version } } type Nothing { it: Int }"),
    Mistake("query It { meta { version } } query It { meta { version } }", operation="It"),
    Mistake("query It { meta { version } } { meta { version } }", operation="It"),
    Mistake("subscription It { auditEntries(bassin: LIEGE) @skip(if: true) { seq } }"),
    Mistake("subscription { auditEntries(bassin: LIEGE) @skip(if: true) { seq } }"),
    Mistake("subscription It { a: auditEntries(bassin: LIEGE) { seq } b: auditEntries(bassin: LIEGE) { seq } }"),
    Mistake("subscription { a: auditEntries(bassin: LIEGE) { seq } b: auditEntries(bassin: LIEGE) { seq } }"),
    Mistake("subscription It { __typename }"),
    Mistake("subscription { __typename }"),
]
FIELDS = [
    fields("metta { version }"),
    fields("meta { zzzzzz }"),
    fields('node(id: "Pole:1") { name }'),
    fields("meta { version { it } }"),
    fields("meta"),
    fields("meta { it: version it: lawVersion }"),
    fields("operators(first: 1) { edges { cursor } } operators(first: 2) { edges { cursor } }"),
    fields("meta { it: version } meta { it: position }"),
    fields("it: meta { version } it: viewer { account { id } }"),
    fields('node(id: "Pole:1") { ... on Pole { it: name } ... on Instance { it: id } }'),
    fields("meta { bassins { it: name } } meta { bassins { it: bassin } }"),
    fields("meta { a: version b: version } meta { a: lawVersion b: lawVersion }"),
]
FRAGMENTS = [
    Mistake("query ($it: Nowhere) { meta { version } }"),
    Mistake("query ($it: Bassinn) { operators(filter: {bassin: $it}) { edges { cursor } } }"),
    fields("meta { ...It }"),
    Mistake("{ meta { version } } fragment It on Meta { version }"),
    Mistake("{ meta { ...It } } fragment It on Meta { version } fragment It on Meta { version }"),
    Mistake("{ meta { ...It } } fragment It on Meta { ...It }"),
    Mistake("{ meta { ...It } } fragment It on Meta { ...That } fragment That on Meta { ...It }"),
    fields("meta { ... on String { it } }"),
    Mistake("{ meta { ...It } } fragment It on Bassin { it }"),
    fields("meta { ... on Pole { name } }"),
    Mistake("{ meta { ...It } } fragment It on Pole { name }"),
]
ARGUMENTS = [
    fields("meta @it { version }"),
    Mistake("query @skip(if: true) { meta { version } }"),
    fields("meta @skip(if: true) @skip(if: true) { version }"),
    operators("frist: 1"),
    operators("zzzzzz: 1"),
    fields("meta @skip(iff: true) { version }"),
    operators("first: 1, first: 2"),
    operators("filter: {namePrefix: null, namePrefix: null}"),
    fields("operator { name }"),
    fields("meta @skip { version }"),
]
VARIABLES = [
    Mistake("query ($it: Int, $it: Int) { operators(first: $it) { edges { cursor } } }"),
    operators("first: $it"),
    Mistake("query It { operators(first: $it) { edges { cursor } } }"),
    Mistake("query ($it: Int) { meta { version } }"),
    Mistake("query It($it: Int) { meta { version } }"),
    Mistake("query ($it: Meta) { meta { version } }"),
    Mistake("query ($it: String) { operators(first: $it) { edges { cursor } } }"),
    Mistake("query ($it: Position) { meta(asOf: {position: $it}) { version } }"),
    Mistake("query ($it: ID!) { operator(id: $it) { name } }"),
    Mistake("query ($it: ID!) { operator(id: $it) { name } }", {"it": None}),
    Mistake("query ($it: ID!) { operator(id: $it) { name } }", {"it": True}),
    pole({"axis": AXIS, "bassin": "LIEGE", "name": 5}),
    pole({"axis": AXIS, "bassin": "LIEGE", "name": None}),
    pole({"axis": AXIS, "bassin": "LIEGGE", "name": "Soudure"}),
    pole({"axis": AXIS, "bassin": "l'Ardenne", "name": "Soudure"}),
    pole({"axis": AXIS, "bassin": 5, "name": "Soudure"}),
    pole({"axis": "Soudure", "bassin": "LIEGE", "name": "Soudure"}),
    pole({"axis": AXIS, "bassin": "LIEGE", "nam": "Soudure"}),
    pole({"axis": AXIS, "bassin": "LIEGE", "name": "Soudure", "l'autre nom": "Soudure"}),
    pole({"axis": AXIS, "bassin": "LIEGE", "name": "Soudure", "expectedVersion": 2**40}),
    pole({"axis": AXIS, "bassin": "LIEGE", "name": "Soudure", "expectedVersion": "deux"}),
    Mistake("query ($it: [ID!]!) { nodes(ids: $it) { id } }", {"it": [True] * 60}),
    Mistake("query ($it: AsOf) { meta(asOf: $it) { version } }", {"it": {}}),
    Mistake("query ($it: AsOf) { meta(asOf: $it) { version } }", {"it": {"position": None}}),
    Mistake("query ($it: Boolean!) { meta @skip(if: $it) { version } }", {"it": "oui"}),
    Mistake("query ($it: Int) { operators(first: $it) { edges { cursor } } }", {"it": None}),
    Mistake("query ($it: String) { operators(first: 1, after: $it) { edges { cursor } } }", {"it": 5}),
]
VALUES = [
    fields("operator(id: null) { name }"),
    operators("filter: 5"),
    operators("filter: {namePrefixx: 5}"),
    operators("filter: {zzzzzz: 5}"),
    operators("filter: {bassin: LIEGGE}"),
    operators('filter: {bassin: "LIEGE"}'),
    operators("filter: {namePrefix: 5}"),
    operators('first: "deux"'),
    operators("first: 5000000000"),
    fields("operator(id: true) { name }"),
    fields('meta @skip(if: "oui") { version }'),
    fields("meta(asOf: {}) { version }"),
    fields("meta(asOf: {position: null}) { version }"),
    Mistake('mutation { createPole(input: {bassin: LIEGE, name: "Soudure"}) { position } }'),
    fields("meta {" + "".join(f" zz{n}" for n in range(150)) + "}"),
    Mistake(DEEP),
]
MISTAKES = [*SYNTAX, *OPERATIONS, *FIELDS, *FRAGMENTS, *ARGUMENTS, *VARIABLES, *VALUES]
