-- Row by row, and only in a partition so small that it costs nothing; a large one waits until it can be dropped whole. One caller at a
-- time; rows that somebody is using are left for the next. Nothing here need be durable: what comes back is swept again.
CREATE FUNCTION {schema}.sweep_rows(p_part regclass, p_ends int8, p_now int8, p_limit int4, p_small int8) RETURNS int4 LANGUAGE plpgsql AS $$
DECLARE
    swept int4;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    IF pg_relation_size(p_part) > p_small OR NOT pg_try_advisory_xact_lock(hashtextextended('{schema} sweep', 0)) THEN
        RETURN 0;
    END IF;
    WITH gone AS MATERIALIZED (
        SELECT s.digest FROM {schema}.session s
        WHERE s.ends = p_ends AND (s.expires < p_now OR (s.ended = 0 AND s.last_seen + s.idle < p_now))
        LIMIT p_limit FOR UPDATE SKIP LOCKED),
    data AS (DELETE FROM {schema}.session_data d USING gone g WHERE d.ends = p_ends AND d.digest = g.digest),
    rows AS (DELETE FROM {schema}.session s USING gone g WHERE s.ends = p_ends AND s.digest = g.digest RETURNING 1)
    SELECT count(*) INTO swept FROM rows;
    RETURN swept;
END $$;

-- A few at a time: there is one for each user whose sessions were all ended lately.
CREATE FUNCTION {schema}.forget_epochs(p_before int8) RETURNS void LANGUAGE sql AS $$
    DELETE FROM {schema}.user_epoch WHERE user_key IN (
        SELECT e.user_key FROM {schema}.user_epoch e WHERE e.at < p_before LIMIT 500 FOR UPDATE SKIP LOCKED);
$$;
