// The shapes of the API, written from the Rust types by a test (src/web/types.rs): change them there, then
// run DAYBOOK_WRITE_TYPES=1 cargo test --lib types

/**
 * A wall-clock time in the salon's zone, to the second; reads and writes `YYYY-MM-DD HH:MM:SS`.
 */
export type Wall = string;

/**
 * An instant, to the second; reads and writes `YYYY-MM-DDTHH:MM:SSZ`.
 */
export type Stamp = string;

/**
 * The hours of one day; none: closed, or a day off.
 */
export type DayHours = [string, string][];

/**
 * The hours of a week. A day that is left out is a day off; the book gives back what was given.
 */
export type WeekHours = { [day in "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun"]?: DayHours };

/**
 * What a user may do; `contract` section 4.
 */
export type Role = "admin" | "desk" | "staff";

/**
 * Who is signed in, as the API shows it.
 */
export type Myself = { id: number, name: string, email: string, role: Role, staff_id: number | null, };

/**
 * A login.
 */
export type User = { 
/**
 * Its id.
 */
id: number, 
/**
 * The person's name.
 */
name: string, 
/**
 * The sign-in address.
 */
email: string, 
/**
 * What they may do.
 */
role: Role, 
/**
 * The staff member that they are, if any.
 */
staff_id: number | null, 
/**
 * Whether they may sign in.
 */
active: boolean, };

/**
 * The present as a screen is told it.
 */
export type Now = { 
/**
 * What the salon's clock shows.
 */
wall: Wall, 
/**
 * The same instant in UTC.
 */
instant: Stamp, 
/**
 * The salon's zone, as IANA names it.
 */
timezone: string, };

/**
 * All settings of the salon.
 */
export type Settings = { 
/**
 * The salon's name, in letters and on the clients' pages.
 */
salon_name: string, 
/**
 * Postal address, one line.
 */
salon_address: string, 
/**
 * Telephone number, as people write it.
 */
salon_phone: string, 
/**
 * Where answers to letters go; empty: to the sender.
 */
reply_to: string, 
/**
 * A line under every letter.
 */
letter_footer: string, 
/**
 * ISO 3166 country, for reading national telephone numbers.
 */
country: string, 
/**
 * IANA time zone of the salon; empty: the machine's.
 */
timezone: string, 
/**
 * Language of the desk and of letters to clients without one: `en`, `nl` or `de`.
 */
locale: string, 
/**
 * ISO 4217 currency.
 */
currency: string, 
/**
 * When the salon is open.
 */
opening_hours: WeekHours, 
/**
 * Steps of the time grid and of offered slots.
 */
slot_minutes: number, 
/**
 * How long letters wait, so that an undo is silent; 0 to 120.
 */
letter_delay_seconds: number, 
/**
 * Staff see and touch only their own bookings.
 */
staff_personal_agenda_enabled: boolean, 
/**
 * A no-show is asked for a fee.
 */
noshow_enabled: boolean, 
/**
 * That fee.
 */
noshow_fee_cents: number, 
/**
 * Clients are reminded.
 */
reminder_enabled: boolean, 
/**
 * How long before.
 */
reminder_hours_before: number, 
/**
 * Clients are asked how it was.
 */
review_enabled: boolean, 
/**
 * How long after.
 */
review_delay_minutes: number, 
/**
 * Where reviews are written in public.
 */
review_url: string, 
/**
 * Follow-up sequences run.
 */
followup_enabled: boolean, 
/**
 * How long an offered slot is kept for the first in line.
 */
waitlist_offer_hours: number, 
/**
 * How long a provisional booking waits for the client's answer.
 */
provisional_hold_hours: number, 
/**
 * Letters a client may get a day; 0: no cap.
 */
letters_per_client_day: number, 
/**
 * Letters that one login may cause an hour; 0: no cap.
 */
letters_per_login_hour: number, };

/**
 * The statuses of the user's page.
 */
export type BookingStatus = "scheduled" | "provisional" | "completed" | "cancelled" | "no-show";

/**
 * How the client was last told.
 */
export type How = "letter" | "phone" | "none";

/**
 * What the client was last told of a booking, and how.
 */
