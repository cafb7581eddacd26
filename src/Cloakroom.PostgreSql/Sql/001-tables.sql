-- The session and the tombstone of one. "ends" is the end of the partition, in milliseconds since 1970; every row in it has expired by
-- then, so the partition is dropped whole. "last_seen" is on its own and in no index: a touch rewrites one row in its page (HOT).
CREATE TABLE {schema}.session (
    ends         int8  NOT NULL,
    expires      int8  NOT NULL,
    last_seen    int8  NOT NULL,
    data_version int8  NOT NULL DEFAULT 0,
    user_key     uuid  NOT NULL,
    idle         int8  NOT NULL,
    version      int4  NOT NULL,
    data_bytes   int4  NOT NULL DEFAULT 0,
    ended        int2  NOT NULL DEFAULT 0,
    digest       bytea NOT NULL CHECK (length(digest) = 32),
    record       bytea NOT NULL,
    PRIMARY KEY (digest, ends)
) PARTITION BY LIST (ends);

-- Live sessions only: a user who logs in and out all day is listed as fast as any other.
CREATE INDEX session_by_user ON {schema}.session (user_key) WHERE ended = 0;

CREATE TABLE {schema}.session_data (
    ends    int8  NOT NULL,
    version int8  NOT NULL,
    digest  bytea NOT NULL,
    key     bytea NOT NULL,
    value   bytea NOT NULL,
    PRIMARY KEY (digest, key, ends)
) PARTITION BY LIST (ends);

-- When all sessions of a user were ended last. One row for a while; see end_user.
CREATE TABLE {schema}.user_epoch (
    user_key uuid PRIMARY KEY,
    at       int8 NOT NULL
);

-- Key material of the program: Data Protection ring, signing keys.
CREATE TABLE {schema}.key_material (
    ring  bytea NOT NULL,
    name  bytea NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (ring, name)
);

-- One at a time for one user, and for one digest. The locks end with the transaction. In PL/pgSQL, which keeps its plans: a function in SQL
-- is planned anew on each call.
CREATE FUNCTION {schema}.lock_user(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('{schema} user ' || p_user::text, 0));
END $$;

CREATE FUNCTION {schema}.lock_digest(p_digest bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('{schema} digest ' || encode(p_digest, 'hex'), 0));
END $$;

-- A line to everybody who listens; sent when the transaction commits, in the order of commits.
CREATE FUNCTION {schema}.tell_changed(p_digest bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{channel}', 'c ' || encode(p_digest, 'hex'));
END $$;

CREATE FUNCTION {schema}.tell_ended(p_digest bytea, p_why int2, p_expires int8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{channel}', 'e ' || encode(p_digest, 'hex') || ' ' || p_why || ' ' || p_expires);
END $$;

-- Partitions, for the table of sessions and the table of data alike. They are made apart and attached, which holds up nobody; CREATE
-- TABLE ... PARTITION OF would lock out every reader. The constraint spares the scan at ATTACH.
CREATE FUNCTION {schema}.add_partition(p_name text, p_ends int8) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('{schema} partitions', 0));
    FOREACH parent IN ARRAY ARRAY['session', 'session_data'] LOOP
        part := parent || '_' || p_name;
        CONTINUE WHEN to_regclass(format('{schema}.%I', part)) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE {schema}.%I (LIKE {schema}.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CONSTRAINT of_this_end CHECK (ends = %s))'
            || ' WITH (fillfactor = 80)', part, parent, p_ends);
        EXECUTE format('ALTER TABLE {schema}.%I ATTACH PARTITION {schema}.%I FOR VALUES IN (%s)', parent, part, p_ends);
    END LOOP;
END $$;
