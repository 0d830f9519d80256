-- Streams that name another one in a field which commands look up: the invitations to a project, and the meetings of pôles
-- that take part in a joint one. An index spares these commands a scan of the ledger. Events of other topics add no entry to
-- it. `LINKED_SQL` repeats the expressions and the conditions.
set local role efe_owner;

-- "Stable" is what PostgreSQL says of convert_from(); UTF-8 depends on no setting.
create function ledger.fields(state bytea) returns jsonb language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
return convert_from(state, 'UTF8')::jsonb;

revoke execute on function ledger.fields from public;
grant execute on function ledger.fields to efe_command;

create index event_invitation on ledger.event ((ledger.fields(state) ->> 'project'))
    where topic = 'invitation.sent.v1';

create index event_joint_meeting on ledger.event ((ledger.fields(state) #>> '{joint,meeting}'))
    where topic = 'meeting.convened.v2';
