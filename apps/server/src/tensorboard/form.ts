// Form bodies as TensorBoard's own page and scripts send them: `application/x-www-form-urlencoded` and `multipart/form-data`.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalidArgument } from "./public-error.ts";

/** Text fields in the order sent; files are left out. */
export type Form = readonly (readonly [name: string, value: string])[];

/** Makes the routes of a scope read forms; `formOf` gives them. */
export function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    ["application/x-www-form-urlencoded", "multipart/form-data"],
    { parseAs: "buffer" },
    (request, body, done) => {
      const form = parseForm(request.headers["content-type"] ?? "", body as Buffer);
      if (form) done(null, form);
      else done(invalidArgument("the form could not be read"));
    },
  );
}

/** The form of a request; empty when it brought none. */
export function formOf(request: FastifyRequest): Form {
  return Array.isArray(request.body) ? (request.body as Form) : [];
}

export function fieldsOf(form: Form, name: string): readonly string[] {
  return form.filter(([key]) => key === name).map(([, value]) => value);
}

/** Undefined when the body is not of its type. */
export function parseForm(contentType: string, body: Buffer): Form | undefined {
  if (!/^multipart\//i.test(contentType)) return [...new URLSearchParams(body.toString("utf8"))];
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return boundary ? parseMultipart(body, boundary[1] ?? boundary[2] ?? "") : undefined;
}

/**
 * RFC 7578: parts between lines of `--boundary`, the last followed by `--`; each part has header lines, an empty line, and its value.
 */
function parseMultipart(body: Buffer, boundary: string): Form | undefined {
  const fields: (readonly [string, string])[] = [];
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line end of an earlier part before it.
  let at = body.subarray(0, delimiter.length - 2).equals(delimiter.subarray(2))
    ? delimiter.length - 2
    : endOf(body, delimiter, 0);
  while (at >= 0) {
    if (body.toString("latin1", at, at + 2) === "--") return fields;
    const end = body.indexOf(delimiter, at);
    const headEnd = body.indexOf("\r\n\r\n", at);
    if (end < 0 || headEnd < 0 || headEnd > end) return undefined;
    const head = body.toString("utf8", at, headEnd);
    const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? "";
    const name = /(?:^|[;\s])name="([^"]*)"/i.exec(disposition)?.[1];
    if (name === undefined) return undefined;
    if (!/(?:^|[;\s])filename\*?=/i.test(disposition))
      fields.push([name, body.toString("utf8", headEnd + 4, end)]);
    at = end + delimiter.length;
  }
  return undefined;
}

function endOf(body: Buffer, text: Buffer, from: number): number {
  const found = body.indexOf(text, from);
  return found < 0 ? -1 : found + text.length;
}
