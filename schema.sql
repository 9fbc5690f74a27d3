-- Daybook: the whole salon in one SQLite file.
--
-- This is the schema of a new book; src/store/migrations.rs brings older books to it.
-- Conventions:
--   …_at of appointments   wall-clock time in the salon's zone, 'YYYY-MM-DD HH:MM:SS'
--   …_at of everything else an instant in UTC, 'YYYY-MM-DDTHH:MM:SSZ'
--   date                    'YYYY-MM-DD' in the salon's zone
--   …_cents                 money in minor units of the salon's currency
--   hours                   JSON as in the API: {"mon": [["09:00","12:30"],["13:00","18:00"]]}
-- Both kinds of time sort as text. Rows that something names are never deleted; where rows may be deleted and a screen
-- may still hold their id, AUTOINCREMENT sees to it that no id comes twice (notifications have their own way).
-- Where a CHECK lists three words or more, SQLite makes a table of them each time; so on the busiest tables the usual
-- word stands by itself in front. An index on some states names them with OR: only so a query for one state uses it.

-- The salon ------------------------------------------------------------------------------------

-- What the salon changes in the browser. A key that is not here has its default (src/salon/settings.rs).
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL CHECK (name <> ''),
    email        TEXT NOT NULL DEFAULT '',
    color        TEXT NOT NULL DEFAULT '',
    active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    all_services INTEGER NOT NULL DEFAULT 1 CHECK (all_services IN (0, 1)),  -- 0: only those in staff_services
    hours        TEXT CHECK (json_valid(hours)),                             -- null: the opening hours
    calendar_token_hash TEXT                                                 -- SHA-256 of the token in /calendar/TOKEN.ics
) STRICT;
CREATE UNIQUE INDEX staff_calendar_token ON staff (calendar_token_hash) WHERE calendar_token_hash IS NOT NULL;

CREATE TABLE services (
    id                INTEGER PRIMARY KEY,
    name              TEXT NOT NULL CHECK (name <> ''),
    category          TEXT NOT NULL DEFAULT '',
    duration_minutes  INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    gap_start_minutes INTEGER NOT NULL DEFAULT 0 CHECK (gap_start_minutes >= 0),  -- from the start to the processing time
    gap_minutes       INTEGER NOT NULL DEFAULT 0 CHECK (gap_minutes >= 0),        -- processing time: the staff member is free
    buffer_minutes    INTEGER NOT NULL DEFAULT 0 CHECK (buffer_minutes >= 0),     -- kept free afterwards
    price_cents       INTEGER NOT NULL DEFAULT 0 CHECK (price_cents >= 0),
    color             TEXT NOT NULL DEFAULT '',
    active            INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    CHECK (gap_start_minutes + gap_minutes <= duration_minutes)
) STRICT;

