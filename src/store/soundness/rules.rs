//! The rules of the book, a query each: it answers the cases in which the rule is broken, in words.

use rusqlite::Connection;

use super::{Finding, found, texts};

/// A rule that every row keeps.
pub(super) struct Rule {
    /// What is the case where it is broken, a sentence without its full stop.
    broken: &'static str,
    /// What to do then.
    remedy: &'static str,
    /// The cases, a text each.
    sql: &'static str,
}

impl Rule {
    /// The finding that it makes in a book.
    pub(super) fn broken_in(&self, book: &Connection) -> Option<Finding> {
        found(self.broken, self.remedy, texts(book, self.sql))
    }
}

/// What to do about rows that the program itself never writes so.
const NOT_OURS: &str = "Daybook itself never writes this. Put the last sound backup in its place with \"daybook restore\", and report it.";
/// What to do about an appointment that can be mended by hand.
const SAVE_AGAIN: &str =
    "Open these appointments at the desk, look whether they are right, and save them again.";

/// All of them.
pub(super) const RULES: &[Rule] = &[
    Rule {
        broken: "Two appointments of one person overlap although nobody said \"book anyway\"",
        remedy: "Open them at the desk, and move one of them or say \"book anyway\".",
        sql: "SELECT 'bookings ' || o.id || ' and ' || o.other_id || ', ' || own.start_at
              FROM overlaps AS o JOIN bookings AS own ON own.id = o.id JOIN bookings AS other ON other.id = o.other_id
              WHERE o.id < o.other_id AND own.overlap_allowed = 0 AND other.overlap_allowed = 0
              ORDER BY own.start_at",
    },
    Rule {
        broken: "Appointments end before they begin, or last longer than a day",
        remedy: SAVE_AGAIN,
        sql: "SELECT 'booking ' || id || ', ' || start_at || ' to ' || end_at FROM bookings
              WHERE end_at <= start_at OR end_at > datetime(start_at, '+24 hours')",
    },
    Rule {
        broken: "Appointments have times that can't be read",
        remedy: NOT_OURS,
        sql: "SELECT 'booking ' || id || ', ' || start_at || ' to ' || end_at FROM bookings
              WHERE start_at IS NOT datetime(start_at) OR end_at IS NOT datetime(end_at)
                 OR known_start_at <> datetime(known_start_at) OR letter_start_at <> datetime(letter_start_at)",
    },
    Rule {
        broken: "Processing times lie outside of their appointments",
        remedy: SAVE_AGAIN,
        sql: "SELECT 'booking ' || id FROM bookings
              WHERE gap_start_minutes < 0 OR gap_minutes < 0 OR buffer_minutes < 0
                 OR (gap_minutes > 0 AND datetime(start_at, (gap_start_minutes + gap_minutes) || ' minutes') > end_at)",
    },
    Rule {
        broken: "Appointments have a status that there is not",
        remedy: NOT_OURS,
        sql: "SELECT 'booking ' || id || ', ' || status FROM bookings
              WHERE status NOT IN ('scheduled', 'provisional', 'completed', 'cancelled', 'no-show')
                 OR known_status NOT IN ('scheduled', 'provisional', 'completed', 'cancelled', 'no-show')
                 OR letter_status NOT IN ('scheduled', 'provisional', 'completed', 'cancelled', 'no-show')",
    },
    Rule {
        broken: "Appointments name a client, person or service that is not there",
        remedy: NOT_OURS,
        sql: "SELECT 'booking ' || b.id || ', ' || b.start_at FROM bookings AS b
              WHERE NOT EXISTS (SELECT 1 FROM clients AS c WHERE c.id = b.client_id)
                 OR NOT EXISTS (SELECT 1 FROM staff AS s WHERE s.id = b.staff_id)
                 OR NOT EXISTS (SELECT 1 FROM services AS v WHERE v.id = b.service_id)",
    },
    Rule {
        broken: "Appointments belong to a client who was merged into another",
        remedy: "Open these appointments at the desk and choose the client whom the other was merged into.",
        sql: "SELECT 'booking ' || b.id || ', ' || b.start_at FROM bookings AS b JOIN clients AS c ON c.id = b.client_id
              WHERE c.merged_into IS NOT NULL",
    },
    Rule {
        broken: "Appointments belong to a visit that there is not",
        remedy: NOT_OURS,
        sql: "SELECT 'booking ' || b.id FROM bookings AS b
              WHERE NOT EXISTS (SELECT 1 FROM bookings AS first WHERE first.id = b.visit_id)",
    },
    Rule {
        broken: "Nothing will end the waiting of appointments that wait for the client's answer",
        remedy: "Confirm or cancel these appointments at the desk.",
        sql: "SELECT 'booking ' || b.id || ', ' || b.start_at FROM bookings AS b
              WHERE b.status = 'provisional'
                AND (b.hold_until IS NULL OR NOT EXISTS (
                    SELECT 1 FROM jobs AS j WHERE j.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = b.id)
                        AND j.type = 'booking.lapse' AND j.state IN ('pending', 'running', 'held', 'failed')))",
    },
    Rule {
        broken: "Links in letters are so short that they could be guessed, or lead to two places",
        remedy: NOT_OURS,
        sql: "WITH links (link, place) AS (
                  SELECT provisional_token, 'booking ' || id FROM bookings WHERE provisional_token IS NOT NULL
                  UNION ALL SELECT feedback_token, 'booking ' || id FROM bookings WHERE feedback_token IS NOT NULL
                  UNION ALL SELECT unsubscribe_token, 'client ' || id FROM clients WHERE unsubscribe_token IS NOT NULL)
              SELECT min(place) FROM links GROUP BY link HAVING count(*) > 1 OR length(link) < 22",
    },
    Rule {
        broken: "Appointments have lost count of their changes",
        remedy: SAVE_AGAIN,
        sql: "SELECT 'booking ' || id FROM bookings WHERE version < 1 OR sequence < 0",
    },
    Rule {
        broken: "What a client knows of an appointment is known by halves",
        remedy: "Open these appointments at the desk, ring the client and tick \"told\".",
        sql: "SELECT 'booking ' || id FROM bookings
              WHERE (known_how = 'none') <> (known_status IS NULL) OR (known_status IS NULL) <> (known_start_at IS NULL)
                 OR (known_status IS NULL) <> (known_end_at IS NULL) OR (known_status IS NULL) <> (known_at IS NULL)
                 OR (letter_status IS NULL) <> (letter_start_at IS NULL)
                 OR (letter_status IS NULL) <> (letter_end_at IS NULL)",
    },
    Rule {
        broken: "The counts under the lists of appointments are wrong",
        remedy: NOT_OURS,
        sql: "WITH truth AS (SELECT staff_id, status, count(*) AS bookings FROM bookings GROUP BY staff_id, status)
              SELECT 'person ' || staff_id || ', ' || status || ': ' || coalesce(t.bookings, 0) || ', not ' || c.bookings
              FROM booking_counts AS c LEFT JOIN truth AS t USING (staff_id, status)
              WHERE c.bookings <> coalesce(t.bookings, 0)
              UNION ALL
              SELECT 'person ' || staff_id || ', ' || status || ': ' || t.bookings || ', not 0'
              FROM truth AS t LEFT JOIN booking_counts AS c USING (staff_id, status) WHERE c.bookings IS NULL",
    },
    Rule {
        broken: "The count under the list of clients is wrong",
        remedy: NOT_OURS,
        sql: "WITH truth AS (SELECT count(*) AS clients FROM clients WHERE merged_into IS NULL AND erased_at IS NULL)
              SELECT clients || ', not ' || present FROM truth, client_count WHERE clients <> present",
    },
    Rule {
        broken: "The counts under the lists of jobs are wrong",
        remedy: NOT_OURS,
        sql: "WITH truth AS (
                  SELECT coalesce(b.staff_id, 0) AS staff_id, j.type, j.state, count(*) AS jobs
                  FROM jobs AS j LEFT JOIN bookings AS b ON b.id = j.booking_id
                  WHERE j.state IN ('done', 'failed', 'cancelled') GROUP BY 1, 2, 3)
              SELECT 'person ' || staff_id || ', ' || type || ' ' || state || ': ' || coalesce(t.jobs, 0) || ', not '
                  || coalesce(f.jobs, 0)
              FROM truth AS t FULL JOIN finished_jobs AS f USING (staff_id, type, state)
              WHERE coalesce(t.jobs, 0) <> coalesce(f.jobs, 0)",
    },
    Rule {
        broken: "There is not exactly one client for those who walk in",
        remedy: NOT_OURS,
        sql: "SELECT count(*) || ' of them' FROM clients WHERE walk_in = 1 HAVING count(*) <> 1",
    },
    Rule {
        broken: "Jobs have a state that there is not",
        remedy: NOT_OURS,
        sql: "SELECT 'job ' || id || ', ' || state FROM jobs
              WHERE state NOT IN ('pending', 'running', 'done', 'failed', 'cancelled', 'held')",
    },
    Rule {
        broken: "Jobs have ended without a time, or have a time of ending and have not ended",
        remedy: NOT_OURS,
        sql: "SELECT 'job ' || id || ' (' || type || '), ' || state FROM jobs
              WHERE (state IN ('done', 'failed', 'cancelled')) <> (finished_at IS NOT NULL)",
    },
    Rule {
        broken: "Jobs are being done for ever",
        remedy: "Restart the server: it takes up again what was broken off. If they are still here then, cancel them at the desk.",
        sql: "SELECT 'job ' || id || ' (' || type || ')' FROM jobs
              WHERE (state = 'running') <> (lease_until IS NOT NULL)
                 OR lease_until IS NOT replace(datetime(lease_until), ' ', 'T') || 'Z'",
    },
    Rule {
        broken: "Jobs have times that can't be read",
        remedy: NOT_OURS,
        sql: "SELECT 'job ' || id || ' (' || type || '), ' || run_at FROM jobs
              WHERE run_at IS NOT replace(datetime(run_at), ' ', 'T') || 'Z'
                 OR finished_at IS NOT replace(datetime(finished_at), ' ', 'T') || 'Z'",
    },
    Rule {
        broken: "Jobs are hidden from the thread that does them",
        remedy: "Cancel these jobs at the desk and do by hand what they were to do.",
        sql: "SELECT 'job ' || j.id || ' (' || j.type || '), ' || j.run_at FROM jobs AS j, jobs_horizon AS h
              WHERE j.far = 1 AND (j.state <> 'pending' OR j.run_at <= h.through
                 OR NOT EXISTS (SELECT 1 FROM far_jobs WHERE far_jobs.id = j.id))",
    },
    Rule {
        broken: "Jobs are not found by their appointment",
        remedy: "Cancel these jobs at the desk and do by hand what they were to do.",
        sql: "SELECT 'job ' || j.id || ' (' || j.type || ')' FROM jobs AS j LEFT JOIN bookings AS b ON b.id = j.booking_id
              WHERE j.with_booking = 1 AND NOT coalesce(j.id BETWEEN b.first_job_id AND b.first_job_id + 3, 0)",
    },
    Rule {
        broken: "The entry of an appointment's making is not found in the audit log",
        remedy: NOT_OURS,
        sql: "SELECT 'booking ' || a.booking_id FROM audit AS a LEFT JOIN bookings AS b ON b.id = a.booking_id
              WHERE a.before IS NULL AND b.created_audit_id IS NOT a.id",
    },
    Rule {
        broken: "Two letters about one move wait to be sent",
        remedy: "Cancel the older of the two jobs at the desk.",
        sql: "SELECT 'booking ' || booking_id FROM jobs
              WHERE type = 'booking.updated' AND state = 'pending' GROUP BY booking_id HAVING count(*) > 1",
    },
    Rule {
        broken: "Jobs do not say which appointment, waitlist entry or step they are about",
        remedy: "Cancel these jobs at the desk.",
        sql: "SELECT 'job ' || id || ' (' || type || ')' FROM jobs
              WHERE (booking_id IS NULL AND (type LIKE 'booking.%' OR type LIKE 'review.%' OR type LIKE 'followup.%'
                                             OR type = 'waitlist.confirmed' OR type = 'noshow.fee'))
                 OR (waitlist_id IS NULL AND type IN ('waitlist.available', 'waitlist.lapse'))
                 OR (followup_step_id IS NULL AND type = 'followup.step')",
    },
    Rule {
        broken: "Letters belong to no job",
        remedy: NOT_OURS,
        sql: "SELECT 'letter ' || l.message_id FROM letters AS l
              WHERE NOT EXISTS (SELECT 1 FROM jobs AS j WHERE j.id = l.job_id)",
    },
    Rule {
        broken: "Letters were sent, and their jobs don't know of it, or the other way round",
        remedy: NOT_OURS,
        sql: "SELECT 'job ' || j.id || ' (' || j.type || '), ' || j.state FROM letters AS l JOIN jobs AS j ON j.id = l.job_id
              WHERE (j.state = 'done' AND l.sent_at IS NULL)
                 OR (j.state IN ('pending', 'running', 'held') AND l.sent_at IS NOT NULL)",
    },
    Rule {
        broken: "A fee is paid without a time, or has a time and is not paid",
        remedy: "Look at these payments at Stripe, then renew them or leave them.",
        sql: "SELECT 'payment ' || id || ', ' || status FROM payments WHERE (status = 'paid') <> (paid_at IS NOT NULL)",
    },
    Rule {
        broken: "A fee is asked for twice for one visit",
        remedy: "Look at these payments at Stripe, and let one of them expire.",
        sql: "SELECT 'visit ' || visit_id FROM payments WHERE status IN ('open', 'paid') GROUP BY visit_id, client_id HAVING count(*) > 1",
    },
];