export type ClientKnows = { 
/**
 * The status that was told.
 */
status: BookingStatus | null, 
/**
 * The start that was told, salon time.
 */
start_at: Wall | null, 
/**
 * The way it was told.
 */
how: How, 
/**
 * When.
 */
at: Stamp | null, };

/**
 * A booking as the API shows it: the user's page, plus `contract` section 6.
 */
export type Booking = { 
/**
 * Its id.
 */
id: number, 
/**
 * Whose it is.
 */
client_id: number, 
/**
 * Who does it.
 */
staff_id: number, 
/**
 * What is done.
 */
service_id: number, 
/**
 * Start, salon time.
 */
start_at: Wall, 
/**
 * End, salon time.
 */
end_at: Wall, 
/**
 * Its status.
 */
status: BookingStatus, 
/**
 * Notes that the client sees.
 */
notes: string, 
/**
 * Notes that the client never sees.
 */
internal_notes: string, 
/**
 * The token in the accept and decline links.
 */
provisional_token: string | null, 
/**
 * The token in the review request's link.
 */
feedback_token: string | null, 
/**
 * The waitlist entry that it came from.
 */
waitlist_id: number | null, 
/**
 * The client's name.
 */
client_name: string, 
/**
 * Rises with every change.
 */
version: number, 
/**
 * Joins the services of one visit: the id of its first booking.
 */
visit_id: number, 
/**
 * When the client came in; no status.
 */
arrived_at: Stamp | null, 
/**
 * Its own price, in minor units.
 */
price_cents: number, 
/**
 * From the start to the processing gap.
 */
gap_start_minutes: number, 
/**
 * How long the staff member is free in between; 0: no gap.
 */
gap_minutes: number, 
/**
 * Kept free afterwards.
 */
buffer_minutes: number, 
/**
 * What the client was last told.
 */
client_knows: ClientKnows, 
/**
 * When it was entered.
 */
created_at: Stamp, 
/**
 * When it was last changed.
 */
updated_at: Stamp, };

/**
 * A booking that stands in the way of another.
 */
export type Conflict = { 
/**
 * The booking's id; null where time off is in the way.
 */
id: number | null, 
/**
 * When it starts, salon time.
 */
start_at: Wall, 
/**
 * When it ends, salon time.
 */
end_at: Wall, 
/**
 * Whose it is; for time off, what the time off is for.
 */
client_name: string, };

/**
 * A slot that can be booked, as the API shows it.
 */
export type Slot = { 
/**
 * With whom.
 */
staff_id: number, 
/**
 * Their name.
 */
staff_name: string, 
/**
 * Start, salon time.
 */
start_at: Wall, 
/**
 * End, salon time.
 */
end_at: Wall, };

/**
 * A client as the API shows one: `contract` section 5.
 */
export type Client = { 
/**
 * Its id.
 */
id: number, 
/**
 * The name.
 */
name: string, 
/**
 * Where letters go; empty: nowhere.
 */
email: string, 
/**
 * The telephone number, as it was written.
 */
phone: string, 
/**
 * Its international digits, for dialling and for WhatsApp; of a number whose country can't be told, its digits.
 */
phone_digits: string, 
/**
 * Notes of the salon.
 */
notes: string, 
/**
 * Allergies and the like; stands out wherever the client is shown.
 */
alert: string, 
/**
 * The language of letters: `en`, `nl`, `de`, or empty for the salon's.
 */
language: string, 
/**
 * The day of birth.
 */
birthday: string | null, 
/**
 * Agreed to review requests and follow-up letters.
 */
marketing_consent: boolean, 
/**
 * The built-in client for those who walk in unnamed.
 */
walk_in: boolean, 
/**
 * When the client was entered.
 */
created_at: Stamp, 
/**
 * When this was last changed.
 */
updated_at: Stamp, };

/**
 * A service, as the API shows it. Bookings copy its price and minutes, so that editing it changes no booking.
 */
export type Service = { 
/**
 * Its id.
 */
id: number, 
/**
 * What it is called.
 */
name: string, 
/**
 * The heading under which it is listed.
 */
category: string, 
/**
 * How long it takes.
 */
duration_minutes: number, 
/**
 * From the start to the processing gap.
 */
gap_start_minutes: number, 
/**
 * How long the staff member is free in between; 0: no gap.
 */
gap_minutes: number, 
/**
 * Kept free afterwards when slots are offered.
 */
buffer_minutes: number, 
/**
 * What it costs, in minor units.
 */
price_cents: number, 
/**
 * Its colour on the desk, `#rrggbb`; empty: the desk's choice.
 */
color: string, 
/**
 * Whether it can be booked.
 */
active: boolean, };

