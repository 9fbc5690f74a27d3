// A report's rows for a spreadsheet: the days, the people, the services; or what clients said.
import type { Feedback, Summary, Totals } from '../api/types';
import { now } from '../state/now.svelte';
import { wallIn } from '../time/format';
import { t } from '../words/index.svelte';

type Row = (string | number)[];

export function rowsOf(report: Summary): Row[] {
  const words = t().reports;
  const count = (totals: Totals, status: string) => totals.by_status[status] ?? 0;
  const numbers = (totals: Totals): Row => [
    totals.bookings, count(totals, 'completed'), count(totals, 'no-show'), count(totals, 'cancelled'), totals.revenue_cents / 100,
  ];
  const head = [words.bookings, words.completed, words.noShows, words.cancelled, `${words.takings} (${report.currency})`];
  return [
    [words.day, ...head],
    ...report.by_day.map((of): Row => [of.date, ...numbers(of)]),
    [],
    [words.person, ...head, words.bookedHours, words.openHours],
    ...report.by_staff.map((of): Row => [of.staff_name, ...numbers(of), of.booked_minutes / 60, of.open_minutes / 60]),
    [],
    [words.service, ...head],
    ...report.by_service.map((of): Row => [of.service_name, ...numbers(of)]),
  ];
}

export function answerRows(answers: Feedback[]): Row[] {
  const words = t().reports.said;
  return [
    [words.given, words.rating, words.client, words.comment, words.booking],
    ...answers.map((of): Row => [wallIn(of.created_at, now.timezone), of.rating, of.client_name, of.comment, of.booking_id]),
  ];
}
