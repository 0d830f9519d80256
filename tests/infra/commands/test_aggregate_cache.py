"""The cache of aggregates by itself: its room, the copies of a stream, its doubts."""

from efe_domain.access.person import Person
from efe_domain.commands.aggregate_cache import MAX_COPIES, MAX_DOUBTFUL_STREAMS, AggregateCache, weight
from efe_domain.instance.instance import InstanceBassin
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from tests.domain.given import some_id

LIEGE = instance_id(Bassin.LIEGE)


def test_what_is_least_used_is_forgotten_first() -> None:
    memory = AggregateCache(room=4 * weight(Person(some_id("a"))))
    a, same, b, c, d = (Person(some_id(name)) for name in "aabcd")
    for person in (a, same, b, c):
        memory.keep(person)

    assert memory.lend(a.id) is same
    memory.keep(same)
    memory.keep(d)

    assert memory.lend(b.id) is None
    assert [memory.lend(each.id) for each in (a, a, c, d)] == [same, a, c, d]


def test_of_several_the_newest_is_lent_and_the_oldest_forgotten() -> None:
    memory = AggregateCache()
    copies = [InstanceBassin(LIEGE) for _ in range(MAX_COPIES + 1)]
    for version, instance in enumerate(copies):
        instance.version = version
    for instance in reversed(copies):
        memory.keep(instance)

    assert [memory.lend(LIEGE) for _ in copies] == [*reversed(copies[1:]), None]


def test_room_is_given_back_with_what_is_lent() -> None:
    memory = AggregateCache(room=2 * weight(Person(some_id("a"))))
    a, b = (Person(some_id(name)) for name in "ab")
    for _ in range(10):
        for person in (a, b):
            memory.keep(person)
            assert memory.lend(person.id) is person
    memory.keep(a)
    memory.keep(b)

    assert memory.lend(a.id) is a


def test_doubts_are_bounded() -> None:
    memory = AggregateCache()
    for number in range(2 * MAX_DOUBTFUL_STREAMS):
        memory.doubt([some_id(str(number))])

    assert len(memory._doubtful) <= MAX_DOUBTFUL_STREAMS + 1
    assert memory.is_doubtful(some_id(str(2 * MAX_DOUBTFUL_STREAMS - 1)))
