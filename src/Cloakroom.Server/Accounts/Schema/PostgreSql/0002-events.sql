-- Version 2: what happened to accounts, in order. Rows are added and never changed. Times are Unix milliseconds.

CREATE TABLE events (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    kind text NOT NULL,
    account text NULL,
    actor text NULL,
    session text NULL,
    device text NOT NULL,
    address text NOT NULL,
    detail text NULL
);

CREATE INDEX ix_events_account ON events (account, id);

CREATE INDEX ix_events_kind ON events (kind, id);
