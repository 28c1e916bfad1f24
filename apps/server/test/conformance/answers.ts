// Asks a server that speaks TensorBoard's HTTP API and keeps the answers under names that two recordings share.
import { createHash } from "node:crypto";

export interface Answer {
  readonly status: number;
  readonly type?: string;
  /** Parsed JSON; `{sha256, bytes}` of media; `{text}` of anything else; null of an error. */
  readonly body: unknown;
}

/** Answers by name: `GET path?query`, `POST path form or JSON`, `IMG …` and `AUD …` for media behind keys that differ between servers. */
export type Recording = Readonly<Record<string, Answer>>;

/** Of a text that is no JSON no more is kept. */
const MOST_LETTERS = 4_000_000;

type Form = readonly (readonly [name: string, value: string])[];

export class Recorder {
  readonly answers: Record<string, Answer> = {};
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** The body when the server answered with success; `T` is what TensorBoard's answer is known to be. */
  async get<T>(path: string): Promise<T | undefined> {
    return this.#keep<T>(`GET ${path}`, await fetch(this.#baseUrl + path));
  }

  async postForm<T>(path: string, form: Form): Promise<T | undefined> {
    const body = new FormData();
    for (const [name, value] of form) body.append(name, value);
    const name = form.map((field) => field.join("=")).join("&");
    return this.#keep<T>(`POST ${path} ${name}`, await fetch(this.#baseUrl + path, { method: "POST", body }));
  }

  async postJson<T>(path: string, value: unknown): Promise<T | undefined> {
    const body = JSON.stringify(value);
    const headers = { "content-type": "application/json" };
    return this.#keep<T>(
      `POST ${path} ${body}`,
      await fetch(this.#baseUrl + path, { method: "POST", body, headers }),
    );
  }

  /** Keeps a media answer by its digest under `name`, because its path holds a key of the server's own making. */
  async media(name: string, path: string): Promise<void> {
    const response = await fetch(this.#baseUrl + path);
    const type = response.headers.get("content-type");
    const body = digest(Buffer.from(await response.arrayBuffer()));
    this.answers[name] = { status: response.status, ...(type !== null && { type }), body };
  }

  async #keep<T>(name: string, response: Response): Promise<T | undefined> {
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!response.ok) {
      this.answers[name] = { status: response.status, body: null };
      return undefined;
    }
    const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
    const body = decodeBody(type, bytes);
    this.answers[name] = { status: response.status, type, body };
    return body as T;
  }
}

function decodeBody(type: string, bytes: Buffer): unknown {
  if (/^(image|audio)\/|^application\/octet-stream$/.test(type)) return digest(bytes);
  if (type !== "application/json") return { text: bytes.toString().slice(0, MOST_LETTERS) };
  // Python writes NaN and Infinity bare in places. An answer that has them as strings is no JSON after this and is kept as text,
  // so that two servers must agree on it to the byte.
  const text = bytes.toString().replace(/\b(-?Infinity|NaN)\b/g, '"$1"');
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

function digest(bytes: Buffer): { readonly sha256: string; readonly bytes: number } {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}
