// What the store keeps of an event file, so that reading goes on where it ended.

/** How far a file is read, and what was found wrong with it. */
export interface FileCursor {
  /** Name of the run the file belongs to. */
  readonly run: string;
  /** Absolute path (or object URL); names the file in the store. */
  readonly path: string;
  /** Device and inode on a disk, entity tag elsewhere. Another identity at the same path is another file. */
  readonly identity: string;
  /** Size when last looked at. */
  readonly sizeBytes: number;
  readonly modifiedMillis: number;
  /** First byte that is not in the store yet: always the start of a record. */
  readonly offsetBytes: number;
  /** `reading`: more may come. `corrupt`: a bad length checksum ends the file at `offsetBytes`. `unreadable`: it could not be opened or read; tried again. */
  readonly state: "reading" | "corrupt" | "unreadable";
  /** Why the file is corrupt or unreadable; empty otherwise. */
  readonly reason: string;
  /** Records left out because of a bad payload checksum or an undecodable payload. */
  readonly skippedRecordCount: number;
  /** Offset of the first record left out; null when none was. */
  readonly firstSkippedOffsetBytes: number | null;
  /** Why the first record was left out; empty when none was. */
  readonly skipReason: string;
  /** Where records begin whose payload did not have its checksum, and may get it late; ascending, of many the first 100. */
  readonly lateOffsetsBytes: readonly number[];
}

/** Whether two cursors of one path say the same. */
export function isSameCursor(a: FileCursor, b: FileCursor): boolean {
  return (
    a.run === b.run &&
    a.identity === b.identity &&
    a.sizeBytes === b.sizeBytes &&
    a.modifiedMillis === b.modifiedMillis &&
    a.offsetBytes === b.offsetBytes &&
    a.state === b.state &&
    a.reason === b.reason &&
    a.skippedRecordCount === b.skippedRecordCount &&
    a.firstSkippedOffsetBytes === b.firstSkippedOffsetBytes &&
    a.skipReason === b.skipReason &&
    a.lateOffsetsBytes.length === b.lateOffsetsBytes.length &&
    a.lateOffsetsBytes.every((offsetBytes, index) => offsetBytes === b.lateOffsetsBytes[index])
  );
}
