-- Version 6: the log of events is only added to; of its rows those go that are old enough for any setting (Events:Keep is 30 days at least).
-- And how far the receiver of each webhook is. Times are Unix milliseconds.

CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at <= (extract(epoch FROM now())::bigint - 30 * 86400) * 1000 THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'events of the last 30 days are never deleted';
    END IF;
    RAISE EXCEPTION 'events are never changed';
END
$body$;

CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_stay();

CREATE TRIGGER events_stay_all BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION events_stay();

-- Whoever reads the log up to a number has missed none before it: the number is drawn by one transaction at a time.
CREATE FUNCTION events_in_order() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cloakroom events', 0));
    NEW.id := nextval(pg_get_serial_sequence(TG_TABLE_SCHEMA || '.events', 'id'));
    RETURN NEW;
END
$body$;

CREATE TRIGGER events_in_order BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_in_order();

-- Name is a digest of the address; Delivered the last event that is dealt with; Holder the process that delivers, until HeldUntil.
CREATE TABLE webhook_cursors (
    name text NOT NULL PRIMARY KEY,
    delivered bigint NOT NULL,
    attempts bigint NOT NULL,
    due bigint NOT NULL,
    holder text NOT NULL,
    helduntil bigint NOT NULL
);

CREATE INDEX ix_events_at ON events (at);
