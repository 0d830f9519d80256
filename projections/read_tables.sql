-- Derived from the row types by `efe schema`; not to be edited.

-- How far the read model has come. `definition` sums up the fingerprints of what wrote it.
create table if not exists projection.position (
    name text primary key,
    position bigint not null,
    definition text
);

-- The last position that changed a table, with room on its page for new versions. The two tables of the audit trail
-- are left out: every event changes them.
create table if not exists projection.table_change (
    name text primary key,
    position bigint not null
) with (fillfactor = 25);

-- What each projection was when its table was built.
create table if not exists projection.fingerprint (
    projection text primary key,
    fingerprint text not null
);

-- Every version of the code whose tables were in use, and its generation: they go forward only.
create table if not exists projection.built (
    definition text primary key,
    generation bigint not null,
    built_at timestamptz not null default clock_timestamp()
);

-- The event that stops the read model, until it passes.
create table if not exists projection.failure (
    position bigint primary key,
    projection text not null,
    error text not null,
    message text not null,
    since timestamptz not null default clock_timestamp(),
    attempts bigint not null default 1
);

create table read.instance (
    id uuid not null,
    bassin text collate "C" not null,
    name text collate "C" not null,
    established_on date not null,
    rules jsonb not null,
    settings jsonb not null,
    contest_days bigint,
    verdicts_need_quorum boolean,
    rules_adopted_on date,
    letterheads jsonb not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index instance_version on read.instance (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index instance_bassin on read.instance (bassin, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.instance to efe_read;

create table read.body (
    id uuid not null,
    instance uuid not null,
    bassin text collate "C" not null,
    name text collate "C" not null,
    mission text collate "C" not null,
    since date not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index body_version on read.body (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index body_instance on read.body (instance, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.body to efe_read;

create table read.axis (
    instance uuid not null,
    axis text collate "C" not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    label text collate "C" not null,
    sort_label text collate "C" not null,
    codes jsonb not null,
    meeting uuid,
    since date not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index axis_version on read.axis (instance, axis, since, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.axis to efe_read;

create table read.axis_match (
    instance uuid not null,
    axis text collate "C" not null,
    bassin text collate "C" not null,
    other_bassin text collate "C" not null,
    other_axis text collate "C" not null,
    basis text collate "C" not null,
    since date not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index axis_match_version on read.axis_match (instance, axis, other_bassin, other_axis, since, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.axis_match to efe_read;

create table read.access_grant (
    scope uuid not null,
    kept_in uuid not null,
    pole uuid,
    account uuid not null,
    role text collate "C" not null,
    granted_by uuid,
    bassins text[] collate "C" not null,
    since date not null,
    until date,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index access_grant_version on read.access_grant (scope, account, role, since, (case when to_position is null then 9223372036854775807 else to_position end));
create index access_grant_account on read.access_grant (account, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index access_grant_kept_in on read.access_grant (kept_in, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index access_grant_waiting_1 on read.access_grant ((case when to_position is null then 9223372036854775807 else to_position end)) where granted_by = account;
grant select on read.access_grant to efe_read;
alter table read.access_grant enable row level security;
create policy viewer on read.access_grant for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.operator (
    id uuid not null,
    scheme text collate "C" not null,
    number text collate "C" not null,
    name text collate "C" not null,
    sort_name text collate "C" not null,
    kind text collate "C" not null,
    college text collate "C" not null,
    former_names jsonb not null,
    former_kinds jsonb not null,
    former_numbers jsonb not null,
    registered_on date not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index operator_version on read.operator (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index operator_sort_name_id on read.operator (sort_name, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index operator_kind on read.operator (kind, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.operator to efe_read;

create table read.operator_change (
    operator uuid not null,
    version bigint not null,
    bassin text collate "C",
    reason text collate "C",
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index operator_change_version on read.operator_change (operator, version, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.operator_change to efe_read;

create table read.site (
    id uuid not null,
    operator uuid not null,
    commune text collate "C" not null,
    bassin text collate "C" not null,
    since date not null,
    until date,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index site_version on read.site (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index site_operator on read.site (operator, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.site to efe_read;

create table read.ressort (
    operator uuid not null,
    bassin text collate "C" not null,
    basis text collate "C" not null,
    since date not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index ressort_version on read.ressort (operator, bassin, since, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.ressort to efe_read;

create table read.competence (
    operator uuid not null,
    axis text collate "C" not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    label text collate "C" not null,
    since date not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index competence_version on read.competence (operator, axis, bassin, since, (case when to_position is null then 9223372036854775807 else to_position end));
create index competence_axis on read.competence (axis, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.competence to efe_read;

create table read.pole (
    id uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    name text collate "C" not null,
    sort_name text collate "C" not null,
    former_names jsonb not null,
    axis text collate "C" not null,
    axis_kind text collate "C" not null,
    axis_label text collate "C" not null,
    axis_codes jsonb not null,
    created_on date not null,
    constituted_on date,
    term_starts date,
    term_ends date,
    former_starts date,
    former_ends date,
    alarm_on date,
    dissolved_on date,
    dissolution_reason text collate "C",
    taken_over_on date,
    published boolean not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index pole_version on read.pole (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index pole_bassin_sort_name_id on read.pole (bassin, sort_name, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index pole_sort_name_id on read.pole (sort_name, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index pole_term_ends_id on read.pole (term_ends, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where term_ends is not null;
create index pole_axis on read.pole (axis, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index pole_waiting_1 on read.pole (bassin, (case when to_position is null then 9223372036854775807 else to_position end)) where constituted_on is null and dissolved_on is null;
create index pole_waiting_2 on read.pole ((case when to_position is null then 9223372036854775807 else to_position end)) where alarm_on is not null and dissolved_on is null;
grant select on read.pole to efe_read;
alter table read.pole enable row level security;
create policy viewer on read.pole for select to efe_read using ((case when published or bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or id = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]) then true else false end));

create table read.membership (
    pole uuid not null,
    operator uuid not null,
    bassins text[] collate "C" not null,
    college text collate "C" not null,
    representative uuid,
    representations jsonb not null,
    substitute uuid,
    meeting uuid,
    since date not null,
    until date,
    end_reason text collate "C",
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index membership_version on read.membership (pole, operator, since, (case when to_position is null then 9223372036854775807 else to_position end));
create index membership_representative on read.membership (representative, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where representative is not null;
create index membership_substitute on read.membership (substitute, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where substitute is not null;
create index membership_operator on read.membership (operator, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.membership to efe_read;
alter table read.membership enable row level security;
create policy viewer on read.membership for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.representation (
    pole uuid not null,
    version bigint not null,
    bassins text[] collate "C" not null,
    operator uuid not null,
    since date not null,
    begins date not null,
    person uuid,
    document_sha256 text collate "C",
    document_size bigint,
    document_media_type text collate "C",
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index representation_version on read.representation (pole, version, (case when to_position is null then 9223372036854775807 else to_position end));
create index representation_person on read.representation (person, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where person is not null;
create index representation_document_sha256 on read.representation (document_sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where document_sha256 is not null;
grant select on read.representation to efe_read;
alter table read.representation enable row level security;
create policy viewer on read.representation for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.term (
    pole uuid not null,
    starts date not null,
    ends date not null,
    bassins text[] collate "C" not null,
    decided_on date not null,
    evaluated_on date,
    composition jsonb not null,
    meeting uuid,
    continues uuid,
    why text collate "C",
    illustrative boolean not null,
    document_sha256 text collate "C",
    document_size bigint,
    document_media_type text collate "C",
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index term_version on read.term (pole, starts, (case when to_position is null then 9223372036854775807 else to_position end));
create index term_document_sha256 on read.term (document_sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where document_sha256 is not null;
grant select on read.term to efe_read;
alter table read.term enable row level security;
create policy viewer on read.term for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.evaluation (
    pole uuid not null,
    version bigint not null,
    bassins text[] collate "C" not null,
    term_starts date not null,
    evaluated_on date not null,
    criteria jsonb not null,
    conclusion text collate "C" not null,
    meeting uuid,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index evaluation_version on read.evaluation (pole, version, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.evaluation to efe_read;
alter table read.evaluation enable row level security;
create policy viewer on read.evaluation for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.modalities (
    id uuid not null,
    bassins text[] collate "C" not null,
    agreed_on date not null,
    meeting_every_months bigint not null,
    quorum_percent bigint,
    remote_allowed boolean not null,
    agreement_per_college boolean not null,
    decision uuid,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index modalities_version on read.modalities (id, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.modalities to efe_read;
alter table read.modalities enable row level security;
create policy viewer on read.modalities for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or id = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.modalities_proposal (
    id uuid not null,
    bassins text[] collate "C" not null,
    proposed_on date not null,
    meeting_every_months bigint not null,
    quorum_percent bigint,
    remote_allowed boolean not null,
    agreement_per_college boolean not null,
    content_hash text collate "C" not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index modalities_proposal_version on read.modalities_proposal (id, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.modalities_proposal to efe_read;
alter table read.modalities_proposal enable row level security;
create policy viewer on read.modalities_proposal for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or id = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.decision (
    id uuid not null,
    pole uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    state text collate "C" not null,
    number bigint not null,
    title text collate "C" not null,
    text text collate "C" not null,
    errata jsonb not null,
    content_hash text collate "C" not null,
    subject uuid,
    subject_hash text collate "C" not null,
    deadline date,
    deadline_recorded_on date,
    proposed_on date not null,
    proposed_position bigint not null,
    proposer text collate "C" not null,
    adopted_on date,
    meeting uuid,
    late_until date,
    contested_on date,
    words jsonb not null,
    silent jsonb not null,
    standing jsonb not null,
    replaces uuid,
    replaced_by uuid,
    purged text[] collate "C" not null,
    closed_on date,
    close_reason text collate "C",
    communicated_on date,
    received_on date,
    published boolean not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index decision_version on read.decision (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index decision_pole_proposed_on_proposed_position on read.decision (pole, proposed_on, proposed_position, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index decision_bassin_state_proposed_on_proposed_position on read.decision (bassin, state, proposed_on, proposed_position, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index decision_state_proposed_on_proposed_position on read.decision (state, proposed_on, proposed_position, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index decision_proposed_on_proposed_position on read.decision (proposed_on, proposed_position, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index decision_subject on read.decision (subject, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where subject is not null;
create index decision_period on read.decision ((case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index decision_waiting_1 on read.decision ((case when to_position is null then 9223372036854775807 else to_position end)) where contested_on is not null;
grant select on read.decision to efe_read;
alter table read.decision enable row level security;
create policy viewer on read.decision for select to efe_read using ((case when published or bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]) then true else false end));

create table read.decision_wording (
    decision uuid not null,
    number bigint not null,
    pole uuid not null,
    bassins text[] collate "C" not null,
    title text collate "C" not null,
    text text collate "C" not null,
    content_hash text collate "C" not null,
    subject_hash text collate "C" not null,
    deadline date,
    deadline_recorded_on date,
    proposed_on date not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index decision_wording_version on read.decision_wording (decision, number, (case when to_position is null then 9223372036854775807 else to_position end));
create index decision_wording_period on read.decision_wording ((case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.decision_wording to efe_read;
alter table read.decision_wording enable row level security;
create policy viewer on read.decision_wording for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.roster (
    id uuid not null,
    pole uuid not null,
    bassins text[] collate "C" not null,
    seats jsonb not null,
    consensus jsonb,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index roster_version on read.roster (id, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.roster to efe_read;
alter table read.roster enable row level security;
create policy viewer on read.roster for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.decision_position (
    decision uuid not null,
    version bigint not null,
    pole uuid not null,
    bassins text[] collate "C" not null,
    operator uuid not null,
    stance text collate "C" not null,
    words text collate "C" not null,
    objection bigint,
    content_hash text collate "C" not null,
    taken_on date not null,
    recorded_for boolean not null,
    meeting uuid,
    late boolean,
    document_sha256 text collate "C",
    document_size bigint,
    document_media_type text collate "C",
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index decision_position_version on read.decision_position (decision, version, (case when to_position is null then 9223372036854775807 else to_position end));
create index decision_position_document_sha256 on read.decision_position (document_sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where document_sha256 is not null;
create index decision_position_period on read.decision_position ((case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.decision_position to efe_read;
alter table read.decision_position enable row level security;
create policy viewer on read.decision_position for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.objection (
    decision uuid not null,
    number bigint not null,
    pole uuid not null,
    bassins text[] collate "C" not null,
    operator uuid not null,
    content_hash text collate "C" not null,
    reason text collate "C" not null,
    raised_on date not null,
    state text collate "C" not null,
    answer text collate "C",
    answered_on date,
    last_word text collate "C",
    settled_on date,
    meeting uuid,
    document_sha256 text collate "C",
    document_size bigint,
    document_media_type text collate "C",
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index objection_version on read.objection (decision, number, (case when to_position is null then 9223372036854775807 else to_position end));
create index objection_document_sha256 on read.objection (document_sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where document_sha256 is not null;
create index objection_waiting_1 on read.objection (pole, (case when to_position is null then 9223372036854775807 else to_position end)) where state = 'raised';
grant select on read.objection to efe_read;
alter table read.objection enable row level security;
create policy viewer on read.objection for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.mandate (
    seat uuid not null,
    since date not null,
    instance uuid not null,
    body uuid not null,
    bassins text[] collate "C" not null,
    category text collate "C" not null,
    voting boolean not null,
    person uuid not null,
    substitute uuid,
    ends date,
    until date,
    end_reason text collate "C",
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index mandate_version on read.mandate (seat, since, (case when to_position is null then 9223372036854775807 else to_position end));
create index mandate_body on read.mandate (body, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index mandate_instance on read.mandate (instance, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index mandate_person on read.mandate (person, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index mandate_substitute on read.mandate (substitute, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where substitute is not null;
grant select on read.mandate to efe_read;
alter table read.mandate enable row level security;
create policy viewer on read.mandate for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.meeting (
    id uuid not null,
    bassins text[] collate "C" not null,
    kind text collate "C" not null,
    assembly uuid not null,
    pole uuid,
    joint_project uuid,
    joint_meeting uuid,
    convened_on date not null,
    day date not null,
    remote boolean not null,
    place text collate "C" not null,
    starts_at time,
    ends_at time,
    former jsonb not null,
    agenda text[] collate "C" not null,
    held_on date,
    present jsonb not null,
    excused jsonb not null,
    represented jsonb not null,
    minutes_sha256 text collate "C",
    minutes_size bigint,
    minutes_media_type text collate "C",
    minutes_adopted_on date,
    cancelled_on date,
    cancel_reason text collate "C",
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index meeting_version on read.meeting (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index meeting_day_id on read.meeting (day, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index meeting_assembly_day_id on read.meeting (assembly, day, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index meeting_pole_held_on on read.meeting (pole, held_on, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where pole is not null;
create index meeting_minutes_sha256 on read.meeting (minutes_sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where minutes_sha256 is not null;
create index meeting_joint_meeting on read.meeting (joint_meeting, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where joint_meeting is not null;
create index meeting_period on read.meeting ((case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index meeting_waiting_1 on read.meeting ((case when to_position is null then 9223372036854775807 else to_position end)) where held_on is null and cancelled_on is null;
create index meeting_waiting_2 on read.meeting ((bassins[1]), (case when to_position is null then 9223372036854775807 else to_position end)) where held_on is not null and minutes_sha256 is null;
create index meeting_waiting_3 on read.meeting ((case when to_position is null then 9223372036854775807 else to_position end)) where held_on is not null and minutes_sha256 is null and cardinality(bassins) > 1;
create index meeting_waiting_4 on read.meeting ((bassins[1]), (case when to_position is null then 9223372036854775807 else to_position end)) where held_on is null and cancelled_on is null and joint_meeting is not null;
grant select on read.meeting to efe_read;
alter table read.meeting enable row level security;
create policy viewer on read.meeting for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.analysis (
    id uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    subject text collate "C" not null,
    source text collate "C" not null,
    provider text collate "C" not null,
    question text collate "C" not null,
    requested_on date not null,
    due_on date not null,
    remind_on date,
    reminders jsonb not null,
    received_on date,
    contributions jsonb not null,
    syntheses jsonb not null,
    crosses text[] collate "C" not null,
    adopted_on date,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index analysis_version on read.analysis (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index analysis_bassin_due_on_id on read.analysis (bassin, due_on, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index analysis_due_on_id on read.analysis (due_on, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index analysis_waiting_1 on read.analysis (bassin, (case when to_position is null then 9223372036854775807 else to_position end)) where received_on is null;
grant select on read.analysis to efe_read;
alter table read.analysis enable row level security;
create policy viewer on read.analysis for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.theme_list (
    id uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    nth bigint not null,
    title text collate "C" not null,
    themes jsonb not null,
    analyses text[] collate "C" not null,
    number bigint not null,
    drafted_on date not null,
    adopted_on date,
    starts date,
    ends date,
    diffusions jsonb not null,
    superseded_by uuid,
    superseded_since date,
    published boolean not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index theme_list_version on read.theme_list (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index theme_list_bassin_nth_id on read.theme_list (bassin, nth, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.theme_list to efe_read;
alter table read.theme_list enable row level security;
create policy viewer on read.theme_list for select to efe_read using ((case when published or bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] then true else false end));

create table read.theme_citation (
    pole uuid not null,
    theme uuid not null,
    bassins text[] collate "C" not null,
    themes uuid not null,
    since date not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index theme_citation_version on read.theme_citation (pole, theme, (case when to_position is null then 9223372036854775807 else to_position end));
create index theme_citation_theme on read.theme_citation (theme, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.theme_citation to efe_read;

create table read.opinion (
    id uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    pole uuid,
    body uuid,
    subject_kind text collate "C" not null,
    project uuid,
    theme uuid,
    themes uuid,
    file text collate "C",
    target jsonb,
    follows uuid,
    requester text collate "C",
    due_on date,
    begun_on date not null,
    begun_position bigint not null,
    title text collate "C",
    impact text collate "C",
    criteria jsonb not null,
    conclusion text collate "C",
    errata jsonb not null,
    operators text[] collate "C" not null,
    operator_kinds text[] collate "C" not null,
    seen jsonb,
    number bigint not null,
    content_hash text collate "C",
    decision uuid,
    adopted_on date,
    transmitted_on date,
    answer_due_on date,
    acknowledged_on date,
    answered_on date,
    effect_on date,
    follow_ups jsonb not null,
    state text collate "C" not null,
    awaited_on date,
    published boolean not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index opinion_version on read.opinion (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index opinion_bassin_begun_on_begun_position on read.opinion (bassin, begun_on, begun_position, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index opinion_begun_on_begun_position on read.opinion (begun_on, begun_position, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index opinion_pole on read.opinion (pole, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where pole is not null;
create index opinion_project on read.opinion (project, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where project is not null;
create index opinion_theme on read.opinion (theme, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where theme is not null;
create index opinion_follows on read.opinion (follows, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where follows is not null;
grant select on read.opinion to efe_read;
alter table read.opinion enable row level security;
create policy viewer on read.opinion for select to efe_read using ((case when published or bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]) then true else false end));

create table read.project_concern (
    project uuid not null,
    pole uuid not null,
    bassin text collate "C" not null,
    since date not null,
    since_position bigint not null,
    until date,
    until_position bigint,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_concern_version on read.project_concern (project, pole, (case when to_position is null then 9223372036854775807 else to_position end));
create index project_concern_bassin on read.project_concern (bassin, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index project_concern_pole on read.project_concern (pole, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.project_concern to efe_read;
alter table read.project_concern enable row level security;
create policy viewer on read.project_concern for select to efe_read using ((case when (bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.project (
    project uuid not null,
    bassins text[] collate "C" not null,
    title text collate "C" not null,
    sort_title text collate "C" not null,
    axis text collate "C" not null,
    zone boolean not null,
    emerged_on date not null,
    outcome text collate "C" not null,
    agreed bigint not null,
    refused bigint not null,
    published boolean not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_version on read.project (project, (case when to_position is null then 9223372036854775807 else to_position end));
create index project_sort_title_project on read.project (sort_title, project, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index project_axis on read.project (axis, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.project to efe_read;
alter table read.project enable row level security;
create policy viewer on read.project for select to efe_read using ((published or exists (
        select from read.project_concern as concern
        where concern.project = project.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or project.from_position <= concern.until_position)
    )));

create table read.project_dossier (
    project uuid not null,
    lead uuid not null,
    lead_offered uuid,
    lead_offered_on date,
    content_number bigint not null,
    content_hash text collate "C" not null,
    state text collate "C" not null,
    started_on date,
    ended_on date,
    ending text collate "C",
    ending_decision uuid,
    refusing text[] collate "C" not null,
    started_without_agreement boolean not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_dossier_version on read.project_dossier (project, (case when to_position is null then 9223372036854775807 else to_position end));
create index project_dossier_lead on read.project_dossier (lead, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index project_dossier_lead_offered on read.project_dossier (lead_offered, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where lead_offered is not null;
grant select on read.project_dossier to efe_read;
alter table read.project_dossier enable row level security;
create policy viewer on read.project_dossier for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = project_dossier.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or project_dossier.from_position <= concern.until_position)
    ) then true else false end));

create table read.project_content (
    project uuid not null,
    number bigint not null,
    content jsonb not null,
    content_hash text collate "C" not null,
    since date not null,
    reason text collate "C",
    decision uuid,
    recorded_on date,
    communes_in text[] collate "C" not null,
    errata jsonb not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_content_version on read.project_content (project, number, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.project_content to efe_read;
alter table read.project_content enable row level security;
create policy viewer on read.project_content for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = project_content.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or project_content.from_position <= concern.until_position)
    ) then true else false end));

create table read.project_carrier (
    project uuid not null,
    pole uuid not null,
    since date not null,
    bassin text collate "C" not null,
    decision uuid not null,
    content_hash text collate "C" not null,
    past_events bigint not null,
    past_root text collate "C" not null,
    until date,
    reason text collate "C",
    departure_decision uuid,
    released boolean not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_carrier_version on read.project_carrier (project, pole, since, (case when to_position is null then 9223372036854775807 else to_position end));
create index project_carrier_pole on read.project_carrier (pole, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index project_carrier_decision on read.project_carrier (decision, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index project_carrier_waiting_1 on read.project_carrier ((case when to_position is null then 9223372036854775807 else to_position end)) where released;
grant select on read.project_carrier to efe_read;
alter table read.project_carrier enable row level security;
create policy viewer on read.project_carrier for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = project_carrier.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or project_carrier.from_position <= concern.until_position)
    ) then true else false end));

create table read.progress_report (
    project uuid not null,
    version bigint not null,
    pole uuid not null,
    report text collate "C" not null,
    action jsonb,
    state text collate "C",
    actor text collate "C" not null,
    reported_on date not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index progress_report_version on read.progress_report (project, version, (case when to_position is null then 9223372036854775807 else to_position end));
create index progress_report_waiting_1 on read.progress_report ((case when to_position is null then 9223372036854775807 else to_position end)) where state = 'dropped';
grant select on read.progress_report to efe_read;
alter table read.progress_report enable row level security;
create policy viewer on read.progress_report for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = progress_report.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or progress_report.from_position <= concern.until_position)
    ) then true else false end));

create table read.plan_part (
    project uuid not null,
    pole uuid not null,
    part bigint not null,
    bassin text collate "C" not null,
    number bigint not null,
    actions jsonb not null,
    action_names jsonb not null,
    budget_lines jsonb not null,
    financing jsonb not null,
    reason text collate "C" not null,
    since date not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index plan_part_version on read.plan_part (project, pole, part, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.plan_part to efe_read;
alter table read.plan_part enable row level security;
create policy viewer on read.plan_part for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = plan_part.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or plan_part.from_position <= concern.until_position)
    ) then true else false end));

create table read.current_plan (
    project uuid not null,
    pole uuid not null,
    bassin text collate "C" not null,
    part bigint,
    states jsonb not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index current_plan_version on read.current_plan (project, pole, (case when to_position is null then 9223372036854775807 else to_position end));
create index current_plan_pole on read.current_plan (pole, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index current_plan_bassin on read.current_plan (bassin, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.current_plan to efe_read;
alter table read.current_plan enable row level security;
create policy viewer on read.current_plan for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = current_plan.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or current_plan.from_position <= concern.until_position)
    ) then true else false end));

create table read.project_fact (
    project uuid not null,
    version bigint not null,
    kind text collate "C" not null,
    effective_on date,
    pole uuid,
    bassin text collate "C",
    values jsonb not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_fact_version on read.project_fact (project, version, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.project_fact to efe_read;
alter table read.project_fact enable row level security;
create policy viewer on read.project_fact for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = project_fact.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or project_fact.from_position <= concern.until_position)
    ) then true else false end));

create table read.joint_meeting (
    project uuid not null,
    meeting uuid not null,
    number bigint not null,
    pole uuid not null,
    bassin text collate "C" not null,
    day date not null,
    starts_at time,
    ends_at time,
    remote boolean not null,
    place text collate "C" not null,
    agenda text[] collate "C" not null,
    called_on date not null,
    cancelled boolean not null,
    reason text collate "C" not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index joint_meeting_version on read.joint_meeting (project, meeting, (case when to_position is null then 9223372036854775807 else to_position end));
create index joint_meeting_day on read.joint_meeting (day, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.joint_meeting to efe_read;
alter table read.joint_meeting enable row level security;
create policy viewer on read.joint_meeting for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = joint_meeting.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or joint_meeting.from_position <= concern.until_position)
    ) then true else false end));

create table read.joint_attendance (
    project uuid not null,
    meeting uuid not null,
    pole uuid not null,
    bassin text collate "C" not null,
    held_on date not null,
    operators jsonb not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index joint_attendance_version on read.joint_attendance (project, meeting, pole, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.joint_attendance to efe_read;
alter table read.joint_attendance enable row level security;
create policy viewer on read.joint_attendance for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = joint_attendance.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or joint_attendance.from_position <= concern.until_position)
    ) then true else false end));

create table read.invitation (
    id uuid not null,
    bassins text[] collate "C" not null,
    project uuid not null,
    pole uuid not null,
    bassin text collate "C" not null,
    inviter uuid not null,
    inviter_bassin text collate "C" not null,
    number bigint not null,
    content jsonb not null,
    content_hash text collate "C" not null,
    sent_on date not null,
    answer_by date not null,
    state text collate "C" not null,
    answered_on date,
    decision uuid,
    reason text collate "C",
    meetings jsonb not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index invitation_version on read.invitation (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index invitation_answer_by_id on read.invitation (answer_by, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index invitation_pole on read.invitation (pole, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index invitation_project on read.invitation (project, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.invitation to efe_read;
alter table read.invitation enable row level security;
create policy viewer on read.invitation for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]) or inviter = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.hearing (
    project uuid not null,
    bassin text collate "C" not null,
    since date not null,
    until date,
    submitted_number bigint,
    submitted_on date,
    expected_on date,
    verdict text collate "C",
    verdict_on date,
    verdict_version bigint,
    reopened_on date,
    reopened_reason text collate "C",
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index hearing_version on read.hearing (project, bassin, (case when to_position is null then 9223372036854775807 else to_position end));
create index hearing_bassin on read.hearing (bassin, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index hearing_waiting_1 on read.hearing (bassin, (case when to_position is null then 9223372036854775807 else to_position end)) where until is null and (verdict is null or verdict = 'refused');
create index hearing_waiting_2 on read.hearing (bassin, (case when to_position is null then 9223372036854775807 else to_position end)) where until is null and verdict = 'agreed-with-conditions';
grant select on read.hearing to efe_read;
alter table read.hearing enable row level security;
create policy viewer on read.hearing for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = hearing.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or hearing.from_position <= concern.until_position)
    ) then true else false end));

create table read.verdict (
    project uuid not null,
    version bigint not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    conditions text collate "C" not null,
    condition_list jsonb not null,
    reasons text collate "C" not null,
    meeting uuid,
    without_meeting text collate "C",
    why text collate "C",
    number bigint not null,
    content_hash text collate "C" not null,
    given_on date not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index verdict_version on read.verdict (project, version, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.verdict to efe_read;
alter table read.verdict enable row level security;
create policy viewer on read.verdict for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = verdict.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or verdict.from_position <= concern.until_position)
    ) then true else false end));

create table read.support (
    id uuid not null,
    project uuid not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    phase text collate "C" not null,
    description text collate "C" not null,
    number bigint not null,
    hours bigint,
    starts date,
    ends date,
    since date not null,
    until date,
    end_reason text collate "C",
    by_verdict bigint,
    by_release boolean not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index support_version on read.support (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index support_project on read.support (project, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.support to efe_read;
alter table read.support enable row level security;
create policy viewer on read.support for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = support.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or support.from_position <= concern.until_position)
    ) then true else false end));

create table read.funding (
    id uuid not null,
    project uuid not null,
    pole uuid not null,
    bassin text collate "C" not null,
    authority text collate "C" not null,
    procedure text collate "C" not null,
    amount_cents bigint not null,
    decision uuid,
    call uuid,
    call_name text collate "C",
    call_closes date,
    applied_on date not null,
    decided_on date,
    granted_cents bigint,
    comment text collate "C" not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index funding_version on read.funding (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index funding_project on read.funding (project, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.funding to efe_read;
alter table read.funding enable row level security;
create policy viewer on read.funding for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = funding.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or funding.from_position <= concern.until_position)
    ) then true else false end));

create table read.funding_call (
    id uuid not null,
    bassin text collate "C" not null,
    name text collate "C" not null,
    executive text collate "C" not null,
    opens date not null,
    closes date not null,
    reference text collate "C" not null,
    document_sha256 text collate "C",
    document_size bigint,
    document_media_type text collate "C",
    registered_on date not null,
    change_reason text collate "C",
    withdrawn_on date,
    withdrawal_reason text collate "C",
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index funding_call_version on read.funding_call (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index funding_call_closes_id on read.funding_call (closes, id, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
create index funding_call_document_sha256 on read.funding_call (document_sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position) where document_sha256 is not null;
grant select on read.funding_call to efe_read;

create table read.zone (
    id uuid not null,
    bassins text[] collate "C" not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index zone_version on read.zone (id, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.zone to efe_read;

create table read.zone_representative (
    zone uuid not null,
    bassin text collate "C" not null,
    person uuid not null,
    since date not null,
    bassins text[] collate "C" not null,
    until date,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index zone_representative_version on read.zone_representative (zone, bassin, person, since, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.zone_representative to efe_read;
alter table read.zone_representative enable row level security;
create policy viewer on read.zone_representative for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.forgotten_person (
    id uuid not null,
    reason text collate "C",
    forgotten_on date not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index forgotten_person_version on read.forgotten_person (id, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.forgotten_person to efe_read;

create table read.correction (
    entity uuid not null,
    version bigint not null,
    bassins text[] collate "C" not null,
    entity_kind text collate "C" not null,
    kind text collate "C" not null,
    closes bigint,
    reason text collate "C",
    patches jsonb not null,
    rectified jsonb not null,
    act bigint,
    effective_on date,
    document_sha256 text collate "C",
    cause uuid,
    cause_kind text collate "C",
    cause_version bigint,
    findings text[] collate "C" not null,
    actor text collate "C" not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index correction_version on read.correction (entity, version, (case when to_position is null then 9223372036854775807 else to_position end));
create index correction_kind_entity_version on read.correction (kind, entity, version, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.correction to efe_read;
alter table read.correction enable row level security;
create policy viewer on read.correction for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.pending_correction (
    bassin text collate "C" not null,
    kind text collate "C" not null,
    entity uuid not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index pending_correction_version on read.pending_correction (bassin, kind, entity, version, (case when to_position is null then 9223372036854775807 else to_position end));
grant select on read.pending_correction to efe_read;
alter table read.pending_correction enable row level security;
create policy viewer on read.pending_correction for select to efe_read using ((bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[])));

create table read.attachment (
    subject uuid not null,
    number bigint not null,
    bassins text[] collate "C" not null,
    pole uuid,
    title text collate "C" not null,
    sha256 text collate "C" not null,
    size bigint not null,
    media_type text collate "C" not null,
    attached_on date not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index attachment_version on read.attachment (subject, number, (case when to_position is null then 9223372036854775807 else to_position end));
create index attachment_sha256 on read.attachment (sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.attachment to efe_read;
alter table read.attachment enable row level security;
create policy viewer on read.attachment for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[])) then true else false end));

create table read.project_attachment (
    project uuid not null,
    number bigint not null,
    bassins text[] collate "C" not null,
    title text collate "C" not null,
    sha256 text collate "C" not null,
    size bigint not null,
    media_type text collate "C" not null,
    attached_on date not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index project_attachment_version on read.project_attachment (project, number, (case when to_position is null then 9223372036854775807 else to_position end));
create index project_attachment_sha256 on read.project_attachment (sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.project_attachment to efe_read;
alter table read.project_attachment enable row level security;
create policy viewer on read.project_attachment for select to efe_read using ((case when exists (
        select from read.project_concern as concern
        where concern.project = project_attachment.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or project_attachment.from_position <= concern.until_position)
    ) then true else false end));

create table read.purged_document (
    id uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    sha256 text collate "C" not null,
    reason text collate "C" not null,
    purged_on date not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index purged_document_version on read.purged_document (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index purged_document_sha256 on read.purged_document (sha256, (case when to_position is null then 9223372036854775807 else to_position end), from_position);
grant select on read.purged_document to efe_read;
alter table read.purged_document enable row level security;
create policy viewer on read.purged_document for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.search_entry (
    id uuid not null,
    kind text collate "C" not null,
    bassins text[] collate "C" not null,
    pole uuid,
    project uuid,
    published boolean not null,
    title text collate "C" not null,
    sort_title text collate "C" not null,
    label text collate "C" not null,
    day date not null,
    words text[] collate "C" not null,
    changed_position bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index search_entry_version on read.search_entry (id, (case when to_position is null then 9223372036854775807 else to_position end));
create index search_entry_lexemes on read.search_entry using gin (array_to_tsvector(words)) with (gin_pending_list_limit = 64);
grant select on read.search_entry to efe_read;
alter table read.search_entry enable row level security;
create policy viewer on read.search_entry for select to efe_read using ((published or (case when project is null then bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]) else exists (
        select from read.project_concern as concern
        where concern.project = search_entry.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or search_entry.from_position <= concern.until_position)
    ) end)));
create view read.search_entry_found as
    select * from read.search_entry where (published or (case when project is null then bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[] or pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]) else exists (
        select from read.project_concern as concern
        where concern.project = search_entry.project and (case when concern.to_position is null then 9223372036854775807 else concern.to_position end = 9223372036854775807)
        and (concern.bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) or concern.pole = any((select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]))
        and (concern.until_position is null or search_entry.from_position <= concern.until_position)
    ) end));
grant select on read.search_entry_found to efe_read;

create table read.recorded_event (
    position bigint not null,
    recorded_at timestamptz not null,
    effective_on date,
    actor text collate "C" not null,
    on_behalf_of uuid,
    kind text collate "C" not null,
    subject_kind text collate "C" not null,
    subject uuid not null,
    version bigint not null,
    changes json not null,
    rule text collate "C" not null,
    legal_basis text collate "C" not null,
    command_id text collate "C",
    correlation_id text collate "C",
    causation_id text collate "C",
    source text collate "C",
    reprise text collate "C",
    leaf bytea not null,
    bassins text[] collate "C" not null,
    common boolean
);
create unique index recorded_event_key on read.recorded_event (position);
create index recorded_event_recorded_at on read.recorded_event (recorded_at);
create index recorded_event_subject_position on read.recorded_event (subject, position);
create index recorded_event_actor_position on read.recorded_event (actor, position);
create index recorded_event_on_behalf_of_position on read.recorded_event (on_behalf_of, position) where on_behalf_of is not null;
create index recorded_event_common_kind_position on read.recorded_event (common, kind, position) where common is not null;
create index recorded_event_common_actor_position on read.recorded_event (common, actor, position) where common is not null;
create index recorded_event_common_rule_position on read.recorded_event (common, rule, position) where common is not null;
grant select on read.recorded_event to efe_read;
alter table read.recorded_event enable row level security;
create policy viewer on read.recorded_event for select to efe_read using ((case when (bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]) then true else false end));

create table read.trail (
    bassin text collate "C" not null,
    seq bigint not null,
    position bigint not null,
    kind text collate "C",
    actor text collate "C",
    rule text collate "C"
);
create unique index trail_key on read.trail (bassin, seq);
create index trail_bassin_position on read.trail (bassin, position);
create index trail_kind_bassin_position on read.trail (kind, bassin, position) where kind is not null;
create index trail_actor_bassin_position on read.trail (actor, bassin, position) where actor is not null;
create index trail_rule_bassin_position on read.trail (rule, bassin, position) where rule is not null;
grant select on read.trail to efe_read;
alter table read.trail enable row level security;
create policy viewer on read.trail for select to efe_read using ((bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[])));

create view read.position as
    select name, position from projection.position;
grant select on read.position to efe_read;
create view read.table_change as
    select name, position from projection.table_change;
grant select on read.table_change to efe_read;
create view read.instant as
    select position, recorded_at from read.recorded_event;
grant select on read.instant to efe_read;
create view read.audit_entry with (security_invoker) as
    select trail.position, recorded_event.recorded_at, recorded_event.effective_on, recorded_event.actor, recorded_event.on_behalf_of, recorded_event.kind, recorded_event.subject_kind, recorded_event.subject, recorded_event.version, recorded_event.changes, recorded_event.rule, recorded_event.legal_basis, recorded_event.command_id, recorded_event.correlation_id, recorded_event.causation_id, recorded_event.source, recorded_event.reprise, recorded_event.leaf, trail.bassin, trail.seq from read.trail left join read.recorded_event using (position);
grant select on read.audit_entry to efe_read;
