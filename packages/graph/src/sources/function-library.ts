// The functions of a GraphDef's library, outlined: names, arguments, results and where the rest of each stands.
import { BLOCK, decodeText, type Span, VARINT, type WireReader } from "@runboard/tfevents";
import { type AttributeSpan, readEntry, readName } from "./graph-def-attributes.ts";
import { NumberList } from "./number-list.ts";

/** Of a signature. */
interface ArgumentOutline {
  readonly name: string;
  readonly nameSpan: Span;
  /** Number of its element type; 0 where an attribute says it. */
  readonly dataType: number;
}

export interface FunctionOutline {
  readonly name: string;
  readonly arguments: readonly ArgumentOutline[];
  readonly results: readonly ArgumentOutline[];
  readonly nodeStarts: NumberList;
  readonly nodeEnds: NumberList;
  /** By the name of a result: where the reference to what it returns stands. */
  readonly returned: ReadonlyMap<string, Span>;
  /** By the place of an argument: where its attributes stand. */
  readonly argumentAttributes: ReadonlyMap<number, Span>;
}

/** The FunctionDef that `reader` holds, without its nodes; undefined when it has no name. */
export function outlineFunction(reader: WireReader): FunctionOutline | undefined {
  let signature: Signature = { name: "", arguments: [], results: [] };
  const returned = new Map<string, Span>();
  const argumentAttributes = new Map<number, Span>();
  const nodeStarts = new NumberList(4);
  const nodeEnds = new NumberList(4);
  const entry = { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0 };
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | BLOCK:
        signature = readSignature(reader.message());
        break;
      case (3 << 3) | BLOCK:
        nodeStarts.push(reader.block());
        nodeEnds.push(reader.position);
        break;
      case (4 << 3) | BLOCK:
        if (readEntry(reader.message(), entry))
          returned.set(textAt(reader, entry), { start: entry.valueStart, end: entry.valueEnd });
        break;
      case (7 << 3) | BLOCK:
        readArgumentAttributes(reader.message(), argumentAttributes);
        break;
      default:
        reader.skip(key);
    }
  }
  if (signature.name === "") return undefined;
  return { ...signature, nodeStarts, nodeEnds, returned, argumentAttributes };
}

type Signature = Pick<FunctionOutline, "name" | "arguments" | "results">;

/** The names of an OpDef and of what it takes and gives. */
export function readSignature(reader: WireReader): Signature {
  let name = "";
  const taken: ArgumentOutline[] = [];
  const given: ArgumentOutline[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) name = reader.text();
    else if (key === ((2 << 3) | BLOCK)) taken.push(readArgument(reader.message()));
    else if (key === ((3 << 3) | BLOCK)) given.push(readArgument(reader.message()));
    else reader.skip(key);
  }
  return { name, arguments: taken, results: given };
}

function readArgument(reader: WireReader): ArgumentOutline {
  const { position } = reader;
  let nameSpan = { start: position, end: position };
  let dataType = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) nameSpan = { start: reader.block(), end: reader.position };
    else if (key === ((3 << 3) | VARINT)) dataType = reader.int32();
    else reader.skip(key);
  }
  reader.position = position;
  reader.malformed = false;
  return { name: readName(reader), nameSpan, dataType };
}

/** An entry of `arg_attr`, whose key is a number. */
function readArgumentAttributes(reader: WireReader, into: Map<number, Span>): void {
  let place = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) place = reader.int32() >>> 0;
    else if (key === ((2 << 3) | BLOCK)) into.set(place, { start: reader.block(), end: reader.position });
    else reader.skip(key);
  }
}

function textAt({ bytes }: WireReader, { keyStart, keyEnd }: AttributeSpan): string {
  return decodeText(bytes.subarray(keyStart, keyEnd));
}
