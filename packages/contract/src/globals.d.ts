// Web APIs that browsers and Node share; isomorphic packages see nothing else of either.
declare function fetch(input: string, init?: RequestInit): Promise<Response>;
interface RequestInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}
interface Response {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  json(): Promise<unknown>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}
interface AbortSignal {
  readonly aborted: boolean;
}
declare class URLSearchParams {
  append(name: string, value: string): void;
  toString(): string;
  readonly size: number;
}
