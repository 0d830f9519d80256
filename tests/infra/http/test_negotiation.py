import pytest

from efe_infra.http.negotiation import EVENTS, GRAPHQL, JSON, negotiate, takes_events, wants_page


@pytest.mark.parametrize("accept", [None, "", "*/*", "application/*", "text/html, */*;q=0.1"])
def test_a_client_without_a_preference_is_answered_in_json(accept: str | None) -> None:
    assert negotiate(accept) == JSON


@pytest.mark.parametrize(
    "accept",
    [
        "application/graphql-response+json",
        "application/graphql-response+json, application/json",
        "application/json;q=0.5, application/graphql-response+json; charset=utf-8",
        "*/*, application/graphql-response+json",
        "application/json;q=0, */*",
    ],
)
def test_a_client_that_prefers_the_graphql_type_is_given_it(accept: str) -> None:
    assert negotiate(accept) == GRAPHQL


@pytest.mark.parametrize(
    "accept",
    [
        "application/json, application/graphql-response+json",
        "application/graphql-response+json;q=0.9, APPLICATION/JSON",
        "application/graphql-response+json;q=lots, application/json;q=0.1",
        "application/graphql-response+json;q=nan, application/json;q=0.1",
    ],
)
def test_a_client_that_prefers_json_is_given_it(accept: str) -> None:
    assert negotiate(accept) == JSON


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*", ",", ";q=1"])
def test_a_client_that_takes_neither_is_given_nothing(accept: str) -> None:
    assert negotiate(accept) is None


def test_only_a_browser_is_given_the_page() -> None:
    assert wants_page("text/html,application/xhtml+xml,*/*;q=0.8")
    assert not wants_page("*/*")
    assert not wants_page("text/html;q=0")
    assert not wants_page(None)


@pytest.mark.parametrize(
    "accept",
    [
        "text/event-stream",
        "text/event-stream, */*",
        "application/json;q=0.9, text/event-stream",
        "*/*, TEXT/Event-Stream",
    ],
)
def test_a_client_that_prefers_events_is_given_them(accept: str) -> None:
    assert negotiate(accept) == EVENTS


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/graphql-response+json, application/json, text/event-stream, multipart/mixed", GRAPHQL),
        ("application/json, text/event-stream", JSON),
        ("text/event-stream;q=0.5, application/json", JSON),
        ("text/event-stream;q=0, */*", JSON),
        ("text/*, */*", JSON),
    ],
)
def test_events_are_for_who_names_them_before_the_others(accept: str, media: str) -> None:
    assert negotiate(accept) == media


def test_who_would_rather_have_json_may_still_take_events() -> None:
    assert takes_events("application/json, text/event-stream;q=0.1")
    assert not takes_events("application/json, */*")
