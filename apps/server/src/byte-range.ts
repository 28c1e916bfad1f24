// `Range: bytes=…` (RFC 9110, 14): one range of a body whose size is known.

export type AskedRange =
  /** All of it: no range, several at once, or nothing that is a range. */
  | { readonly kind: "whole" }
  /** `end` is exclusive. */
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  /** It begins beyond the end, or is empty. */
  | { readonly kind: "unsatisfiable" };

export function askedRange(header: string | undefined, sizeBytes: number): AskedRange {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return { kind: "whole" };
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return { kind: "whole" };
  return start < end ? { kind: "part", start, end } : { kind: "unsatisfiable" };
}
