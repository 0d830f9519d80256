from dataclasses import replace

import pytest
from graphql import (
    GraphQLError,
    GraphQLNamedType,
    OperationDefinitionNode,
    build_schema,
    get_introspection_query,
    parse,
    specified_rules,
    validate,
)

from efe_graphql.limits.cost import COUNTED, LISTED, ONCE, PAGES, CostCounter, OperationCost, Selector
from efe_graphql.limits.limits import LIMITS, Limits, budget_rule
from efe_graphql.schema import schema

SCHEMA = build_schema("""
    type Query {
        thing: Thing
        things(first: Int, after: String): ThingConnection
        nodes(ids: [ID!]!): [Thing]
    }
    type Thing { name: String parent: Thing parts: [Thing!]! things(first: Int): ThingConnection }
    type ThingConnection { edges: [ThingEdge!]! nodes: [Thing!]! pageInfo: PageInfo! }
    type ThingEdge { cursor: String! node: Thing! }
    type PageInfo { hasNextPage: Boolean! }
""")
UNLIMITED = Limits(depth=10**9, aliases=10**9, directives=10**9, root_fields=10**9, cost=10**9)


class VisitsCounter(CostCounter):
    visits = 0

    def count(self, node: Selector, parent: GraphQLNamedType | None) -> OperationCost:
        self.visits += 1
        return super().count(node, parent)


def counted(query: str) -> tuple[OperationCost, int]:
    document = parse(query)
    counter = VisitsCounter(SCHEMA, document, PAGES)
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return counter.count(operation, SCHEMA.query_type), counter.visits


def cost(query: str) -> int:
    return counted(query)[0].cost


def errors(query: str, limits: Limits = LIMITS) -> list[GraphQLError]:
    return validate(SCHEMA, parse(query), [budget_rule(limits), *specified_rules])


def doubling_fragments(levels: int) -> str:
    steps = "".join(f"fragment f{level} on Thing{{...f{level + 1} ...f{level + 1}}}" for level in range(levels))
    return f"{{thing{{...f0}}}}{steps}fragment f{levels} on Thing{{name}}"


def test_a_fragment_is_counted_once_however_often_it_is_spread() -> None:
    query = doubling_fragments(25)

    found, visits = counted(query)

    assert len(query) < 1_100
    assert found.cost > 2**25
    assert visits <= 1 + 1 + 26 + 1


def test_doubling_fragments_are_refused_for_their_cost() -> None:
    (error,) = errors(doubling_fragments(25))

    assert error.extensions is not None
    assert error.extensions["code"] == "QUERY_TOO_COMPLEX"
    assert error.extensions["limit"] == "cost"


def test_the_cost_of_endless_doubling_stays_a_small_number() -> None:
    found, _ = counted(doubling_fragments(200))

    assert found.cost == 10**9


def test_fragments_that_spread_each_other_are_counted_and_named_by_validation() -> None:
    found = errors("{thing{...a}} fragment a on Thing{...b name} fragment b on Thing{...a}")

    assert [error.message for error in found] == ["Cannot spread fragment 'a' within itself via 'b'."]


def test_a_chain_of_fragments_longer_than_the_stack_is_refused() -> None:
    chain = "".join(f"fragment f{step} on Thing{{...f{step + 1}}}" for step in range(2_000))

    found = errors(f"{{thing{{...f0}}}} {chain} fragment f2000 on Thing{{name}}", UNLIMITED)

    assert [error.message for error in found] == ["Validation aborted."]


def test_a_page_multiplies_what_is_below_it() -> None:
    assert cost("{things(first: 10){nodes{name}}}") == 1 + LISTED + 10 * (1 + 1)


def test_a_page_inside_a_page_multiplies_again() -> None:
    inside = 1 + LISTED + 3 * 2
    assert cost("{things(first: 10){nodes{things(first: 3){nodes{name}}}}}") == 1 + LISTED + 10 * (1 + inside)


def test_a_list_is_counted_once_however_long_its_page_is() -> None:
    once = cost("{things(first: 10){nodes{name}}}") + 10 + ONCE["totalCount"]
    fragment = "fragment f on ThingConnection{totalCount}"

    assert cost("{things(first: 10){nodes{name} totalCount}}") == once
    assert cost(f"{{things(first: 10){{nodes{{name}} ...f}}}} {fragment}") == once


def test_a_root_list_that_is_dear_to_count_is_dearer_when_it_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    page, counted = "{things(first: 10){nodes{name}}}", "{things(first: 10){nodes{name} totalCount}}"
    below = "{thing{things(first: 10){totalCount}}}"
    usual = [cost(each) for each in (page, counted, below)]

    monkeypatch.setitem(COUNTED, "things", 7)

    assert [cost(each) for each in (page, counted, below)] == [usual[0], usual[1] + 6 * ONCE["totalCount"], usual[2]]


