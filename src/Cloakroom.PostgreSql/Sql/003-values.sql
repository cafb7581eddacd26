-- The row of the session is held while its data is written: the sums in it stay true, and a session that ends meanwhile takes all with it.
-- Answers are the numbers of DataResult: 1 Written, 2 Conflict, 3 SessionGone, 4 TooLarge.
CREATE FUNCTION {schema}.write_data(
    p_commit text, p_digest bytea, p_key bytea, p_value bytea, p_wanted int8, p_most int8, OUT result int4, OUT version int8)
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    owner record;
    old record;
    bytes int8;
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    write_data.version := 0;
    SELECT s.ends, s.ended, s.data_version, s.data_bytes INTO owner FROM {schema}.session s WHERE s.digest = p_digest FOR UPDATE;
    IF NOT FOUND OR owner.ended <> 0 THEN
        write_data.result := 3;
        RETURN;
    END IF;
    SELECT d.version, length(d.value) AS size INTO old FROM {schema}.session_data d
        WHERE d.ends = owner.ends AND d.digest = p_digest AND d.key = p_key;
    IF (p_wanted = -1 AND old.version IS NOT NULL) OR (p_wanted > 0 AND old.version IS DISTINCT FROM p_wanted) THEN
        write_data.result := 2;
        RETURN;
    END IF;
    bytes := owner.data_bytes - coalesce(old.size + length(p_key), 0);
    IF p_value IS NULL THEN
        DELETE FROM {schema}.session_data d WHERE d.ends = owner.ends AND d.digest = p_digest AND d.key = p_key;
        UPDATE {schema}.session s SET data_bytes = bytes WHERE s.ends = owner.ends AND s.digest = p_digest AND old.version IS NOT NULL;
        write_data.result := 1;
        RETURN;
    END IF;
    bytes := bytes + length(p_key) + length(p_value);
    IF bytes > p_most THEN
        write_data.result := 4;
        RETURN;
    END IF;
    -- One count for the session, so that no version comes twice, also not after a removal.
    write_data.version := owner.data_version + 1;
    INSERT INTO {schema}.session_data (ends, version, digest, key, value)
        VALUES (owner.ends, write_data.version, p_digest, p_key, p_value)
        ON CONFLICT (digest, key, ends) DO UPDATE SET version = excluded.version, value = excluded.value;
    UPDATE {schema}.session s SET data_version = write_data.version, data_bytes = bytes WHERE s.ends = owner.ends AND s.digest = p_digest;
    write_data.result := 1;
END $$;

CREATE FUNCTION {schema}.add_key(p_commit text, p_ring bytea, p_name bytea, p_bytes bytea) RETURNS int4 LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    INSERT INTO {schema}.key_material (ring, name, bytes) VALUES (p_ring, p_name, p_bytes) ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN 1 ELSE 3 END;
END $$;

CREATE FUNCTION {schema}.remove_key(p_commit text, p_ring bytea, p_name bytea) RETURNS int4 LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', p_commit, true);
    DELETE FROM {schema}.key_material WHERE ring = p_ring AND name = p_name;
    RETURN CASE WHEN FOUND THEN 1 ELSE 2 END;
END $$;
