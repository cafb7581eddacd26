-- Answers are the numbers of Applied: 1 Done, 2 Absent, 3 Exists, 4 Conflict, 5 Revoked.

-- Everything but a touch sets synchronous_commit for its own transaction: an acknowledged change outlives a crash whatever the default
-- of the server is.

-- Puts the tombstone in the place of a live session. The caller holds the row, or finds out that it was not live any more.
CREATE FUNCTION {schema}.end_session(p_ends int8, p_digest bytea, p_why int2) RETURNS bool LANGUAGE plpgsql AS $$
DECLARE
    until int8;
BEGIN
    UPDATE {schema}.session SET ended = p_why, record = '', data_bytes = 0
        WHERE ends = p_ends AND digest = p_digest AND ended = 0 RETURNING expires INTO until;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM {schema}.session_data WHERE ends = p_ends AND digest = p_digest;
    PERFORM {schema}.tell_ended(p_digest, p_why, until);
    RETURN true;
END $$;

CREATE FUNCTION {schema}.create_session(
    p_commit text, p_user uuid, p_digest bytea, p_ends int8, p_expires int8, p_seen int8, p_idle int8, p_version int4, p_record bytea,
    p_authenticated int8, p_limit int4, OUT applied int4, OUT ended bytea[]) LANGUAGE plpgsql AS $$
DECLARE
    surplus record;
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    PERFORM {schema}.lock_user(p_user);
    PERFORM {schema}.lock_digest(p_digest);
    ended := '{}';
    applied := CASE
        WHEN EXISTS (SELECT FROM {schema}.session s WHERE s.digest = p_digest) THEN 3
        WHEN EXISTS (SELECT FROM {schema}.user_epoch e WHERE e.user_key = p_user AND e.at >= p_authenticated) THEN 5
        ELSE 1 END;
    IF applied <> 1 THEN
        RETURN;
    END IF;
    INSERT INTO {schema}.session (ends, expires, last_seen, user_key, idle, version, digest, record)
        VALUES (p_ends, p_expires, p_seen, p_user, p_idle, p_version, p_digest, p_record);
    -- In the order of digests, as everywhere where several rows are changed: nobody waits in a circle.
    FOR surplus IN
        SELECT v.ends, v.digest FROM (
            SELECT s.ends, s.digest FROM {schema}.session s WHERE s.user_key = p_user AND s.ended = 0 AND s.digest <> p_digest
            ORDER BY s.last_seen DESC, s.digest OFFSET p_limit - 1) v
        ORDER BY v.digest
    LOOP
        IF {schema}.end_session(surplus.ends, surplus.digest, 3::int2) THEN
            ended := ended || surplus.digest;
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION {schema}.replace_session(
    p_commit text, p_old bytea, p_user uuid, p_digest bytea, p_ends int8, p_expires int8, p_seen int8, p_idle int8, p_version int4,
    p_record bytea) RETURNS int4 LANGUAGE plpgsql AS $$
DECLARE
    old record;
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    PERFORM {schema}.lock_user(p_user);
    SELECT s.ends, s.expires, s.user_key, s.ended, s.data_version, s.data_bytes INTO old
        FROM {schema}.session s WHERE s.digest = p_old FOR UPDATE;
    IF NOT FOUND OR old.ended <> 0 OR old.user_key <> p_user THEN
        RETURN 2;
    END IF;
    PERFORM {schema}.lock_digest(p_digest);
    IF EXISTS (SELECT FROM {schema}.session s WHERE s.digest = p_digest) THEN
        RETURN 3;
    END IF;
    INSERT INTO {schema}.session (ends, expires, last_seen, data_version, user_key, idle, version, data_bytes, digest, record)
        VALUES (p_ends, p_expires, p_seen, old.data_version, p_user, p_idle, p_version, old.data_bytes, p_digest, p_record);
    IF old.data_bytes > 0 THEN
        WITH taken AS (DELETE FROM {schema}.session_data d WHERE d.ends = old.ends AND d.digest = p_old RETURNING d.version, d.key, d.value)
        INSERT INTO {schema}.session_data (ends, version, digest, key, value) SELECT p_ends, t.version, p_digest, t.key, t.value FROM taken t;
    END IF;
    PERFORM {schema}.end_session(old.ends, p_old, 4::int2);
    RETURN 1;