/**
 * Somebody who works here, as the API shows them.
 */
export type StaffMember = { 
/**
 * Their id.
 */
id: number, 
/**
 * Their name.
 */
name: string, 
/**
 * Where they can be mailed.
 */
email: string, 
/**
 * Their colour on the desk, `#rrggbb`; empty: the desk's choice.
 */
color: string, 
/**
 * Whether they take new bookings.
 */
active: boolean, 
/**
 * The services that they give, in order; null: all.
 */
service_ids: Array<number> | null, 
/**
 * Their usual week; null: the opening hours.
 */
hours: WeekHours | null, };

/**
 * How time off comes back.
 */
export type Repeat = "weekly";

/**
 * A break, leave or block, as the API shows it.
 */
export type TimeOff = { 
/**
 * Its id.
 */
id: number, 
/**
 * Whose it is.
 */
staff_id: number, 
/**
 * Start, salon time; the first where it comes back.
 */
start_at: Wall, 
/**
 * End, salon time.
 */
end_at: Wall, 
/**
 * What it is for.
 */
reason: string, 
/**
 * Whether and how it comes back.
 */
repeat: Repeat | null, 
/**
 * The last date on which it may begin again; null: it goes on.
 */
until: string | null, };

/**
 * Other hours on one date, in place of the usual ones, as the API shows them.
 */
export type HoursException = { 
/**
 * Its id.
 */
id: number, 
/**
 * Whose they are.
 */
staff_id: number, 
/**
 * The date.
 */
date: string, 
/**
 * The hours of that date; none: does not work.
 */
hours: DayHours, };

/**
 * A date on which nothing is booked, as the API shows it.
 */
export type Holiday = { 
/**
 * Its id.
 */
id: number, 
/**
 * The date.
 */
date: string, 
/**
 * What it is.
 */
name: string, };

/**
 * How far an entry has come.
 */
export type WaitlistStatus = "waiting" | "notified" | "booked" | "passed" | "cancelled";

/**
 * An entry as the API shows it: `contract` section 5, and the slot that was offered.
 */
export type WaitlistEntry = { 
/**
 * Its id; the line is in its order.
 */
id: number, 
/**
 * Who waits.
 */
client_id: number, 
/**
 * For what.
 */
service_id: number, 
/**
 * For which day.
 */
date: string, 
/**
 * For whom; null: anybody.
 */
staff_id: number | null, 
/**
 * Notes of the salon.
 */
notes: string, 
/**
 * How far it has come.
 */
status: WaitlistStatus, 
/**
 * When it was entered.
 */
created_at: Stamp, 
/**
 * When a slot was offered.
 */
notified_at: Stamp | null, 
/**
 * The client's name.
 */
client_name: string, 
/**
 * Start of the slot that was offered, salon time.
 */
offered_start_at: Wall | null, 
/**
 * Its end.
 */
offered_end_at: Wall | null, 
/**
 * Whose slot that is.
 */
offered_staff_id: number | null, };

/**
 * A notification as one user sees it: `contract` section 5.
 */
export type Notification = { 
/**
 * Its id; rises with time.
 */
id: number, 
/**
 * What it is about: `booking.created`, `mail.failed`, …
 */
type: string, 
/**
 * The booking that it is about, if any.
 */
booking_id: number | null, 
/**
 * A sentence for a person.
 */
message: string, 
/**
 * Whether this user has read it.
 */
read: boolean, 
/**
 * When it appeared.
 */
created_at: Stamp, };

/**
 * A job, as the API shows it, with the letter that it sends.
 */
export type Job = { 
/**
 * Its id.
 */
id: number, 
/**
 * What is to be done; the contract's names.
 */
type: string, 
/**
 * About which booking.
 */
booking_id: number | null, 
/**
 * Where it stands.
 */
state: string, 
/**
 * From when on.
 */
run_at: Stamp, 
/**
 * How often it was tried.
 */
attempts: number, 
/**
 * Why it failed, was cancelled, waits or is held, in words.
 */
last_error: string | null, 
/**
 * When it was written.
 */
created_at: Stamp, 
/**
 * When it ended.
 */
finished_at: Stamp | null, 
/**
 * To whom its letter goes, once that is written.
 */
recipient: string | null, 
/**
 * The letter's subject.
 */
subject: string | null, };

