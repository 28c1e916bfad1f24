// Single values of a message's fields in serialised form.
import { FIXED32, FIXED64, VARINT } from "@runboard/tfevents";
import type { ByteSink } from "./byte-sink.ts";
import type { MessageField } from "./message-fields.ts";

/** Appends the number that `text` spells; false when it spells none of the field's form. Not for texts and messages. */
export function writeNumber(sink: ByteSink, field: MessageField, text: string): boolean {
  const { form, number } = field;
  switch (form) {
    case "float":
    case "double": {
      const value = floatOf(text);
      if (value === undefined) return false;
      sink.varint(number * 8 + (form === "float" ? FIXED32 : FIXED64));
      if (form === "float") sink.float(value);
      else sink.double(value);
      return true;
    }
    case "bool": {
      const isTrue = /^(true|True|t|1)$/.test(text);
      if (!isTrue && !/^(false|False|f|0)$/.test(text)) return false;
      sink.varint(number * 8 + VARINT);
      sink.byte(isTrue ? 1 : 0);
      return true;
    }
    case "enum":
      return writeInteger(sink, number, field.enumNumbers.get(text)?.toString() ?? text);
    case "int64":
    case "uint64":
    case "int32":
    case "uint32":
      return writeInteger(sink, number, text);
    case "string":
    case "bytes":
    case "message":
      return false;
  }
}

function writeInteger(sink: ByteSink, fieldNumber: number, text: string): boolean {
  if (!/^-?(0[xX][0-9a-fA-F]{1,16}|\d{1,20})$/.test(text)) return false;
  sink.varint(fieldNumber * 8 + VARINT);
  const digits = text.startsWith("-") ? text.slice(1) : text;
  if (digits.length <= 15) {
    const isOctal = /^0[0-7]+$/.test(digits);
    const size = isOctal ? Number.parseInt(digits, 8) : Number(digits);
    sink.varint(text.startsWith("-") && size > 0 ? -size : size);
  } else sink.bigVarint(text.startsWith("-") ? -BigInt(digits) : BigInt(digits));
  return true;
}

function floatOf(text: string): number | undefined {
  const [, sign = "", word = ""] = /^(-?)(.*)$/.exec(text) ?? [];
  const factor = sign === "-" ? -1 : 1;
  if (/^inf(inity)?$/i.test(word)) return factor * Infinity;
  if (/^nan$/i.test(word)) return NaN;
  if (!/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fF]?$/.test(word)) return undefined;
  return factor * Number(word.replace(/[fF]$/, ""));
}
