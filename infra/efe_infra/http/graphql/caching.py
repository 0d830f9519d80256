"""Answers that clients keep: entity tags, and the requests by which an answer is found again."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from efe_graphql.answer_memory import AnsweredRequest
from efe_graphql.request.context import Context
from efe_infra.http.entity_tags import tagged
from efe_infra.http.graphql.large_requests import is_paced

FOR_VISITORS: Final = "public, max-age=0, must-revalidate"
FOR_ACCOUNTS: Final = "private, no-cache"
"""`Cache-Control` of answers with an `ETag`: kept, and asked for again each time."""
DIGEST: Final = "repeatable_as"
"""Key in the state of a request: the digest by which it may be known again. The network cannot write the state."""
BEGAN: Final = "began"
"""Key in the state of a request: the moment from which its time counts, by the clock of the event loop."""
NEW: Final = "is_new"
"""Key in the state of a request: whether no equal one came before."""


def conditional(request: Request, response: Response, context: object) -> Response:
    """Adds an `ETag` to an answer by GET that depends on nothing but rows; a proxy may keep that of a visitor."""
    if not isinstance(context, Context) or context.repeatable is None or request.method == "POST":
        return response
    return tagged(request, response, caching=FOR_VISITORS if context.token is None else FOR_ACCOUNTS)


def keep_request(request: Request, context: object, media: str, variables: Mapping[str, Any] | None) -> None:
    """Keeps a request for whose answer nothing decides but its bytes, the principal and the day.

    The principal of an API token is never assumed: to keep its request would only verify the token twice.
    """
    digest = request.scope["state"].get(DIGEST)
    if not digest or not isinstance(context, Context) or context.answers is None or context.repeatable is None:
        return
    answer = context.repeatable
    if answer.is_present and context.scope is None and context.answers.get(answer.key) and not is_paced(variables):
        earlier = AnsweredRequest(answer, context.principal, context.today, context.whole_cost, media)
        context.answers.keep_request(digest, earlier)