/**
 * A letter, and what it is about.
 */
export type Letter = { 
/**
 * The id of its job, by which it is sent, tried again or called off.
 */
id: number, 
/**
 * What it says: the job's type.
 */
type: string, 
/**
 * The job's state.
 */
state: string, 
/**
 * From when on it leaves.
 */
run_at: Stamp, 
/**
 * When it left, failed or was called off.
 */
finished_at: Stamp | null, 
/**
 * How often it was tried.
 */
attempts: number, 
/**
 * Why it failed, was called off, waits or is held, in words.
 */
last_error: string | null, 
/**
 * The address it goes to: the letter's, once that is written, else the client's.
 */
recipient: string, 
/**
 * Its subject, once it is written.
 */
subject: string | null, 
/**
 * To whom.
 */
client_id: number | null, 
/**
 * Their name.
 */
client_name: string | null, 
/**
 * About which booking.
 */
booking_id: number | null, 
/**
 * When that starts, salon time.
 */
start_at: Wall | null, 
/**
 * What that is now.
 */
booking_status: BookingStatus | null, };

/**
 * Where letters go.
 */
export type MailWay = "server" | "folder" | "nowhere";

/**
 * How the salon's letters stand, at a glance.
 */
export type Correspondence = { 
/**
 * Where letters go.
 */
mail: MailWay, 
/**
 * Letters that leave by themselves.
 */
waiting: number, 
/**
 * Letters that wait for a person's word.
 */
held: number, 
/**
 * Those among them that a restore held back, for whoever may let go of them all at once.
 */
restored: number, 
/**
 * Letters that could not be sent.
 */
failed: number, };

/**
 * How a client is going to hear of it.
 */
export type Way = "letter" | "held" | "failed" | "call";

/**
 * A booking of which its client doesn't know, or not as it is now.
 */
export type Untold = { 
/**
 * The booking.
 */
booking_id: number, 
/**
 * What it is now.
 */
status: BookingStatus, 
/**
 * When it starts now, salon time.
 */
start_at: Wall, 
/**
 * Whose it is.
 */
client_id: number, 
/**
 * Their name.
 */
client_name: string, 
/**
 * Their number, to call; empty: none.
 */
client_phone: string, 
/**
 * How they are going to hear.
 */
way: Way, 
/**
 * The letter's job, where there is one.
 */
job_id: number | null, 
/**
 * When the letter leaves.
 */
run_at: Stamp | null, 
/**
 * Why it is held, failed, or was tried in vain.
 */
why: string | null, };

/**
 * An appointment as it stands on the sheet.
 */
export type SheetLine = { 
/**
 * The booking.
 */
booking_id: number, 
/**
 * On whose sheet it stands.
 */
staff_id: number, 
/**
 * Start, salon time.
 */
start_at: Wall, 
/**
 * End, salon time.
 */
end_at: Wall, 
/**
 * Its status.
 */
status: BookingStatus, 
/**
 * The client's name.
 */
client_name: string, 
/**
 * The client's number.
 */
client_phone: string, 
/**
 * Allergies and the like.
 */
client_alert: string, 
/**
 * What is done.
 */
service_name: string, 
/**
 * Notes that the client sees.
 */
notes: string, 
/**
 * Notes that the client never sees.
 */
internal_notes: string, };

/**
 * What there is to tell.
 */
export type WhyCall = "new" | "changed" | "cancelled" | "reminder";

/**
 * An appointment of which somebody has to tell the client, and what they need for it.
 */
export type ToCall = { 
/**
 * The booking.
 */
booking_id: number, 
/**
 * Joins the services of one visit, of which one call tells.
 */
visit_id: number, 
/**
 * With whom.
 */
staff_id: number, 
/**
 * What is done.
 */
service_id: number, 
/**
 * What it is now.
 */
status: BookingStatus, 
/**
 * When it starts now, salon time.
 */
start_at: Wall, 
/**
 * Whose it is.
 */
client_id: number, 
/**
 * Their name.
 */
client_name: string, 
/**
 * Their number, as it was written; empty: none.
 */
phone: string, 
/**
 * Its international digits.
 */
phone_digits: string, 
/**
 * What they are spoken to in: their language, else the salon's.
 */
language: string, 
/**
 * What there is to tell.
 */
why: WhyCall, 
/**
 * The start that they were last told.
 */
known_start_at: Wall | null, 
/**
 * Why the letter that should have told them could not be sent.
 */
letter_failed: string | null, };

