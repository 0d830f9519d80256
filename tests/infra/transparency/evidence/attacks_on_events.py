"""Attacks of somebody with the real key: the past rewritten, addresses and joins that lie."""

import json
import struct
from collections.abc import Iterator
from dataclasses import replace

from tests.infra.transparency.evidence.attacks_given import (
    CUT,
    EVENTS,
    LARGE,
    LIEGE,
    OLD,
    OWN,
    SMALL,
    Case,
    last_alone,
    lied,
    swapped,
)
from tests.infra.transparency.evidence.synthetic import CODES, JOIN, root


def rewritten() -> Iterator[Case]:
    """All that follows is made to fit, and signed with the real key."""
    past = [position for position in OWN if position <= CUT]
    at = next(position for position in past[2:] if LARGE.events[position - 1].topic == "pole.evaluated.v1")
    event = LARGE.events[at - 1]
    named = {
        "a date is altered": LARGE.altered(at, on="2020-01-01"),
        "an event is dropped": LARGE.remade(each for each in LARGE.events if each is not event),
        "an event is inserted": LARGE.remade([*LARGE.events[:at], event.saying(command_id="f"), *LARGE.events[at:]]),
        "two events change places": LARGE.remade(swapped(LARGE.events, past[2] - 1, past[3] - 1)),
        "an instant is altered": replace(
            LARGE,
            events=tuple(each._replace(recorded_at=each.recorded_at + (each is event)) for each in LARGE.events),
        ),
        "a topic is altered": replace(
            LARGE,
            events=tuple(
                each._replace(topic="pole.abolished.v1") if each is event else each for each in LARGE.events
            ),
        ),
        "an event of another Instance is altered": LARGE.altered(
            next(e.position for e in LARGE.events if LIEGE not in e.bassins and e.topic != JOIN), on="2020-01-01"
        ),
        "an event of another Instance alone is addressed to a third": LARGE.routed(
            next(e.position for e in LARGE.events if e.bassins == ["namur"]), "verviers"
        ),
        "the table of Instances is another": replace(LARGE, codes=(*CODES[:-1], "zone")),
        "an Instance more": replace(LARGE, codes=(*CODES, "zone")),
    }
    for name, ledger in named.items():
        codes = {"PAST_REWRITTEN", "ROUTE_INVALID"} if "table" in name else {"PAST_REWRITTEN"}
        yield Case(f"rewritten: {name}", ledger.bundle(LIEGE), codes, since=(OLD,))
        same = {"SPLIT_VIEW"}
        if len(ledger.events) == len(LARGE.events):
            yield Case(f"rewritten, the same size kept: {name}", ledger.bundle(LIEGE), same, since=(LARGE.note(),))
    few = replace(LARGE, lies={number: LARGE.entry(LARGE.events[number - 1], "namur") for number in OWN[1:]})
    lone = few.bundle(LIEGE, {OWN[0]})
    codes = {"PAST_REWRITTEN", "STREAM_BROKEN", "ANNEX_MISSING"}
    yield Case("rewritten: all but one are addressed to Namur", lone, codes, since=(OLD,))
    yield Case("rewritten: all, and nothing is kept", LARGE.altered(at, on="2020-01-01").bundle(LIEGE), None)
    late = LARGE.events[OWN[-1] - 1]._replace(recorded_at=LARGE.events[OWN[2] - 1].recorded_at + 1)
    antedated = replace(LARGE, events=(*LARGE.events[: OWN[-1] - 1], late, *LARGE.events[OWN[-1] :]))
    yield Case("a new event is antedated before old ones", antedated.bundle(LIEGE), {"RECORDED_BACKWARDS"})
    level = LARGE.events[OWN[-1] - 1]._replace(recorded_at=LARGE.events[OWN[-2] - 1].recorded_at)
    equal = replace(LARGE, events=(*LARGE.events[: OWN[-1] - 1], level, *LARGE.events[OWN[-1] :]))
    yield Case("two events of one instant", equal.bundle(LIEGE), {"RECORDED_BACKWARDS"})


