// What the file system says of an event file. Its errors are conditions here: a file may be gone or unreadable at any time.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
  type Stats,
} from "node:fs";
import { systemPath } from "./path-names.ts";

/** The first record's header and the wall time of its event: two files hardly ever have the same. */
export const headBytes = 24;
// A pipe in the place of a file must not block. The flag is absent on Windows.
export const openFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** Its stats; `gone`, or `unreadable` for what is there but no file that can be looked at. */
export function statFile(path: string): Stats | "gone" | "unreadable" {
  try {
    const stats = statSync(systemPath(path), { throwIfNoEntry: false });
    if (stats !== undefined) return stats.isFile() ? stats : "unreadable";
    return isDanglingLink(path) ? "unreadable" : "gone";
  } catch {
    // Opening it will say what is wrong.
    return "unreadable";
  }
}

export type OpenedFile =
  | { readonly kind: "open"; readonly descriptor: number; readonly stats: Stats }
  | { readonly kind: "vanished" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Opens it for reading. It is to be closed when it is open. */
export function openFile(path: string): OpenedFile {
  let descriptor: number;
  try {
    descriptor = openSync(systemPath(path), openFlags);
  } catch (error) {
    if (errorCodeOf(error) !== "ENOENT" && errorCodeOf(error) !== "ENOTDIR")
      return { kind: "unreadable", reason: `cannot be opened: ${errorCodeOf(error)}` };
    return isDanglingLink(path) ? { kind: "unreadable", reason: "a link to nowhere" } : { kind: "vanished" };
  }
  try {
    const stats = fstatSync(descriptor);
    if (stats.isFile()) return { kind: "open", descriptor, stats };
    closeSync(descriptor);
    return { kind: "unreadable", reason: "not a regular file" };
  } catch (error) {
    closeSync(descriptor);
    return { kind: "unreadable", reason: `cannot be looked at: ${errorCodeOf(error)}` };
  }
}

function isDanglingLink(path: string): boolean {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch (error) {
    errorCodeOf(error);
    return false;
  }
}

/** Fills `room` from the file as far as it goes; or says why that failed. */
export function readBytes(descriptor: number, room: Uint8Array, offsetBytes: number): Uint8Array | string {
  let length = 0;
  try {
    while (length < room.length) {
      const count = readSync(descriptor, room, length, room.length - length, offsetBytes + length);
      if (count === 0) break;
      length += count;
    }
  } catch (error) {
    return `cannot be read: ${errorCodeOf(error)}`;
  }
  return room.subarray(0, length);
}

/** Its first bytes, or why they cannot be read. */
export function readHead(descriptor: number): Uint8Array | string {
  return readBytes(descriptor, new Uint8Array(headBytes), 0);
}

/** Code of a system error; throws what is none. */
export function errorCodeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && "syscall" in error) return String(error.code);
  throw error;
}

/** Names the file's bytes: device, inode, and the first bytes if there are so many. */
export function identityOf(stats: Stats, head: Uint8Array): string {
  const start = head.length < headBytes ? "" : Buffer.from(head).toString("base64url");
  return `${stats.dev}:${stats.ino}:${start}`;
}

/** A file that was too short for a head when the cursor was made may have one now. */
export function isSameIdentity(before: string, now: string): boolean {
  return before === now || (before.endsWith(":") && now.startsWith(before));
}

/** The inode of a cursor's identity; NaN when it was never opened. */
export function inodeOf(identity: string): number {
  return Number.parseInt(identity.split(":")[1] ?? "", 10);
}
