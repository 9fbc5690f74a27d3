// The one place that talks to the API: every request of the desk goes through `call`.
import { connection } from '../state/connection.svelte';

/** A request that the server refused; `message` is its sentence for a person. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What is wrong with each field, as clauses such as "must be after start_at". */
    readonly fields: Record<string, string>,
    /** The whole answer: `conflicts` of an overlap, `current` of a stale booking. */
    readonly body: Record<string, unknown>,
    /** After how many seconds to try again, where the server says so. */
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

/** A request that did not reach the server, or whose answer never came: whether it was carried out isn't known. */
export class Away extends Error {}

export interface Options {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** Makes a repeated POST answer the first booking instead of making a second. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A page of a list. */
export interface Page<T> {
  data: T[];
  page: number;
  limit: number;
  total: number;
  pages: number;
}

/** No answer in this time counts as no server. */
const PATIENCE_MS = 20_000;

let onSignedOut = () => {};

/** Says what to do when the session has ended; the session's state registers itself here. */
export function whenSignedOut(action: () => void) {
  onSignedOut = action;
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: 'same-origin',
      signal: options.signal ? AbortSignal.any([options.signal, patience]) : patience,
    });
    text = await response.text();
  } catch (problem) {
    // Whoever withdrew the question doesn't want to hear that the server is away.
    if (options.signal?.aborted) throw problem;
    connection.lost();
    throw new Away();
  }
  connection.reached();
  if (response.ok) return JSON.parse(text) as T;
  const error = refused(response, text);
  if (error.code === 'not_logged_in') onSignedOut();
  throw error;
}

export const get = <T>(path: string, query?: Options['query'], signal?: AbortSignal) => call<T>('GET', path, { query, signal });
export const post = <T>(path: string, body: unknown = {}, options: Options = {}) => call<T>('POST', path, { ...options, body });
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, { body });
export const remove = <T>(path: string) => call<T>('DELETE', path);

function withQuery(path: string, query: Options['query']): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** What isn't our JSON comes from something in between: a proxy, or a machine that is starting. */
function refused(response: Response, text: string): ApiError {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text);
  } catch {
    // The status says enough.
  }
  const retry = Number(response.headers.get('Retry-After'));
  return new ApiError(
    response.status,
    typeof body.code === 'string' ? body.code : 'unreadable',
    typeof body.error === 'string' ? body.error : `${response.status} ${response.statusText}`,
    (body.fields as Record<string, string> | undefined) ?? {},
    body,
    retry > 0 ? retry : null,
  );
}

/** A key that no other request has. Plain http is no secure context, so there is no `crypto.randomUUID`. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Takes a file whose download asks for the password again: it goes along as a header, which a link couldn't carry. */
export async function file(path: string, password: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { 'X-Password': encodeURIComponent(password) }, credentials: 'same-origin' });
  } catch {
    connection.lost();
    throw new Away();
  }
  if (!response.ok) throw refused(response, await response.text());
  return response.blob();
}