def routed() -> Iterator[Case]:
    last = last_alone(LARGE, LIEGE, CUT)
    hidden = LARGE.routed(last.position, "namur")
    opened, of_namur = LARGE.opened(LIEGE), LARGE.opened("namur")
    without = opened - {last.position}
    yield Case("addressed to Namur in place of Liège: Liège alone cannot tell", hidden.bundle(LIEGE, without), None)
    yield Case("  the same: Namur withholds it", hidden.bundle("namur"), {"EVENT_WITHHELD"})
    shown = hidden.bundle("namur", of_namur | {last.position})
    yield Case(
        "  the same: Namur shows it", shown, {"EVENT_FOREIGN", "EVENTS_ALTERED", "STREAM_BROKEN", "ANNEX_UNEXPECTED"}
    )
    yield Case("  the same, after the kept checkpoint", hidden.bundle(LIEGE, without), None, since=(OLD,))
    yield Case("withheld, though addressed to Liège", LARGE.bundle(LIEGE, without), {"EVENT_WITHHELD"})
    yield Case("addressed to nobody", LARGE.routed(last.position).bundle(LIEGE, without), {"ROUTE_INVALID"})
    nobody = {"ROUTE_INVALID", "EVENTS_ALTERED"}
    yield Case("addressed to nobody, and shown", LARGE.routed(last.position).bundle(LIEGE), nobody)
    for mask in (1 << 10, 1 << 15, 1 << 12 | 1 << 5):
        lie = replace(LARGE, lies={last.position: struct.pack(">H", mask) + last.leaf})
        yield Case(f"addressed to the unknown {mask:#x}", lie.bundle(LIEGE, without), {"ROUTE_INVALID"})
        yield Case(f"addressed to the unknown {mask:#x}: another", lie.bundle("bruxelles"), {"ROUTE_INVALID"})
    shared = next(
        e for e in reversed(LARGE.events) if LIEGE in e.bassins and 1 < len(e.bassins) < 10 and e.topic != JOIN
    )
    other = next(code for code in shared.bassins if code != LIEGE)
    to_one = LARGE.routed(shared.position, other)
    yield Case("of two, addressed to the other alone: the other", to_one.bundle(other), {"EVENTS_ALTERED"})
    told = LARGE.bundle(other)
    otherwise = LARGE.altered(shared.position, on="2020-01-01").lines(other)
    yield Case(
        "of two, told otherwise to the other", told | {EVENTS: b"".join(otherwise)}, {"EVENTS_ALTERED", "JOIN_FALSE"}
    )
    middle = next(
        e
        for e in LARGE.events
        if e.position > CUT
        and e.bassins == [LIEGE]
        and any(f.originator_id == e.originator_id and f.bassins == [LIEGE] for f in LARGE.events[e.position :])
    )
    gap = LARGE.routed(middle.position, "namur").bundle(LIEGE, opened - {middle.position})
    yield Case("the middle of a stream is addressed to Namur", gap, {"STREAM_BROKEN", "ANNEX_MISSING"})
    for name, bassins in {
        "nobody": [],
        "Liège twice": [LIEGE, LIEGE],
        "an unknown one": [LIEGE, "zone"],
        "not in order": ["namur", LIEGE],
        "a number": [5],
        "a list": [[LIEGE]],
        "a text": LIEGE,
        "nothing": None,
        "one by position": {LIEGE: 1},
    }.items():
        said = last.saying(bassins=bassins)
        lines = LARGE.lines(LIEGE)
        place = next(n for n, line in enumerate(lines) if json.loads(line)["position"] == last.position)
        lines[place] = said.line(json.loads(lines[place])["seq"])
        yield Case(f"a state names {name}", LARGE.bundle(LIEGE) | {EVENTS: b"".join(lines)}, {"ROUTE_INVALID"})
    elsewhere = LARGE.altered(last.position, bassin="verviers")
    yield Case("a state is of an Instance to which it is not addressed", elsewhere.bundle(LIEGE), {"ROUTE_INVALID"})
    for name, bassin in {"of an unknown one": "zone", "of a number": 5, "of a list": [LIEGE]}.items():
        strange = LARGE.altered(last.position, bassin=bassin)
        yield Case(f"a state is {name}", strange.bundle(LIEGE), {"ROUTE_INVALID"})
    for bassin in (LIEGE, None):
        yield Case(f"a state is of {bassin}", LARGE.altered(last.position, bassin=bassin).bundle(LIEGE), None)
    annexed = next(e for e in SMALL.events if e.topic == "project.amended.v1")
    past = SMALL.altered(annexed.position, bassin="verviers").bundle(LIEGE)
    yield Case("an annexed state is of an Instance to which it is not addressed", past, {"ROUTE_INVALID"})
    foreign = next(
        e for e in LARGE.events if LIEGE not in e.bassins and e.position not in opened and "project" in e.topic
    )
    expected = {"ANNEX_UNEXPECTED", "STREAM_BROKEN"}
    yield Case("a project of others is opened", LARGE.bundle(LIEGE, opened | {foreign.position}), expected)
    emerged = next(e for e in LARGE.events if e.topic == "project.emerged.v1" and e.position not in opened)
    yield Case(
        "the start of a project of others is opened",
        LARGE.bundle(LIEGE, opened | {emerged.position}),
        {"ANNEX_UNEXPECTED"},
    )
    pole = next(
        e for e in LARGE.events if LIEGE not in e.bassins and "pole.ev" in e.topic and e.originator_version == 1
    )
    yield Case("a pôle of others is opened", LARGE.bundle(LIEGE, opened | {pole.position}), {"EVENT_FOREIGN"})