/**
 * One change, as the API shows it.
 */
export type AuditEntry = { 
/**
 * Rises with time.
 */
id: number, 
/**
 * When.
 */
at: Stamp, 
/**
 * Which user; null: the client, or Daybook itself.
 */
user_id: number | null, 
/**
 * The user's name then, `client` or `daybook`.
 */
actor: string, 
/**
 * Which booking.
 */
booking_id: number, 
/**
 * What was done: `created`, `updated`, `cancelled`, …
 */
action: string, 
/**
 * The whole row before; null where it is new.
 */
before: Record<string, unknown> | null, 
/**
 * The whole row after.
 */
after: Record<string, unknown>, };

/**
 * Where a payment stands, in the order in which it moves on.
 */
export type PaymentStatus = "open" | "expired" | "failed" | "paid";

/**
 * What a payment is for.
 */
export type PaymentPurpose = "no_show_fee";

/**
 * A payment: as the API shows it, and what is kept for dealing with Stripe.
 */
export type Payment = { 
/**
 * Its id.
 */
id: number, 
/**
 * For which booking.
 */
booking_id: number, 
/**
 * Who is asked.
 */
client_id: number, 
/**
 * What it is for.
 */
kind: PaymentPurpose, 
/**
 * How much, in minor units; frozen before Stripe is first asked.
 */
amount_cents: number, 
/**
 * Of which currency; frozen, too.
 */
currency: string, 
/**
 * Where it stands.
 */
status: PaymentStatus, 
/**
 * Where the client pays; null until Stripe has answered.
 */
url: string | null, 
/**
 * When the fee was raised.
 */
created_at: Stamp, 
/**
 * When it was paid.
 */
paid_at: Stamp | null, };

/**
 * An answer, as the API shows it.
 */
export type Feedback = { 
/**
 * Its id.
 */
id: number, 
/**
 * About which booking.
 */
booking_id: number, 
/**
 * One to five stars.
 */
rating: number, 
/**
 * A few words; may be empty.
 */
comment: string, 
/**
 * When it was given.
 */
created_at: Stamp, 
/**
 * Who gave it.
 */
client_name: string, };

/**
 * All answers counted.
 */
export type Ratings = { 
/**
 * How many there are.
 */
count: number, 
/**
 * Their stars on average; null where nobody answered yet.
 */
average: number | null, 
/**
 * How many gave one star, two, and so on up to five.
 */
by_rating: [number, number, number, number, number], };

/**
 * One letter of a sequence.
 */
export type FollowupStep = { 
/**
 * Its id; a PUT that names it changes this very letter, also where it waits already.
 */
id: number, 
/**
 * Days from the moment of completion.
 */
delay_days: number, 
/**
 * Subject, with placeholders such as `{client_name}`.
 */
subject: string, 
/**
 * Body, with the same placeholders; empty lines part its paragraphs.
 */
body: string, };

/**
 * A sequence, as the API shows it.
 */
export type Followup = { 
/**
 * Its id.
 */
id: number, 
/**
 * What the salon calls it.
 */
name: string, 
/**
 * After which service; null: after every one.
 */
service_id: number | null, 
/**
 * Whether visits start it and its letters go out.
 */
active: boolean, 
/**
 * Its letters, in order.
 */
steps: Array<FollowupStep>, };

/**
 * Numbers over some of the bookings.
 */
export type Totals = { 
/**
 * All of them, cancelled ones included.
 */
bookings: number, 
/**
 * How many of each status, none left out.
 */
by_status: { [key in string]: number }, 
/**
 * What the completed ones cost, in minor units.
 */
revenue_cents: number, 
/**
 * No-shows among those who were expected: of completed and no-show bookings, 0 to 1; 0 where there are none.
 */
no_show_rate: number, };

/**
 * The numbers of one day.
 */