def test_pages_of_the_default_size_are_not_too_complex() -> None:
    page = "things { nodes { "
    query = f"{{ {page * 2} {'name ' * 60} {'} } ' * 2} }}"
    sized = query.replace("things", "things(first: 20)")

    assert LIMITS.cost < cost(query) == cost(sized) <= LIMITS.default_pages_cost
    assert errors(query) == []
    assert [error.extensions["limit"] for error in errors(sized) if error.extensions] == ["cost"]


def test_pages_of_the_default_size_have_a_limit_too() -> None:
    page = "things { nodes { "

    (error,) = errors(f"{{ {page * 5} name {'} } ' * 5} }}")

    assert (error.extensions or {})["max"] in {LIMITS.cost, LIMITS.default_pages_cost}


def test_a_page_size_in_a_variable_counts_as_the_largest_page() -> None:
    assert cost("query($n: Int){things(first: $n){nodes{name}}}") == cost("{things(first: 100){nodes{name}}}")


def test_a_page_size_beyond_the_largest_counts_as_the_largest() -> None:
    assert cost("{things(first: 999999999999){nodes{name}}}") == cost("{things(first: 100){nodes{name}}}")


def test_a_page_size_of_thousands_of_digits_is_an_error_of_its_author() -> None:
    (error,) = errors(f"{{things(first: {'9' * 5_000}){{nodes{{name}}}}}}")

    assert "Int" in error.message


def test_a_list_without_a_size_counts_as_a_usual_page() -> None:
    assert cost("{thing{parts{name}}}") == 1 + 1 + 20 * 1
    assert cost("{things{edges{node{name}}}}") == 1 + LISTED + 20 * 3


def test_a_list_of_ids_counts_its_ids() -> None:
    assert cost('{nodes(ids: ["a", "b"]){name}}') == 1 + 2 * 1
    assert cost("query($ids: [ID!]!){nodes(ids: $ids){name}}") == 1 + 100 * 1


@pytest.mark.parametrize(
    ("limits", "query", "limit"),
    [
        (replace(LIMITS, depth=3), "{thing{parent{parent{name}}}}", "depth"),
        (replace(LIMITS, depth=3), "{thing{...f}} fragment f on Thing{parent{... on Thing{parent{name}}}}", "depth"),
        (replace(LIMITS, aliases=1), "{a: thing{b: name}}", "aliases"),
        (replace(LIMITS, directives=1), "{thing @skip(if: false){... @skip(if: false){name}}}", "directives"),
        (replace(LIMITS, root_fields=1), "{thing{name} ...f} fragment f on Query{thing{name}}", "root_fields"),
        (replace(LIMITS, cost=20), "{things{nodes{name}}}", "cost"),
    ],
)
def test_each_limit_refuses_what_exceeds_it(limits: Limits, query: str, limit: str) -> None:
    (error,) = errors(query, limits)

    assert error.extensions is not None
    assert error.extensions["limit"] == limit
    assert error.extensions["found"] > error.extensions["max"]
    assert errors(query, UNLIMITED) == []


def test_a_document_too_heavy_never_reaches_the_other_rules() -> None:
    (error,) = errors("{a: unknown b: unknown}", replace(LIMITS, aliases=1))

    assert error.message == "Requête trop lourde : nombre d'alias 2, au plus 1."


def test_every_operation_of_a_document_is_weighed() -> None:
    (error,) = errors("query light{thing{name}} query heavy{a: thing{name}}", replace(LIMITS, aliases=0))

    assert error.nodes is not None
    assert isinstance(error.nodes[0], OperationDefinitionNode)
    assert error.nodes[0].name is not None
    assert error.nodes[0].name.value == "heavy"


def test_the_introspection_that_an_editor_asks_is_within_the_limits() -> None:
    everything = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )

    assert errors(everything) == []


def test_introspection_repeated_under_aliases_is_refused() -> None:
    fields = "{types{fields(includeDeprecated: true){args{type{ofType{ofType{ofType{name}}}}}}}}"
    repeated = " ".join(f"a{number}: __schema{fields}" for number in range(20))

    (error,) = validate(schema._schema, parse(f"{{{repeated}}}"), [budget_rule(LIMITS)])

    assert error.extensions is not None
    assert error.extensions["limit"] == "cost"


def test_one_set_of_limits_has_one_rule() -> None:
    assert budget_rule(Limits()) is budget_rule(Limits())
    assert budget_rule(Limits(depth=5)) is not budget_rule(Limits())