END $$;

CREATE FUNCTION {schema}.update_session(
    p_commit text, p_user uuid, p_digest bytea, p_ends int8, p_expires int8, p_seen int8, p_idle int8, p_version int4, p_record bytea)
    RETURNS int4 LANGUAGE plpgsql AS $$
DECLARE
    old record;
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    SELECT s.ends, s.user_key, s.ended, s.version INTO old FROM {schema}.session s WHERE s.digest = p_digest FOR UPDATE;
    IF NOT FOUND OR old.ended <> 0 OR old.user_key <> p_user THEN
        RETURN 2;
    END IF;
    IF old.version <> p_version THEN
        RETURN 4;
    END IF;
    UPDATE {schema}.session SET expires = p_expires, last_seen = greatest(last_seen, p_seen), idle = p_idle, version = p_version + 1, record = p_record
        WHERE ends = old.ends AND digest = p_digest;
    -- A longer life needs a partition that lives as long.
    IF p_expires > old.ends THEN
        UPDATE {schema}.session SET ends = p_ends WHERE ends = old.ends AND digest = p_digest;
        UPDATE {schema}.session_data SET ends = p_ends WHERE ends = old.ends AND digest = p_digest;
    END IF;
    PERFORM {schema}.tell_changed(p_digest);
    RETURN 1;
END $$;

CREATE FUNCTION {schema}.delete_session(p_commit text, p_digest bytea, p_why int2) RETURNS int4 LANGUAGE plpgsql AS $$
DECLARE
    old record;
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    SELECT s.ends, s.ended INTO old FROM {schema}.session s WHERE s.digest = p_digest FOR UPDATE;
    IF NOT FOUND OR old.ended <> 0 THEN
        RETURN 2;
    END IF;
    PERFORM {schema}.end_session(old.ends, p_digest, p_why);
    RETURN 1;
END $$;

-- p_at notes when: who proved who they are before that cannot begin a session any more. Null notes nothing.
CREATE FUNCTION {schema}.end_user(p_commit text, p_user uuid, p_except bytea, p_why int2, p_at int8) RETURNS bytea[] LANGUAGE plpgsql AS $$
DECLARE
    next record;
    gone bytea[] := '{}';
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    PERFORM {schema}.lock_user(p_user);
    IF p_at IS NOT NULL THEN
        INSERT INTO {schema}.user_epoch AS e (user_key, at) VALUES (p_user, p_at)
            ON CONFLICT (user_key) DO UPDATE SET at = greatest(e.at, excluded.at);
    END IF;
    FOR next IN
        SELECT s.ends, s.digest FROM {schema}.session s
        WHERE s.user_key = p_user AND s.ended = 0 AND s.digest IS DISTINCT FROM p_except ORDER BY s.digest
    LOOP
        IF {schema}.end_session(next.ends, next.digest, p_why) THEN
            gone := gone || next.digest;
        END IF;
    END LOOP;
    RETURN gone;
END $$;

-- Many touches at once, without waiting for the disk. A row that somebody else is changing is left for the next call (busy), so that
-- nobody waits; what is not in the answer is not live.
CREATE FUNCTION {schema}.touch_sessions(p_digests bytea[], p_seen int8[]) RETURNS TABLE (digest bytea, busy bool) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN QUERY
        WITH wanted AS MATERIALIZED (SELECT w.digest, w.seen FROM unnest(p_digests, p_seen) AS w (digest, seen)),
        held AS MATERIALIZED (
            SELECT s.ends, s.digest, s.last_seen, w.seen FROM wanted w JOIN {schema}.session s ON s.digest = w.digest
            WHERE s.ended = 0 FOR UPDATE OF s SKIP LOCKED),
        moved AS (
            UPDATE {schema}.session s SET last_seen = h.seen FROM held h
            WHERE s.ends = h.ends AND s.digest = h.digest AND h.seen > h.last_seen)
        SELECT s.digest, h.digest IS NULL FROM wanted w
            JOIN {schema}.session s ON s.digest = w.digest LEFT JOIN held h ON h.digest = w.digest
            WHERE s.ended = 0;
END $$;
