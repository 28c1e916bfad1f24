// What a generated schema says of a message, laid out for those who read or write it field by field without building objects.
import { BLOCK, type decodeMessage, FIXED32, FIXED64, VARINT } from "@runboard/tfevents";

/** A schema as the generated files export it. */
export type MessageSchema = Parameters<typeof decodeMessage>[0];

export type FieldForm =
  | "double"
  | "float"
  | "int64"
  | "uint64"
  | "int32"
  | "uint32"
  | "bool"
  | "enum"
  | "string"
  | "bytes"
  | "message";

export interface MessageField {
  readonly name: string;
  readonly number: number;
  readonly form: FieldForm;
  readonly isRepeated: boolean;
  /** Entries are messages of a key, field 1, and a value, field 2. */
  readonly isMap: boolean;
  /** At most one field of a group is set, and says so even when it is zero; -1 outside groups. */
  readonly group: number;
  /** Of messages. */
  readonly fields: () => MessageFields;
  /** Of enums, by number. */
  readonly enumNames: ReadonlyMap<number, string>;
  readonly enumNumbers: ReadonlyMap<string, number>;
}

export interface MessageFields {
  readonly all: readonly MessageField[];
  readonly byNumber: ReadonlyMap<number, MessageField>;
  /** By the name in the .proto file and by that of JSON. */
  readonly byName: ReadonlyMap<string, MessageField>;
}

/** Numbers of protobuf's scalar types; those that no schema of ours has are left out. */
const SCALAR_FORMS = new Map<number, FieldForm>([
  [1, "double"],
  [2, "float"],
  [3, "int64"],
  [4, "uint64"],
  [5, "int32"],
  [8, "bool"],
  [9, "string"],
  [12, "bytes"],
  [13, "uint32"],
]);

const cache = new WeakMap<MessageSchema, MessageFields>();
const NO_NAMES: ReadonlyMap<number, string> = new Map();
const NO_NUMBERS: ReadonlyMap<string, number> = new Map();

export function fieldsOf(schema: MessageSchema): MessageFields {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const fields = schema.fields.map((field) =>
    fieldOf(field, field.oneof === undefined ? -1 : schema.oneofs.indexOf(field.oneof)),
  );
  const result = messageFields(
    fields,
    schema.fields.map((field) => field.jsonName),
  );
  cache.set(schema, result);
  return result;
}

/** How one value of `form` is written; a list of numbers may be one block, too. */
export function wireTypeOf(form: FieldForm): number {
  switch (form) {
    case "double":
      return FIXED64;
    case "float":
      return FIXED32;
    case "string":
    case "bytes":
    case "message":
      return BLOCK;
    case "int64":
    case "uint64":
    case "int32":
    case "uint32":
    case "bool":
    case "enum":
      return VARINT;
  }
}

type SchemaField = MessageSchema["fields"][number];

function fieldOf(field: SchemaField, group: number): MessageField {
  const base = { name: field.name, number: field.number, group };
  if (field.fieldKind === "map") {
    const key = scalarField("key", 1, formOfScalar(field.mapKey));
    const value = { ...valueOf(field), name: "value", number: 2, group: -1 };
    const entry = messageFields([key, { ...value, isRepeated: false, isMap: false }], ["key", "value"]);
    return {
      ...scalarField(field.name, field.number, "message"),
      ...base,
      isRepeated: true,
      isMap: true,
      fields: () => entry,
    };
  }
  return { ...base, ...valueOf(field), isRepeated: field.fieldKind === "list", isMap: false };
}

function valueOf(field: SchemaField): Pick<MessageField, "form" | "fields" | "enumNames" | "enumNumbers"> {
  const { message, enum: enumeration } = field;
  if (message !== undefined)
    return {
      form: "message",
      fields: () => fieldsOf(message),
      enumNames: NO_NAMES,
      enumNumbers: NO_NUMBERS,
    };
  if (enumeration !== undefined)
    return {
      form: "enum",
      fields: noFields,
      enumNames: new Map(enumeration.values.map(({ number, name }) => [number, name])),
      enumNumbers: new Map(enumeration.values.map(({ number, name }) => [name, number])),
    };
  return { form: formOfScalar(field.scalar), fields: noFields, enumNames: NO_NAMES, enumNumbers: NO_NUMBERS };
}

function scalarField(name: string, number: number, form: FieldForm): MessageField {
  return {
    name,
    number,
    form,
    isRepeated: false,
    isMap: false,
    group: -1,
    fields: noFields,
    enumNames: NO_NAMES,
    enumNumbers: NO_NUMBERS,
  };
}

function formOfScalar(scalar: number | undefined): FieldForm {
  const form = SCALAR_FORMS.get(scalar ?? 0);
  if (form === undefined) throw new Error(`no form for protobuf's scalar type ${scalar ?? "undefined"}`);
  return form;
}

function noFields(): MessageFields {
  return messageFields([], []);
}

function messageFields(all: readonly MessageField[], jsonNames: readonly string[]): MessageFields {
  return {
    all,
    byNumber: new Map(all.map((field) => [field.number, field])),
    byName: new Map([
      ...all.map((field, at): [string, MessageField] => [jsonNames[at] ?? field.name, field]),
      ...all.map((field): [string, MessageField] => [field.name, field]),
    ]),
  };
}
