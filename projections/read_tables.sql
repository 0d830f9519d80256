-- Derived from the row types by `efe schema`; not to be edited.

-- How far the read model has come. `definition` sums up the fingerprints of what wrote it.
create table if not exists projection.position (
    name text primary key,
    position bigint not null,
    definition text
);

-- What each projection was when its table was built.
create table if not exists projection.fingerprint (
    projection text primary key,
    fingerprint text not null
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
    rules_adopted_on date,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index instance_current on read.instance (id) where to_position is null;
create unique index instance_version on read.instance (id, from_position);
create index instance_bassin on read.instance (bassin);
grant select on read.instance to efe_read;

create table read.body (
    id uuid not null,
    instance uuid not null,
    name text collate "C" not null,
    mission text collate "C" not null,
    since date not null,
    until date,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index body_current on read.body (id) where to_position is null;
create unique index body_version on read.body (id, from_position);
create index body_instance on read.body (instance);
grant select on read.body to efe_read;

create table read.axis (
    instance uuid not null,
    axis text collate "C" not null,
    bassin text collate "C" not null,
    kind text collate "C" not null,
    label text collate "C" not null,
    sort_label text collate "C" not null,
    codes jsonb not null,
    since date not null,
    until date,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index axis_current on read.axis (instance, axis, since) where to_position is null;
create unique index axis_version on read.axis (instance, axis, since, from_position);
create index axis_axis on read.axis (axis);
grant select on read.axis to efe_read;

create table read.access_grant (
    scope uuid not null,
    account uuid not null,
    role text collate "C" not null,
    bassins text[] collate "C" not null,
    since date not null,
    until date,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index access_grant_current on read.access_grant (scope, account, role, since) where to_position is null;
create unique index access_grant_version on read.access_grant (scope, account, role, since, from_position);
create index access_grant_account on read.access_grant (account);
grant select on read.access_grant to efe_read;
alter table read.access_grant enable row level security;
create policy viewer on read.access_grant for select to efe_read using ((bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.operator (
    id uuid not null,
    scheme text collate "C" not null,
    number text collate "C" not null,
    name text collate "C" not null,
    sort_name text collate "C" not null,
    kind text collate "C" not null,
    college text collate "C" not null,
    registered_on date not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index operator_current on read.operator (id) where to_position is null;
create unique index operator_version on read.operator (id, from_position);
create index operator_sort_name_id on read.operator (sort_name, id);
create index operator_kind on read.operator (kind);
grant select on read.operator to efe_read;

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
create unique index site_current on read.site (id) where to_position is null;
create unique index site_version on read.site (id, from_position);
create index site_operator on read.site (operator);
grant select on read.site to efe_read;

create table read.competence (
    operator uuid not null,
    axis text collate "C" not null,
    kind text collate "C" not null,
    label text collate "C" not null,
    since date not null,
    until date,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index competence_current on read.competence (operator, axis, since) where to_position is null;
create unique index competence_version on read.competence (operator, axis, since, from_position);
create index competence_axis on read.competence (axis);
grant select on read.competence to efe_read;

create table read.pole (
    id uuid not null,
    bassins text[] collate "C" not null,
    bassin text collate "C" not null,
    name text collate "C" not null,
    sort_name text collate "C" not null,
    axis text collate "C" not null,
    axis_kind text collate "C" not null,
    axis_label text collate "C" not null,
    axis_codes jsonb not null,
    created_on date not null,
    constituted_on date,
    term_starts date,
    term_ends date,
    alarm_on date,
    dissolved_on date,
    published boolean not null,
    illustrative boolean not null,
    version bigint not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index pole_current on read.pole (id) where to_position is null;
create unique index pole_version on read.pole (id, from_position);
create index pole_bassin_sort_name_id on read.pole (bassin, sort_name, id);
create index pole_sort_name_id on read.pole (sort_name, id);
create index pole_term_ends_id on read.pole (term_ends, id);
create index pole_axis on read.pole (axis);
grant select on read.pole to efe_read;
alter table read.pole enable row level security;
create policy viewer on read.pole for select to efe_read using ((published or bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.membership (
    pole uuid not null,
    operator uuid not null,
    bassins text[] collate "C" not null,
    college text collate "C" not null,
    representative uuid,
    since date not null,
    until date,
    end_reason text collate "C",
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index membership_current on read.membership (pole, operator, since) where to_position is null;
create unique index membership_version on read.membership (pole, operator, since, from_position);
create index membership_operator on read.membership (operator);
grant select on read.membership to efe_read;
alter table read.membership enable row level security;
create policy viewer on read.membership for select to efe_read using ((bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.term (
    pole uuid not null,
    starts date not null,
    ends date not null,
    bassins text[] collate "C" not null,
    decided_on date not null,
    evaluated_on date,
    composition jsonb not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index term_current on read.term (pole, starts) where to_position is null;
create unique index term_version on read.term (pole, starts, from_position);
grant select on read.term to efe_read;
alter table read.term enable row level security;
create policy viewer on read.term for select to efe_read using ((bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.evaluation (
    pole uuid not null,
    version bigint not null,
    bassins text[] collate "C" not null,
    term_starts date not null,
    evaluated_on date not null,
    criteria jsonb not null,
    conclusion text collate "C" not null,
    illustrative boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index evaluation_current on read.evaluation (pole, version) where to_position is null;
create unique index evaluation_version on read.evaluation (pole, version, from_position);
grant select on read.evaluation to efe_read;
alter table read.evaluation enable row level security;
create policy viewer on read.evaluation for select to efe_read using ((bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.modalities (
    id uuid not null,
    bassins text[] collate "C" not null,
    agreed_on date not null,
    meeting_every_months bigint not null,
    quorum_percent bigint,
    remote_allowed boolean not null,
    from_position bigint not null,
    to_position bigint,
    recorded_at timestamptz not null
);
create unique index modalities_current on read.modalities (id) where to_position is null;
create unique index modalities_version on read.modalities (id, from_position);
grant select on read.modalities to efe_read;
alter table read.modalities enable row level security;
create policy viewer on read.modalities for select to efe_read using ((bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.deed (
    position bigint not null,
    bassins text[] collate "C" not null,
    recorded_at timestamptz not null,
    effective_on date,
    actor text collate "C" not null,
    on_behalf_of text collate "C",
    kind text collate "C" not null,
    subject_kind text collate "C" not null,
    subject uuid not null,
    changes jsonb not null,
    rule text collate "C" not null,
    legal_basis text collate "C" not null,
    command_id text collate "C",
    correlation_id text collate "C",
    causation_id text collate "C",
    leaf bytea not null
);
create unique index deed_key on read.deed (position);
create index deed_recorded_at on read.deed (recorded_at);
grant select on read.deed to efe_read;
alter table read.deed enable row level security;
create policy viewer on read.deed for select to efe_read using ((bassins && (select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]));

create table read.trail (
    bassin text collate "C" not null,
    seq bigint not null,
    position bigint not null
);
create unique index trail_key on read.trail (bassin, seq);
create index trail_bassin_position on read.trail (bassin, position);
grant select on read.trail to efe_read;
alter table read.trail enable row level security;
create policy viewer on read.trail for select to efe_read using ((bassin = any((select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[])));

create view read.position as
    select name, position from projection.position;
grant select on read.position to efe_read;
create view read.instant as
    select position, recorded_at from read.deed;
grant select on read.instant to efe_read;
create view read.audit_entry with (security_invoker) as
    select bassin, seq, position, recorded_at, effective_on, actor, on_behalf_of, kind, subject_kind, subject, changes, rule, legal_basis, command_id, correlation_id, causation_id, leaf from read.trail left join read.deed using (position);
grant select on read.audit_entry to efe_read;
