-- Once, in a new cluster: the user of the platform, who owns its database, and may make the log-ins of the roles and the
-- scratch database of a replay. It is no superuser.
\getenv password DATABASE_PASSWORD
create role efe login createrole createdb password :'password';
create database efe owner efe template template0 encoding 'UTF8';
