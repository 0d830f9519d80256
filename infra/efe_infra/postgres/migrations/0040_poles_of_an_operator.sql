-- Streams of the pôles that name an operator: a page of an operator looks them up. As for 0039, `LINKED_SQL` repeats the
-- expressions and the conditions. A rectification may name another operator; it is rare, and its text is searched.
set local role efe_owner;

create index event_member on ledger.event ((ledger.fields(state) ->> 'operator'))
    where topic in ('pole.member-designated.v1', 'pole.member-designated.v2');

create index event_rectified_pole on ledger.event (originator_id)
    where topic = 'pole.rectified.v1';
