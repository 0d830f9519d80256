"""Rate limit on links of invitations that open nothing: a client cannot try many."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from efe_domain.access.invitation import InvitationLinkRefused
from efe_domain.shared.errors import Refusal
from efe_graphql.limits.name_guesses import NameGuesses


class TooManyLinks(Refusal):
    """Links of an account are refused unread for a while, whether they are right or not."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "Trop de liens de ce compte n'ouvraient aucune invitation : réessayez dans {wait} s.",
            wait=math.ceil(seconds),
        )


class LinkGuesses(NameGuesses):
    """Counters of one process, thread-safe: ten dead links of one account an hour."""

    @contextmanager
    def guessing(self, account: str) -> Iterator[None]:
        """Holds a guess while a link is looked up; a dead link spends it. Raises `TooManyLinks` or `Timeout`."""
        with self.guesses(account, 1) as guess:
            if not guess.count:
                raise TooManyLinks(self.wait_s(account))
            try:
                yield
            except InvitationLinkRefused:
                guess.spend()
                raise
