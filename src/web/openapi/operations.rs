//! Every call of the API, in words. A route of `routes` that is missing here, or the other way round, fails
//! `tests/openapi.rs`.

use super::operation::Gives::{All, List, Media, One};
use super::operation::{Operation, delete, get, post, put};

/// The filters of bookings.
const BOOKINGS: &[&str] = &[
    "from",
    "to",
    "staff_id",
    "client_id",
    "service_id",
    "booking_status",
];
/// The filters of the rota.
const ROTA: &[&str] = &["staff_id", "from", "to"];
/// What a login needs.
const LOGIN: &[&str] = &["name", "email", "role", "password"];

/// The calls, in the order of the table of routes.
#[rustfmt::skip]
pub const OPERATIONS: &[Operation] = &[
    get("/api/health", "Whether the book can be written").gives(One("Health")),
    get("/api/openapi.json", "This description").gives(One("Description")),
    get("/api/now", "The present in the salon's zone").gives(One("Now")),

    get("/api/about", "What runs here, and whose work it is built on").gives(One("About")),
    get("/api/address", "Where the desk is: what other screens type, or read with a camera").gives(One("Address")),

    get("/api/setup", "Whether the salon is yet to be set up; 404 once there is a user").gives(One("SetupNeeded")).may(&[404]),
    post("/api/setup", "Set the salon up and make its first admin, once, with the code that Daybook printed")
        .takes("Setup", &["code", "salon_name", "name", "email", "password"]).gives(One("SignedIn")).may(&[404, 429]),
    post("/api/auth/login", "Sign in")
        .takes("Login", &["email", "password"]).gives(One("SignedIn")).may(&[401, 429]),
    get("/api/auth/me", "Who is signed in").gives(One("Myself")),
    post("/api/auth/logout", "Sign out"),
    post("/api/auth/password", "Change one's own password; one's other sessions end")
        .takes("NewPassword", &["current", "new"]).may(&[429]),

    get("/api/users", "Logins").gives(List("User")),
    post("/api/users", "Add a login").takes("User", LOGIN).gives(One("User")).may(&[409, 429]),
    get("/api/users/:id", "One login").gives(One("User")),
    put("/api/users/:id", "Change a login; with another password or role, or set inactive, its sessions end")
        .takes("User", &[]).gives(One("User")).may(&[409, 429]),
    delete("/api/users/:id", "Remove a login that the book's history doesn't name").gives(One("User")).may(&[409]),
    get("/api/connections", "How letters leave and fees are asked for, without the secrets").gives(One("Connections")),
    put("/api/connections", "Change mail and Stripe; with the admin's password")
        .takes("Connections", &["password"]).gives(One("Connections")).may(&[429]),
    post("/api/connections/test", "Send a test letter and say how it went").takes("TestLetter", &[]).gives(One("TestLetter")),

    get("/api/backups", "Backups, newest first").gives(List("Backup")).may(&[409]),
    post("/api/backups", "Make a backup now; it is looked through before older ones are let go").gives(One("NewBackup")).may(&[409]),
    get("/api/backups/status", "Whether there is a good backup that is new enough; what the desk shows, loudly where `overdue`")
        .gives(One("BackupStatus")),
    get("/api/backups/:name", "Take a backup away: one file, the whole book without sessions. With the admin's password")
        .asks(&["password_again"]).gives(Media("application/vnd.sqlite3")).may(&[429]),
    post("/api/restore", "Put a backup in the place of the book. Daybook closes the book, opens the other and signs everybody out; a notification says how it went")
        .takes("Restore", &["password"]).gives(One("Restoring")).may(&[404, 409, 429]),
    post("/api/restore/preview", "What a backup holds, and what would be lost if it took the place of the book")
        .takes("RestoreSource", &[]).gives(One("RestorePreview")).may(&[404, 409]),
    post("/api/restore/upload", "Hand in a backup, piece by piece; the piece at 0 begins anew")
        .takes("BackupPiece", &["offset", "data"]).gives(One("BackupUploaded")).may(&[409]),

    get("/api/bookings", "Appointments, the latest start first; without the cancelled ones, unless asked for by status")
        .asks(BOOKINGS).gives(List("Booking")),
    post("/api/bookings", "Book an appointment; the letter to the client, the notification and the reminder follow by themselves")
        .asks(&["idempotency_key"]).takes("Booking", &["client_id", "staff_id", "service_id", "start_at", "end_at"])
        .gives(One("Booking")).may(&[409]),
    get("/api/bookings/:id", "One appointment").gives(One("Booking")),
    put("/api/bookings/:id", "Change an appointment: move it, give it to somebody else, say how it went")
        .takes("Booking", &[]).gives(One("Booking")).may(&[409]),
    delete("/api/bookings/:id", "Cancel an appointment, which stays in the book; a second time changes nothing").gives(One("Booking")),

    get("/api/untold", "Upcoming appointments of which the client doesn't know as they are now, the cancelled ones too, and how they will hear; by start")
        .asks(&["from", "to"]).gives(All("Untold")),
    get("/api/day-sheet", "A day's appointments with all that a day on paper needs; by start").asks(&["date_wanted"]).gives(All("SheetLine")),
    get("/api/to-call", "Whom to call: those whom no letter tells of a change, and those of a date whom no letter reminds; by start")
        .asks(&["date_wanted"]).gives(All("ToCall")),

    get("/api/jobs", "What Daybook does later by itself, letters above all, and what became of it")
        .asks(&["job_state", "job_type", "booking_id"]).gives(List("Job")),
    post("/api/jobs/release", "Let go of the letters that a restore held back: those whose moment is yet to come go out then, the others now")
        .gives(One("Released")),
    get("/api/jobs/:id", "One job").gives(One("Job")),
    post("/api/jobs/:id/run", "Do a pending or held job now").gives(One("Job")).may(&[409]),
    post("/api/jobs/:id/retry", "Try a failed job again").gives(One("Job")).may(&[409]),
    post("/api/jobs/:id/resume", "Let a job wait again, or be held again, that somebody cancelled").gives(One("Job")).may(&[409]),
    delete("/api/jobs/:id", "Cancel a pending or held job").gives(One("Job")).may(&[409]),

    get("/api/letters", "Letters to clients: those that wait by when they leave, all others latest first; fifty on a page")
        .asks(&["letter_stage", "client_id", "letter_page"]).gives(One("Letters")),
    get("/api/letters/standing", "Whether letters leave, and how many wait, are held and failed").gives(One("Correspondence")),

    get("/api/clients", "The card index").asks(&["q"]).gives(List("Client")),
    post("/api/clients", "Enter a client").takes("Client", &["name"]).gives(One("Client")),
    get("/api/clients/:id", "One client").gives(One("Client")),
    put("/api/clients/:id", "Change a client; another e-mail address ends the links that went to the old one")
        .takes("Client", &[]).gives(One("Client")).may(&[409]),
    delete("/api/clients/:id", "Take a client out whom nothing names").may(&[409]),
    get("/api/clients/:id/bookings", "A client's appointments, the cancelled ones too").asks(BOOKINGS).gives(List("Booking")),
    post("/api/clients/:id/merge", "Join a client's record with another, who is answered")
        .takes("Merge", &["into"]).gives(One("Client")).may(&[409]),
    get("/api/clients/:id/export", "All that is held about a client").gives(One("ClientExport")),
    post("/api/clients/:id/erase", "Forget a client; appointments stay without a name").gives(One("Client")).may(&[409]),

    get("/api/waitlist", "Who waits for a slot").asks(&["waitlist_status", "date", "client_id"]).gives(List("WaitlistEntry")),
    post("/api/waitlist", "Put a client in line")
        .takes("WaitlistEntry", &["client_id", "service_id", "date"]).gives(One("WaitlistEntry")),
    get("/api/waitlist/:id", "One entry").gives(One("WaitlistEntry")),
    put("/api/waitlist/:id", "Change an entry, or answer its offer").takes("WaitlistEntry", &[]).gives(One("WaitlistEntry")),
    delete("/api/waitlist/:id", "Take an entry out that nothing names").may(&[409]),

    get("/api/notifications", "What happened by itself or at another screen, newest first").asks(&["unread"]).gives(List("Notification")),
    post("/api/notifications/read-all", "Mark all as read, for oneself"),
    get("/api/notifications/:id", "One notification").gives(One("Notification")),
    put("/api/notifications/:id", "Mark one as read or unread, for oneself").takes("Notification", &[]).gives(One("Notification")),

    get("/api/staff", "Who works here").gives(List("StaffMember")),
    post("/api/staff", "Take somebody on").takes("StaffMember", &["name"]).gives(One("StaffMember")),
    get("/api/staff/:id", "One staff member").gives(One("StaffMember")),
    put("/api/staff/:id", "Change a staff member").takes("StaffMember", &[]).gives(One("StaffMember")),
    delete("/api/staff/:id", "Take a staff member out whom nothing names").may(&[409]),
    post("/api/staff/:id/calendar", "Make a new address for a staff member's calendar; for admins and for oneself")
        .gives(One("CalendarAddress")),

    get("/api/services", "What the salon offers").gives(List("Service")),
    post("/api/services", "Offer a service").takes("Service", &["name", "duration_minutes"]).gives(One("Service")),
    get("/api/services/:id", "One service").gives(One("Service")),
    put("/api/services/:id", "Change a service; appointments keep what they were booked with").takes("Service", &[]).gives(One("Service")),
    delete("/api/services/:id", "Take a service out that nothing names").may(&[409]),

    get("/api/holidays", "Dates on which nothing new is booked, by date").asks(&["from_date", "to_date"]).gives(List("Holiday")),
    post("/api/holidays", "Close on a date, or on each day up to another").takes("Holiday", &["date"]).gives(One("SavedHoliday")).may(&[409]),
    get("/api/holidays/:id", "One holiday").gives(One("Holiday")),
    put("/api/holidays/:id", "Move or rename a holiday").takes("Holiday", &[]).gives(One("SavedHoliday")).may(&[409]),
    delete("/api/holidays/:id", "Open again on a date"),

    get("/api/time-off", "When staff are off, by start").asks(ROTA).gives(List("TimeOff")),
    post("/api/time-off", "Give time off").takes("TimeOff", &["staff_id", "start_at", "end_at"]).gives(One("SavedTimeOff")),
    get("/api/time-off/:id", "One time off").gives(One("TimeOff")),
    put("/api/time-off/:id", "Change time off").takes("TimeOff", &[]).gives(One("SavedTimeOff")),
    delete("/api/time-off/:id", "Take time off back"),

    get("/api/hours-exceptions", "Other hours than usual, by date").asks(ROTA).gives(List("HoursException")),
    post("/api/hours-exceptions", "Give a staff member other hours on a date")
        .takes("HoursException", &["staff_id", "date", "hours"]).gives(One("SavedHoursException")).may(&[409]),
    get("/api/hours-exceptions/:id", "Other hours on one date").gives(One("HoursException")),
    put("/api/hours-exceptions/:id", "Change other hours").takes("HoursException", &[]).gives(One("SavedHoursException")).may(&[409]),
    delete("/api/hours-exceptions/:id", "Go back to the usual hours"),

    get("/api/availability", "Free slots on a date: within opening hours and the staff member's, clear of time off, holidays and appointments")
        .asks(&["service_wanted", "date_wanted", "staff_id"]).gives(All("Slot")),

    get("/api/settings", "The salon's settings").gives(One("Settings")),
    put("/api/settings", "Change the settings that are given").takes("Settings", &[]).gives(One("Settings")),

    get("/api/payments", "No-show fees").asks(&["booking_id"]).gives(List("Payment")),
    get("/api/payments/:id", "One fee").gives(One("Payment")),
    post("/api/payments/:id/renew", "Ask for a fee anew that was not paid in time").takes("Nothing", &[]).gives(One("Payment")).may(&[409]),
    get("/api/events", "Changes as they happen, as server-sent events named `change`: `{\"type\": \"booking\", \"id\": 7, \"action\": \"updated\"}`. Four streams a session")
        .gives(Media("text/event-stream")).may(&[429]),
    post("/api/stripe/webhook", "What Stripe tells of payments; 404 where no webhook secret is set. Repeats are harmless")
        .asks(&["stripe_signature"]).takes("StripeEvent", &[]).may(&[404]),

    get("/api/feedback", "What clients said of their visits, newest first").gives(List("Feedback")),
    get("/api/feedback/:id", "One answer").gives(One("Feedback")),

    get("/api/followups", "Sequences of letters after a visit").gives(List("Followup")),
    post("/api/followups", "Make a sequence").takes("Followup", &["name"]).gives(One("Followup")),
    get("/api/followups/:id", "One sequence").gives(One("Followup")),
    put("/api/followups/:id", "Change a sequence; letters that wait say what it says now").takes("Followup", &[]).gives(One("Followup")),
    delete("/api/followups/:id", "Delete a sequence with its letters that wait").gives(One("Followup")),

    post("/api/import/clients", "Bring in a list of clients that another program exported: look first, then save")
        .takes("ImportClients", &["file"]).gives(One("ClientsImported")),
    post("/api/import/calendar", "Bring another calendar's events into a staff member's book: look first, then save; no letters are sent")
        .takes("ImportCalendar", &["file", "staff_id"]).gives(One("CalendarImported")),
    get("/api/export", "All that the book holds, as one zip: every table as CSV, the calendar as .ics; no passwords, sessions or links")
        .gives(Media("application/zip")),

    get("/api/audit", "Who changed an appointment, and when; oldest first").asks(&["audited"]).gives(List("AuditEntry")).may(&[404]),
    get("/api/reports/summary", "How a stretch of time went").asks(&["report_from", "report_to"]).gives(One("Summary")),
    get("/api/reports/feedback", "What clients said of their visits, counted").gives(One("Ratings")),

    get("/calendar/:file", "A staff member's agenda, for a phone; the file is `TOKEN.ics`").gives(Media("text/calendar")),
];
