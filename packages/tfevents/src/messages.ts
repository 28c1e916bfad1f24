// The generated messages for those who need a whole one: graphs, run metadata, plugin data. Bytes from files are not trusted.
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { fromText, toText } from "@bufbuild/protobuf/txtpb";

/** The message in `bytes`; undefined when they are none. Fields that the schema does not name are dropped. */
export function decodeMessage<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
): MessageShape<Desc> | undefined {
  try {
    return fromBinary(schema, bytes, { readUnknownFields: false });
  } catch {
    return undefined;
  }
}

export function encodeMessage<Desc extends DescMessage>(
  schema: Desc,
  message: MessageInitShape<Desc>,
): Uint8Array<ArrayBuffer> {
  return toBinary(schema, create(schema, message));
}

/** The message that `text` spells in protobuf's text format; otherwise what is wrong, with line and column where known. */
export function parseMessageText<Desc extends DescMessage>(
  schema: Desc,
  text: string,
):
  | { readonly kind: "message"; readonly message: MessageShape<Desc> }
  | { readonly kind: "malformed"; readonly reason: string } {
  try {
    return { kind: "message", message: fromText(schema, text) };
  } catch (error) {
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The message in protobuf's text format. */
export function formatMessageText<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
): string {
  return toText(schema, message);
}

/** The message in protobuf's JSON format. Throws RangeError when that is longer than a string can be. */
export function formatMessageJson<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
): string {
  return toJsonString(schema, message);
}
