import { expect, test } from "vitest";
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { ApiError } from "./errors.ts";
import { callEndpoint, urlOf } from "./request.ts";

const base = { baseUrl: "http://host:1/prefix/" };

test("addresses keep the prefix, repeat lists and leave out what is undefined", () => {
  expect(urlOf("/api/x", undefined, base)).toBe("http://host:1/prefix/api/x");
  expect(urlOf("/api/x", { run: ["a/b", "c d&"], tag: undefined, n: 1, on: true }, base)).toBe(
    "http://host:1/prefix/api/x?run=a%2Fb&run=c+d%26&n=1&on=true",
  );
});

const echo = defineEndpoint({
  method: "POST",
  path: "/api/echo",
  summary: "",
  access: "read",
  body: z.object({ x: z.number() }),
  response: z.object({ y: z.number() }),
});

interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

function answering(status: number, text: string): { readonly sent: Sent[]; readonly fetch: typeof fetch } {
  const sent: Sent[] = [];
  return {
    sent,
    fetch: (url, init) => {
      sent.push({ url, init });
      return Promise.resolve({
        ok: status < 400,
        status,
        statusText: "text",
        url,
        body: null,
        text: () => Promise.resolve(text),
        json: () => Promise.resolve(JSON.parse(text) as unknown),
        arrayBuffer: () => Promise.resolve(new ArrayBuffer(0)),
      });
    },
  };
}

test("a call sends its body and token and decodes the answer", async () => {
  const { sent, fetch } = answering(200, '{"y":2}');
  const answer = await callEndpoint(echo, { body: { x: 1 } }, { ...base, token: "secret", fetch });
  expect(answer).toEqual({ y: 2 });
  expect(sent).toEqual([
    {
      url: "http://host:1/prefix/api/echo",
      init: {
        method: "POST",
        headers: {
          accept: "application/json",
          authorization: "Bearer secret",
          "content-type": "application/json",
        },
        body: '{"x":1}',
      },
    },
  ]);
});

test("an error answer is thrown with its code and fields", async () => {
  const problem = {
    type: "urn:runboard:problem:invalid_request",
    title: "t",
    status: 400,
    code: "invalid_request",
    detail: "body.x: wrong",
    fields: [{ field: "body.x", message: "wrong" }],
  };
  const failure = callEndpoint(
    echo,
    { body: { x: 1 } },
    { ...base, fetch: answering(400, JSON.stringify(problem)).fetch },
  );
  await expect(failure).rejects.toBeInstanceOf(ApiError);
  await expect(failure).rejects.toMatchObject({
    code: "invalid_request",
    message: "body.x: wrong",
    fields: [{ field: "body.x" }],
  });
});

test("an error answer without a problem is `internal` and names the address", async () => {
  await expect(
    callEndpoint(echo, { body: { x: 1 } }, { ...base, fetch: answering(502, "<html>").fetch }),
  ).rejects.toMatchObject({ code: "internal", message: "http://host:1/prefix/api/echo answered 502 text" });
});

test("an answer that is not of the contract is an error", async () => {
  await expect(
    callEndpoint(echo, { body: { x: 1 } }, { ...base, fetch: answering(200, '{"y":"2"}').fetch }),
  ).rejects.toBeInstanceOf(z.ZodError);
});