-- Which services a staff member with all_services = 0 gives.
CREATE TABLE staff_services (
    staff_id   INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    service_id INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    PRIMARY KEY (staff_id, service_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_services_service ON staff_services (service_id);

-- Breaks, leave and blocks. repeat 'weekly' recurs each week on the same weekday until `until` (null: without end).
CREATE TABLE time_off (
    id       INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    start_at TEXT NOT NULL,
    end_at   TEXT NOT NULL CHECK (end_at > start_at),
    reason   TEXT NOT NULL DEFAULT '',
    repeat   TEXT CHECK (repeat = 'weekly'),
    until    TEXT
) STRICT;
CREATE INDEX time_off_once ON time_off (staff_id, start_at) WHERE repeat IS NULL;
CREATE INDEX time_off_once_by_end ON time_off (end_at) WHERE repeat IS NULL;
CREATE INDEX time_off_weekly ON time_off (staff_id) WHERE repeat IS NOT NULL;

-- Other hours on one date, in place of the usual ones; [] = does not work that day.
CREATE TABLE hours_exceptions (
    id       INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    date     TEXT NOT NULL,
    hours    TEXT NOT NULL CHECK (json_valid(hours)),
    UNIQUE (staff_id, date)
) STRICT;
CREATE INDEX hours_exceptions_date ON hours_exceptions (date);

CREATE TABLE holidays (
    id   INTEGER PRIMARY KEY,
    date TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT ''
) STRICT;

-- Clients --------------------------------------------------------------------------------------

CREATE TABLE clients (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    name              TEXT NOT NULL CHECK (name <> ''),
    email             TEXT NOT NULL DEFAULT '',
    phone             TEXT NOT NULL DEFAULT '',
    phone_digits      TEXT NOT NULL DEFAULT '',   -- international digits without '+', for finding
    notes             TEXT NOT NULL DEFAULT '',
    alert             TEXT NOT NULL DEFAULT '',   -- allergies and the like
    language          TEXT NOT NULL DEFAULT '',   -- 'en', 'nl', 'de'; '' = the salon's
    birthday          TEXT,
    marketing_consent INTEGER NOT NULL DEFAULT 0 CHECK (marketing_consent IN (0, 1)),
    walk_in           INTEGER NOT NULL DEFAULT 0 CHECK (walk_in IN (0, 1)),
    unsubscribe_token TEXT,
    unsubscribed_at   TEXT,                       -- asked for no more review requests and follow-up letters
    merged_into       INTEGER REFERENCES clients (id),
    erased_at         TEXT,
    created_at        TEXT NOT NULL,
    updated_at        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX clients_walk_in ON clients (walk_in) WHERE walk_in = 1;
CREATE UNIQUE INDEX clients_unsubscribe_token ON clients (unsubscribe_token) WHERE unsubscribe_token IS NOT NULL;
CREATE INDEX clients_name ON clients (name COLLATE NOCASE, id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX clients_email ON clients (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX clients_merged_into ON clients (merged_into) WHERE merged_into IS NOT NULL;

-- How many clients lists show, so that a page's total costs the same among many.
CREATE TABLE client_count (
    present INTEGER NOT NULL
) STRICT;
INSERT INTO client_count VALUES (0);
CREATE TRIGGER clients_counted_insert AFTER INSERT ON clients
WHEN new.merged_into IS NULL AND new.erased_at IS NULL BEGIN
    UPDATE client_count SET present = present + 1;
END;
CREATE TRIGGER clients_counted_update AFTER UPDATE OF merged_into, erased_at ON clients BEGIN
    UPDATE client_count SET present = present
        + (new.merged_into IS NULL AND new.erased_at IS NULL) - (old.merged_into IS NULL AND old.erased_at IS NULL);
END;
CREATE TRIGGER clients_counted_delete AFTER DELETE ON clients
WHEN old.merged_into IS NULL AND old.erased_at IS NULL BEGIN
    UPDATE client_count SET present = present - 1;
END;

-- Finding clients as one types: by the beginnings of words (one or two letters), and by any part (three and more).
CREATE VIRTUAL TABLE client_words USING fts5 (
    name, email, phone_digits, content = 'clients', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2', detail = 'none'
);
CREATE VIRTUAL TABLE client_parts USING fts5 (
    name, email, phone_digits, content = 'clients', content_rowid = 'id',
    tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER clients_inserted AFTER INSERT ON clients BEGIN
    INSERT INTO client_words (rowid, name, email, phone_digits) VALUES (new.id, new.name, new.email, new.phone_digits);
    INSERT INTO client_parts (rowid, name, email, phone_digits) VALUES (new.id, new.name, new.email, new.phone_digits);
END;
CREATE TRIGGER clients_deleted AFTER DELETE ON clients BEGIN
    INSERT INTO client_words (client_words, rowid, name, email, phone_digits)
        VALUES ('delete', old.id, old.name, old.email, old.phone_digits);
    INSERT INTO client_parts (client_parts, rowid, name, email, phone_digits)
        VALUES ('delete', old.id, old.name, old.email, old.phone_digits);
END;
CREATE TRIGGER clients_renamed AFTER UPDATE OF name, email, phone_digits ON clients BEGIN
    INSERT INTO client_words (client_words, rowid, name, email, phone_digits)
        VALUES ('delete', old.id, old.name, old.email, old.phone_digits);
    INSERT INTO client_parts (client_parts, rowid, name, email, phone_digits)
        VALUES ('delete', old.id, old.name, old.email, old.phone_digits);
    INSERT INTO client_words (rowid, name, email, phone_digits) VALUES (new.id, new.name, new.email, new.phone_digits);
    INSERT INTO client_parts (rowid, name, email, phone_digits) VALUES (new.id, new.name, new.email, new.phone_digits);
END;

-- The built-in client for those who walk in unnamed.
INSERT INTO clients (name, walk_in, created_at, updated_at)
    VALUES ('Walk-in', 1, strftime('%Y-%m-%dT%H:%M:%SZ'), strftime('%Y-%m-%dT%H:%M:%SZ'));

-- Who may sign in ------------------------------------------------------------------------------

CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL CHECK (name <> ''),
    email         TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role          TEXT NOT NULL CHECK (role IN ('admin', 'desk', 'staff')),
    staff_id      INTEGER REFERENCES staff (id),
    active        INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    password_hash TEXT NOT NULL,                            -- Argon2id, PHC string
    notifications_read_through INTEGER NOT NULL DEFAULT 0,  -- up to this id all are read, but for notification_marks
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
) STRICT;
CREATE INDEX users_staff ON users (staff_id) WHERE staff_id IS NOT NULL;

CREATE TABLE sessions (
    id           INTEGER PRIMARY KEY,
    token_hash   TEXT NOT NULL UNIQUE,   -- SHA-256 of the token that the browser holds
    user_id      INTEGER NOT NULL REFERENCES users (id),
    created_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL           -- refreshed at most once an hour
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_last_seen ON sessions (last_seen_at);

-- The book -------------------------------------------------------------------------------------

CREATE TABLE bookings (
    id                INTEGER PRIMARY KEY,
    client_id         INTEGER NOT NULL REFERENCES clients (id),
    staff_id          INTEGER NOT NULL REFERENCES staff (id),
    service_id        INTEGER NOT NULL REFERENCES services (id),
    start_at          TEXT NOT NULL,
    end_at            TEXT NOT NULL,
    status            TEXT NOT NULL CHECK (status = 'scheduled' OR status IN ('provisional', 'completed', 'cancelled', 'no-show')),
    notes             TEXT NOT NULL DEFAULT '',   -- the client sees these
    internal_notes    TEXT NOT NULL DEFAULT '',   -- the client never sees these
    price_cents       INTEGER NOT NULL CHECK (price_cents >= 0),
    gap_start_minutes INTEGER NOT NULL DEFAULT 0 CHECK (gap_start_minutes >= 0),
    gap_minutes       INTEGER NOT NULL DEFAULT 0 CHECK (gap_minutes >= 0),
    buffer_minutes    INTEGER NOT NULL DEFAULT 0 CHECK (buffer_minutes BETWEEN 0 AND 1440),
    -- When the staff member is free again: the end, and the buffer after it. And the gap, where there is one.
    free_at     TEXT NOT NULL GENERATED ALWAYS AS (datetime(end_at, buffer_minutes || ' minutes')) STORED,
    gap_from_at TEXT GENERATED ALWAYS AS
        (CASE WHEN gap_minutes > 0 THEN datetime(start_at, gap_start_minutes || ' minutes') END) STORED,
    gap_to_at   TEXT GENERATED ALWAYS AS
        (CASE WHEN gap_minutes > 0 THEN datetime(start_at, (gap_start_minutes + gap_minutes) || ' minutes') END) STORED,
    overlap_allowed   INTEGER NOT NULL DEFAULT 0 CHECK (overlap_allowed IN (0, 1)),  -- somebody said "book anyway"
    visit_id          INTEGER NOT NULL,           -- joins the services of one visit; the first booking's id
    waitlist_id       INTEGER REFERENCES waitlist (id),
    arrived_at        TEXT,
    provisional_token TEXT,                       -- in the accept and decline links
    base_url          TEXT,                       -- where those links lead, when the desk said so
    hold_until        TEXT,                       -- a provisional booking not answered by then is cancelled
    feedback_token    TEXT,                       -- in the review request's link
    version           INTEGER NOT NULL DEFAULT 1, -- rises with every change
    created_audit_id  INTEGER,                    -- the audit entry of its making, which audit_booking leaves out
    first_job_id      INTEGER,                    -- the first of the jobs of its making, which jobs_booking leaves out
    sequence          INTEGER NOT NULL DEFAULT 0, -- of the last .ics; rises with every calendar letter
    -- What the client was last told, by letter or by telephone.
    known_status      TEXT,
    known_start_at    TEXT,
    known_end_at      TEXT,
    known_how         TEXT NOT NULL DEFAULT 'none' CHECK (known_how = 'none' OR known_how IN ('letter', 'phone')),
    known_at          TEXT,
    -- What the last letter said, whatever was said on the telephone since.
    letter_status     TEXT,
    letter_start_at   TEXT,
    letter_end_at     TEXT,
    created_at        TEXT NOT NULL,
    updated_at        TEXT NOT NULL,
    CHECK (end_at > start_at),
    CHECK (end_at <= datetime(start_at, '+24 hours')),
    CHECK (gap_to_at <= end_at)
) STRICT;
CREATE INDEX bookings_day ON bookings (start_at, id) WHERE status <> 'cancelled';
-- free_at lets the search for an overlap leave out without a look at their rows those that are over by then.
CREATE INDEX bookings_agenda ON bookings (staff_id, start_at, id, free_at) WHERE status <> 'cancelled';
CREATE INDEX bookings_client ON bookings (client_id, start_at, id);
CREATE INDEX bookings_service ON bookings (service_id, start_at, id);
CREATE INDEX bookings_status ON bookings (status, start_at, id);
CREATE INDEX bookings_visit ON bookings (visit_id);
CREATE INDEX bookings_waitlist ON bookings (waitlist_id) WHERE waitlist_id IS NOT NULL;
CREATE UNIQUE INDEX bookings_provisional_token ON bookings (provisional_token) WHERE provisional_token IS NOT NULL;
CREATE UNIQUE INDEX bookings_feedback_token ON bookings (feedback_token) WHERE feedback_token IS NOT NULL;

-- Tokens that were in a link and lead nowhere any more, so that the link can say so instead of "unknown".
CREATE TABLE ended_tokens (
    token TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TRIGGER bookings_question_ended AFTER UPDATE OF provisional_token ON bookings
WHEN old.provisional_token IS NOT NULL AND new.provisional_token IS NOT old.provisional_token BEGIN
    INSERT OR IGNORE INTO ended_tokens VALUES (old.provisional_token);
END;
CREATE TRIGGER bookings_feedback_ended AFTER UPDATE OF feedback_token ON bookings
WHEN old.feedback_token IS NOT NULL AND new.feedback_token IS NOT old.feedback_token BEGIN
    INSERT OR IGNORE INTO ended_tokens VALUES (old.feedback_token);
END;
CREATE TRIGGER clients_unsubscribe_ended AFTER UPDATE OF unsubscribe_token ON clients
WHEN old.unsubscribe_token IS NOT NULL AND new.unsubscribe_token IS NOT old.unsubscribe_token BEGIN
    INSERT OR IGNORE INTO ended_tokens VALUES (old.unsubscribe_token);
END;

-- What takes staff members' time: live bookings without their processing gap, but with the buffer after them.
CREATE VIEW busy AS
    SELECT id, staff_id, start_at, start_at AS from_at, coalesce(gap_from_at, free_at) AS to_at
    FROM bookings WHERE status <> 'cancelled' AND status IN ('scheduled', 'provisional') AND gap_from_at IS NOT start_at
    UNION ALL
    SELECT id, staff_id, start_at, gap_to_at AS from_at, free_at AS to_at
    FROM bookings WHERE status <> 'cancelled' AND status IN ('scheduled', 'provisional') AND gap_to_at < free_at;

-- Pairs of live bookings of one person that overlap outside both their gaps. A booking and its buffer last at most
-- 48 hours, which bounds the search.
CREATE VIEW overlaps AS
    SELECT own.id, other.id AS other_id
    FROM bookings AS own CROSS JOIN bookings AS other
    WHERE own.status IN ('scheduled', 'provisional')
      AND other.staff_id = own.staff_id AND other.id <> own.id
      AND other.status <> 'cancelled' AND other.status IN ('scheduled', 'provisional')
      AND other.start_at > datetime(own.start_at, '-48 hours') AND other.start_at < own.free_at
      AND other.free_at > own.start_at
      AND (   (own.gap_from_at IS NOT own.start_at AND other.gap_from_at IS NOT other.start_at
               AND own.start_at < coalesce(other.gap_from_at, other.free_at)
               AND other.start_at < coalesce(own.gap_from_at, own.free_at))
           OR (own.gap_from_at IS NOT own.start_at AND other.gap_to_at < other.free_at
               AND own.start_at < other.free_at AND other.gap_to_at < coalesce(own.gap_from_at, own.free_at))
           OR (own.gap_to_at < own.free_at AND other.gap_from_at IS NOT other.start_at
               AND own.gap_to_at < coalesce(other.gap_from_at, other.free_at) AND other.start_at < own.free_at)
           OR (own.gap_to_at < own.free_at AND other.gap_to_at < other.free_at
               AND own.gap_to_at < other.free_at AND other.gap_to_at < own.free_at));

-- No staff member is booked twice, whatever the program does, but where somebody allowed it.
CREATE TRIGGER bookings_no_overlap_insert AFTER INSERT ON bookings
WHEN new.status IN ('scheduled', 'provisional') AND new.overlap_allowed = 0
BEGIN
    SELECT RAISE(ABORT, 'overlap') FROM overlaps WHERE id = new.id;
END;
CREATE TRIGGER bookings_no_overlap_update
AFTER UPDATE OF staff_id, start_at, end_at, status, gap_start_minutes, gap_minutes, buffer_minutes, overlap_allowed
ON bookings
WHEN new.status IN ('scheduled', 'provisional') AND new.overlap_allowed = 0
 AND (   old.status NOT IN ('scheduled', 'provisional') OR old.overlap_allowed <> 0
      OR (old.staff_id, old.start_at, old.end_at, old.gap_start_minutes, old.gap_minutes, old.buffer_minutes)
         IS NOT (new.staff_id, new.start_at, new.end_at, new.gap_start_minutes, new.gap_minutes, new.buffer_minutes))
BEGIN
    SELECT RAISE(ABORT, 'overlap') FROM overlaps WHERE id = new.id;
END;

-- How many bookings there are, so that a page's total costs the same in an old book.
CREATE TABLE booking_counts (
    staff_id INTEGER NOT NULL,
    status   TEXT NOT NULL,
    bookings INTEGER NOT NULL,
    PRIMARY KEY (staff_id, status)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER bookings_counted_insert AFTER INSERT ON bookings BEGIN
    INSERT INTO booking_counts VALUES (new.staff_id, new.status, 1)
        ON CONFLICT DO UPDATE SET bookings = bookings + 1;
END;
CREATE TRIGGER bookings_counted_update AFTER UPDATE OF staff_id, status ON bookings
WHEN old.staff_id <> new.staff_id OR old.status <> new.status BEGIN
    UPDATE booking_counts SET bookings = bookings - 1 WHERE staff_id = old.staff_id AND status = old.status;
    INSERT INTO booking_counts VALUES (new.staff_id, new.status, 1)
        ON CONFLICT DO UPDATE SET bookings = bookings + 1;
END;
CREATE TRIGGER bookings_counted_delete AFTER DELETE ON bookings BEGIN
    UPDATE booking_counts SET bookings = bookings - 1 WHERE staff_id = old.staff_id AND status = old.status;
END;

-- A POST that is sent again with the same Idempotency-Key within 24 hours answers the first booking.
CREATE TABLE idempotency_keys (
    user_id    INTEGER NOT NULL REFERENCES users (id),
    key        TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    created_at TEXT NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_booking ON idempotency_keys (booking_id);

-- Events of other calendars that were brought in, so that a file brought twice doubles nothing. What became of one may
-- have been deleted since; it is not brought again.
CREATE TABLE imported_events (
    staff_id    INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    uid         TEXT NOT NULL,                      -- the other program's; an occurrence's has its time behind it
    booking_id  INTEGER REFERENCES bookings (id),
    time_off_id INTEGER REFERENCES time_off (id) ON DELETE SET NULL,
    PRIMARY KEY (staff_id, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_events_booking ON imported_events (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX imported_events_time_off ON imported_events (time_off_id) WHERE time_off_id IS NOT NULL;

CREATE TABLE waitlist (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id   INTEGER NOT NULL REFERENCES clients (id),
    service_id  INTEGER NOT NULL REFERENCES services (id),
    date        TEXT NOT NULL,
    staff_id    INTEGER REFERENCES staff (id),      -- null: anybody
    notes       TEXT NOT NULL DEFAULT '',
    status      TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'notified', 'booked', 'passed', 'cancelled')),
    created_at  TEXT NOT NULL,
    notified_at TEXT,
    -- The slot that was offered last, for the letter and for the next in line.
    offered_start_at TEXT,
    offered_end_at   TEXT,
    offered_staff_id INTEGER REFERENCES staff (id)
) STRICT;
CREATE INDEX waitlist_slot ON waitlist (service_id, date, id) WHERE status = 'waiting';
CREATE INDEX waitlist_status ON waitlist (status, date, id);
CREATE INDEX waitlist_date ON waitlist (date, id);
CREATE INDEX waitlist_client ON waitlist (client_id);
CREATE INDEX waitlist_staff ON waitlist (staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX waitlist_offered_staff ON waitlist (offered_staff_id) WHERE offered_staff_id IS NOT NULL;

-- Who changed what: the whole row before and after, without tokens.
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    user_id    INTEGER REFERENCES users (id),   -- null: the client, or Daybook itself
    actor      TEXT NOT NULL,                   -- the user's name then, 'client' or 'daybook'
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    action     TEXT NOT NULL,                   -- created, updated, cancelled, accepted, …
    before     TEXT CHECK (json_valid(before)),
    after      TEXT NOT NULL CHECK (json_valid(after))
) STRICT;
-- Without the entry of a booking's making: bookings.created_audit_id leads there, and each new booking writes a page
-- less. None by user: each change would pay for what only the rare removal of a user asks.
CREATE INDEX audit_booking ON audit (booking_id) WHERE before IS NOT NULL;
CREATE VIEW booking_changes (booking_id, audit_id) AS
    SELECT id, created_audit_id FROM bookings UNION ALL SELECT booking_id, id FROM audit WHERE before IS NOT NULL;

-- What the desk is told -------------------------------------------------------------------------

CREATE TABLE notifications (
    id         INTEGER PRIMARY KEY,              -- beyond every users.notifications_read_through
    type       TEXT NOT NULL,                    -- booking.created, booking.followup, mail.failed, …
    booking_id INTEGER REFERENCES bookings (id),
    staff_id   INTEGER REFERENCES staff (id),    -- whom it concerns where there is no booking; null: the whole desk
    client_id  INTEGER REFERENCES clients (id),  -- whom the message names, so that an erasure finds it
    message    TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
-- What is worth its place in each new booking's commit: that a booking was made is never looked for, and a client's
-- own are read through for the three rare acts of merging, erasing and handing a copy out.
CREATE INDEX notifications_booking ON notifications (booking_id, type)
    WHERE booking_id IS NOT NULL AND type <> 'booking.created';
CREATE INDEX notifications_staff ON notifications (staff_id) WHERE staff_id IS NOT NULL;

-- Read one by one, beyond users.notifications_read_through.
CREATE TABLE notification_marks (
    user_id         INTEGER NOT NULL REFERENCES users (id),
    notification_id INTEGER NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    read            INTEGER NOT NULL CHECK (read IN (0, 1)),
    PRIMARY KEY (user_id, notification_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_marks_notification ON notification_marks (notification_id);

-- What is to be done ----------------------------------------------------------------------------

-- Scheduled jobs: written in the transaction that causes them, done by the job thread.
CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY,
    type        TEXT NOT NULL,
    booking_id  INTEGER REFERENCES bookings (id),
    with_booking INTEGER NOT NULL DEFAULT 0 CHECK (with_booking IN (0, 1)),  -- came with it: see booking_jobs
    client_id   INTEGER REFERENCES clients (id),    -- whom the letter goes to, where that is not the booking's client
    waitlist_id INTEGER REFERENCES waitlist (id),
    followup_step_id INTEGER REFERENCES followup_steps (id),
    payment_id  INTEGER REFERENCES payments (id),
    user_id     INTEGER REFERENCES users (id),      -- whose change caused it, for letters_per_login_hour
    payload     TEXT NOT NULL DEFAULT '{}' CHECK (payload = '{}' OR json_valid(payload)),  -- facts that the rows no longer hold when the job runs
    state       TEXT NOT NULL DEFAULT 'pending' CHECK (state = 'pending' OR state IN ('running', 'done', 'failed', 'cancelled', 'held')),
    run_at      TEXT NOT NULL,
    far         INTEGER NOT NULL DEFAULT 0 CHECK (far IN (0, 1)),  -- beyond the horizon, see below
    attempts    INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,                               -- while running: after this another claim may take it
    last_error  TEXT,                               -- why it failed, was cancelled or is held, in words
    created_at  TEXT NOT NULL,
    finished_at TEXT
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'pending' AND far = 0;
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_tried ON jobs (run_at) WHERE state = 'pending' AND attempts > 0;
CREATE INDEX jobs_dropped ON jobs (finished_at) WHERE state = 'cancelled' AND attempts > 0;
CREATE INDEX jobs_unfinished ON jobs (state, id) WHERE state = 'running' OR state = 'failed' OR state = 'held';
CREATE INDEX jobs_ended ON jobs (state, finished_at, id) WHERE finished_at IS NOT NULL;  -- the desk's lists of letters
CREATE INDEX jobs_booking ON jobs (booking_id) WHERE booking_id IS NOT NULL AND with_booking = 0;
-- Each new booking brings one of each of these kinds; one that walks through all jobs meets them soon enough.
CREATE INDEX jobs_type ON jobs (type, id)
    WHERE type <> 'booking.created' AND type <> 'booking.reminder' AND type <> 'booking.followup';
CREATE INDEX jobs_client ON jobs (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX jobs_waitlist ON jobs (waitlist_id) WHERE waitlist_id IS NOT NULL;
CREATE INDEX jobs_followup_step ON jobs (followup_step_id) WHERE followup_step_id IS NOT NULL;
CREATE INDEX jobs_payment ON jobs (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX jobs_one_pending_update ON jobs (booking_id) WHERE state = 'pending' AND type = 'booking.updated';

-- A booking's jobs. Those of its making are the ones that bookings.first_job_id leads to, itself and the next three, and
-- each new booking writes a page less. (A + keeps SQLite from making an index of all jobs for one question.)
CREATE VIEW booking_jobs (booking_id, job_id) AS
    SELECT b.id, j.id FROM bookings AS b CROSS JOIN jobs AS j
    WHERE j.id BETWEEN b.first_job_id AND b.first_job_id + 3 AND +j.booking_id = b.id AND +j.with_booking = 1
    UNION ALL SELECT booking_id, id FROM jobs WHERE booking_id IS NOT NULL AND with_booking = 0;

-- What a new booking brings for a day far ahead stands in no index by time, which would be a page more to write for
-- each. It is far from its making on, until the job thread moves the horizon past it or anything about it changes.
CREATE TABLE jobs_horizon (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    through TEXT NOT NULL                           -- nothing that is to run by then is far
) STRICT;
INSERT INTO jobs_horizon VALUES (1, '2000-01-01T00:00:00Z');
-- A far job runs at most a day and a time zone later than its booking begins, and a month and a time zone before it.
CREATE VIEW far_jobs AS
    SELECT j.id, j.run_at, b.start_at FROM bookings AS b CROSS JOIN jobs AS j
    WHERE b.status <> 'cancelled' AND b.start_at > (SELECT datetime(through, '-2 days') FROM jobs_horizon WHERE id = 1)
      AND j.id BETWEEN b.first_job_id AND b.first_job_id + 3 AND +j.booking_id = b.id AND +j.far = 1;
CREATE VIEW pending_jobs AS
    SELECT id FROM jobs WHERE state = 'pending' AND far = 0 UNION ALL SELECT id FROM far_jobs;
CREATE TRIGGER jobs_come_near AFTER UPDATE OF state, run_at, booking_id ON jobs WHEN new.far = 1 BEGIN
    UPDATE jobs SET far = 0 WHERE id = new.id;
END;
CREATE TRIGGER bookings_come_near AFTER UPDATE OF start_at, status ON bookings
WHEN new.start_at <> old.start_at OR (new.status = 'cancelled' AND old.status <> 'cancelled') BEGIN
    UPDATE jobs SET far = 0
    WHERE id BETWEEN new.first_job_id AND new.first_job_id + 3 AND booking_id = new.id AND far = 1;
END;

-- How many jobs came to an end, so that a page's total costs the same in an old book; those that have not are few and
-- are counted. Jobs about no booking stand under staff_id 0.
CREATE TABLE finished_jobs (
    staff_id INTEGER NOT NULL,
    type     TEXT NOT NULL,
    state    TEXT NOT NULL,
    jobs     INTEGER NOT NULL,
    PRIMARY KEY (staff_id, type, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER jobs_counted_insert AFTER INSERT ON jobs
WHEN new.state = 'done' OR new.state = 'failed' OR new.state = 'cancelled' BEGIN
    INSERT INTO finished_jobs
        SELECT coalesce((SELECT staff_id FROM bookings WHERE id = new.booking_id), 0), new.type, new.state, 1 WHERE true
        ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs;
END;
CREATE TRIGGER jobs_counted_begun AFTER UPDATE OF state ON jobs
WHEN old.state <> new.state AND (old.state = 'done' OR old.state = 'failed' OR old.state = 'cancelled') BEGIN
    INSERT INTO finished_jobs
        SELECT coalesce((SELECT staff_id FROM bookings WHERE id = old.booking_id), 0), old.type, old.state, -1 WHERE true
        ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs;
END;
CREATE TRIGGER jobs_counted_ended AFTER UPDATE OF state ON jobs
WHEN old.state <> new.state AND (new.state = 'done' OR new.state = 'failed' OR new.state = 'cancelled') BEGIN
    INSERT INTO finished_jobs
        SELECT coalesce((SELECT staff_id FROM bookings WHERE id = new.booking_id), 0), new.type, new.state, 1 WHERE true
        ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs;
END;
CREATE TRIGGER jobs_counted_delete AFTER DELETE ON jobs
WHEN old.state = 'done' OR old.state = 'failed' OR old.state = 'cancelled' BEGIN
    INSERT INTO finished_jobs
        SELECT coalesce((SELECT staff_id FROM bookings WHERE id = old.booking_id), 0), old.type, old.state, -1 WHERE true
        ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs;
END;
CREATE TRIGGER jobs_counted_reassigned AFTER UPDATE OF staff_id ON bookings WHEN old.staff_id <> new.staff_id BEGIN
    INSERT INTO finished_jobs
        SELECT side.staff_id, job.type, job.state, side.sign * count(*)
        FROM jobs AS job CROSS JOIN (SELECT old.staff_id AS staff_id, -1 AS sign UNION ALL SELECT new.staff_id, 1) AS side
        WHERE job.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = new.id)
          AND (job.state = 'done' OR job.state = 'failed' OR job.state = 'cancelled')
        GROUP BY side.staff_id, job.type, job.state
        ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs;
END;

-- A job's letter, rendered once, so that a repeat after a crash is the same to the byte.
CREATE TABLE letters (
    job_id        INTEGER PRIMARY KEY REFERENCES jobs (id),
    client_id     INTEGER REFERENCES clients (id),
    user_id       INTEGER REFERENCES users (id),
    recipient     TEXT NOT NULL,
    subject       TEXT NOT NULL,
    message_id    TEXT NOT NULL UNIQUE,
    message       BLOB,                 -- the whole message; let go once it is surely sent
    says_status   TEXT,                 -- what the client knows of the booking once this has arrived
    says_start_at TEXT,
    says_end_at   TEXT,
    sequence      INTEGER,
    others        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(others)),  -- further services of the visit that it tells of
    rendered_at   TEXT NOT NULL,
    maybe_sent_at TEXT,                 -- set after the server's 354 and before the body
    maybe_sent    INTEGER NOT NULL DEFAULT 0,  -- how often that happened without an answer
    sent_at       TEXT
) STRICT;
CREATE INDEX letters_client ON letters (client_id, rendered_at) WHERE client_id IS NOT NULL;
CREATE INDEX letters_user ON letters (user_id, rendered_at) WHERE user_id IS NOT NULL;

-- Sequences of letters after a completed booking.
CREATE TABLE followups (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL CHECK (name <> ''),
    service_id INTEGER REFERENCES services (id),   -- null: after every service
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    removed    INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))   -- kept for its steps that jobs name
) STRICT;
CREATE INDEX followups_service ON followups (service_id);

CREATE TABLE followup_steps (
    id          INTEGER PRIMARY KEY,
    followup_id INTEGER NOT NULL REFERENCES followups (id),
    position    INTEGER NOT NULL,
    delay_days  INTEGER NOT NULL CHECK (delay_days >= 0),
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    removed     INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))   -- kept for the jobs that name it
) STRICT;
CREATE INDEX followup_steps_followup ON followup_steps (followup_id, position);

-- A no-show fee: one a visit and client. Who is asked stays who was asked, whoever's the booking becomes.
CREATE TABLE payments (
    id           INTEGER PRIMARY KEY,
    booking_id   INTEGER NOT NULL REFERENCES bookings (id),
    visit_id     INTEGER NOT NULL,
    client_id    INTEGER NOT NULL REFERENCES clients (id),
    kind         TEXT NOT NULL CHECK (kind = 'no_show_fee'),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency     TEXT NOT NULL,
    status       TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'expired', 'failed')),
    url          TEXT,
    stripe_session_id TEXT UNIQUE,
    idempotency_key   TEXT NOT NULL,      -- '' = a new one is due
    key_since    TEXT NOT NULL,           -- when that key was first used; Stripe forgets it after 24 hours
    request      TEXT NOT NULL DEFAULT '',  -- what Stripe is asked under that key, form-encoded, the same to the byte
    created_at   TEXT NOT NULL,
    paid_at      TEXT
) STRICT;
CREATE INDEX payments_booking ON payments (booking_id);
CREATE INDEX payments_visit ON payments (visit_id);
CREATE INDEX payments_client ON payments (client_id);
CREATE INDEX payments_open ON payments (id) WHERE status = 'open';

CREATE TABLE feedback (
    id         INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL UNIQUE REFERENCES bookings (id),
    rating     INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    comment    TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
) STRICT;

-- Who asked to be forgotten, so that an erasure is applied again after an older backup is restored.
CREATE TABLE erasures (
    client_id INTEGER PRIMARY KEY,
    erased_at TEXT NOT NULL
) STRICT;