export type OfDay = { 
/**
 * Which day.
 */
date: string, 
/**
 * All of them, cancelled ones included.
 */
bookings: number, 
/**
 * How many of each status, none left out.
 */
by_status: { [key in string]: number }, 
/**
 * What the completed ones cost, in minor units.
 */
revenue_cents: number, 
/**
 * No-shows among those who were expected: of completed and no-show bookings, 0 to 1; 0 where there are none.
 */
no_show_rate: number, };

/**
 * How full somebody's time is.
 */
export type Occupancy = { 
/**
 * The minutes of what is scheduled, provisional or completed.
 */
booked_minutes: number, 
/**
 * The minutes of their hours, less holidays and time off.
 */
open_minutes: number, 
/**
 * Booked among open minutes: 0 to 1, more where people work overtime; 0 where nothing is open.
 */
occupancy: number, };

/**
 * The people who came, or are to come. Who walks in without a name isn't counted.
 */
export type People = { 
/**
 * Who had not been here before.
 */
new: number, 
/**
 * Who had.
 */
returning: number, 
/**
 * Who was served, with a completed booking.
 */
served: number, 
/**
 * Who among these has a booking on a later day.
 */
rebooked: number, };

/**
 * How full one day of the week is.
 */
export type OfWeekday = { 
/**
 * `mon` to `sun`.
 */
weekday: string, 
/**
 * The minutes of what is scheduled, provisional or completed.
 */
booked_minutes: number, 
/**
 * The minutes of their hours, less holidays and time off.
 */
open_minutes: number, 
/**
 * Booked among open minutes: 0 to 1, more where people work overtime; 0 where nothing is open.
 */
occupancy: number, };

/**
 * The numbers of one staff member.
 */
export type OfStaff = { 
/**
 * Whose.
 */
staff_id: number, 
/**
 * The name.
 */
staff_name: string, 
/**
 * All of them, cancelled ones included.
 */
bookings: number, 
/**
 * How many of each status, none left out.
 */
by_status: { [key in string]: number }, 
/**
 * What the completed ones cost, in minor units.
 */
revenue_cents: number, 
/**
 * No-shows among those who were expected: of completed and no-show bookings, 0 to 1; 0 where there are none.
 */
no_show_rate: number, 
/**
 * The minutes of what is scheduled, provisional or completed.
 */
booked_minutes: number, 
/**
 * The minutes of their hours, less holidays and time off.
 */
open_minutes: number, 
/**
 * Booked among open minutes: 0 to 1, more where people work overtime; 0 where nothing is open.
 */
occupancy: number, };

/**
 * The numbers of one service.
 */
export type OfService = { 
/**
 * Which.
 */
service_id: number, 
/**
 * Its name.
 */
service_name: string, 
/**
 * All of them, cancelled ones included.
 */
bookings: number, 
/**
 * How many of each status, none left out.
 */
by_status: { [key in string]: number }, 
/**
 * What the completed ones cost, in minor units.
 */
revenue_cents: number, 
/**
 * No-shows among those who were expected: of completed and no-show bookings, 0 to 1; 0 where there are none.
 */
no_show_rate: number, };

/**
 * The summary of a stretch of time, as the API shows it.
 */
export type Summary = { 
/**
 * From this start on.
 */
from: Wall, 
/**
 * Before this start.
 */
to: Wall, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Days with bookings, in order.
 */
by_day: Array<OfDay>, 
/**
 * The week's days, from Monday on.
 */
by_weekday: Array<OfWeekday>, 
/**
 * Staff members with bookings or hours, by id.
 */
by_staff: Array<OfStaff>, 
/**
 * Services with bookings, by id.
 */
by_service: Array<OfService>, 
/**
 * Who came.
 */
clients: People, 
/**
 * Who among the served clients has a booking on a later day, 0 to 1; 0 where nobody was served.
 */
rebooking_rate: number, 
/**
 * All of them, cancelled ones included.
 */
bookings: number, 
/**
 * How many of each status, none left out.
 */
by_status: { [key in string]: number }, 
/**
 * What the completed ones cost, in minor units.
 */
revenue_cents: number, 
/**
 * No-shows among those who were expected: of completed and no-show bookings, 0 to 1; 0 where there are none.
 */
no_show_rate: number, };