def joined() -> Iterator[Case]:
    """Liège joins at the positions 10 and 15 a project that began at 7 and 8, and went on without it at 13."""
    own, opened = SMALL.own(LIEGE), SMALL.opened(LIEGE)
    yield Case("no annex", SMALL.bundle(LIEGE, own), {"ANNEX_MISSING"})
    yield Case("no annex at the second join", SMALL.bundle(LIEGE, opened - {13}), {"ANNEX_MISSING"})
    yield Case("the annex lacks its start", SMALL.bundle(LIEGE, opened - {7}), {"STREAM_BROKEN"})
    yield Case("the annex lacks its end", SMALL.bundle(LIEGE, opened - {8}), {"ANNEX_MISSING"})
    nothing = root([]).hex()
    emptied = lied(10, past_events=0, past_root=nothing)
    yield Case("a join tells no past", emptied.bundle(LIEGE), {"JOIN_FALSE"})
    first = lied(10, 1, originator_version=1, past_events=0, past_root=nothing)
    yield Case("a join is the first of its project", first.bundle(LIEGE, own - {13, 15, 16, 12}), {"JOIN_FALSE"})
    yield Case("a join tells one event less", lied(10, past_events=1).bundle(LIEGE), {"JOIN_FALSE"})
    yield Case("a join tells another root", lied(10, past_root=64 * "0").bundle(LIEGE), {"JOIN_FALSE"})
    yield Case("a join has no root", lied(10, past_root=None).bundle(LIEGE), {"JOIN_FALSE"})
    yield Case("a join tells true events", lied(10, past_events=True).bundle(LIEGE), {"JOIN_FALSE"})
    yield Case(
        "the join of another is false: Namur sees it", lied(10, past_root=64 * "0").bundle("namur"), {"JOIN_FALSE"}
    )
    second = lied(16, past_root=64 * "0")
    yield Case("the join of a second pôle is false", second.bundle(LIEGE), {"JOIN_FALSE"})
    lone = SMALL.remade([*SMALL.events[:2], SMALL.events[6], SMALL.events[9]])
    alone = replace(lone, events=(*lone.events[:3], lone.events[3].saying(past_events=1, past_root=64 * "1")))
    yield Case("a past of one event, of another root", alone.bundle(LIEGE), {"JOIN_FALSE"})
    files = SMALL.bundle(LIEGE)
    later = files[EVENTS].replace(b'"position":8,"recorded_at":1764000008', b'"position":8,"recorded_at":1764000007')
    yield Case("an annexed instant is level with the one before", files | {EVENTS: later}, {"RECORDED_BACKWARDS"})
    instant = files[EVENTS].replace(b'"recorded_at":1764000008000000', b'"recorded_at":1764000008000001')
    yield Case("an annexed instant is altered", files | {EVENTS: instant}, {"EVENTS_ALTERED"})
    topic = files[EVENTS].replace(b"project.emerged", b"project.amended")
    yield Case("an annexed topic is altered", files | {EVENTS: topic}, {"EVENTS_ALTERED"})
    numbered = files[EVENTS].replace(b'1764000007000000,"state"', b'1764000007000000,"seq":7,"state"')
    yield Case(
        "an annexed event has a number", files | {EVENTS: numbered}, {"EVENT_FOREIGN", "EVENT_OUT_OF_SEQUENCE"}
    )
    lines = SMALL.lines(LIEGE)
    turned = swapped(lines, 6, 7)
    yield Case("an annex is turned round", files | {EVENTS: b"".join(turned)}, {"EVENT_MISPLACED", "STREAM_BROKEN"})
    kept = SMALL.note(9)
    remade, lone = SMALL.altered(8, reason="Une autre."), lied(8, reason="Une autre.")
    yield Case("an annexed past is rewritten, joins too", remade.bundle(LIEGE), {"PAST_REWRITTEN"}, since=(kept,))
    yield Case("an annexed past is rewritten, joins not", lone.bundle(LIEGE), {"JOIN_FALSE"})
    gone = SMALL.up_to(14).bundle(LIEGE, opened - {15, 16} | {13})
    yield Case("what a project did after Liège left is opened", gone, {"ANNEX_UNEXPECTED"})
    unjoined = replace(
        SMALL, events=(*SMALL.events[:9], SMALL.events[9].saying(bassin="namur"), *SMALL.events[10:12])
    )
    yield Case("Liège is in a project that it did not join", unjoined.bundle(LIEGE), {"STREAM_BROKEN"})
    shown = unjoined.bundle(LIEGE, unjoined.opened(LIEGE) | {7, 8})
    yield Case("  and the past of it is opened", shown, {"ANNEX_UNEXPECTED"})
