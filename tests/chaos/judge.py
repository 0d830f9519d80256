"""Judgement of one request, given the faults during it.

A server that starts takes connections before it answers.
"""

from tests.chaos.clients import Client
from tests.chaos.promises import AGAIN, Fault
from tests.chaos.troubles import Kind, Troubles
from tests.hostile.crowd import CUT, Asked


def judge(asked: Asked, client: Client, troubles: Troubles, margin: float) -> None:
    """`margin` is in seconds, and added to each limit. Raises `Fault`."""
    began, ended, code = asked.began, asked.ended, asked.code
    silent = max(troubles.overlap(kind, began, ended) for kind in (Kind.FROZEN, Kind.AWAY))
    limit = client.limit + margin + silent
    if asked.took > limit:
        raise Fault(f"{client} waited {asked.took:.1f} s for {code or 'an answer'}; {limit:.1f} s at most")
    if not code:
        return
    if code == CUT:
        if not troubles.overlap(Kind.AWAY, began, ended):
            raise Fault(f"{client} was cut off by a server that was there")
    elif code not in client.may:
        raise Fault(f"{client} is answered {code}")
    elif not troubles.overlap(Kind.HARM, began, ended, after=AGAIN + margin):
        raise Fault(f"{client} is answered {code}, and nothing was harmed")
