// What checkpoints of objects (TensorFlow 2) call their variables: keys are paths through objects, and a tensor beside them tells the variables' own names.
import { crc32c, extendedCrc32c, maskedOf } from "./crc32c.ts";
import { BLOCK, viewOf, WireReader } from "./wire.ts";

/** The key of that tensor: one string, a TrackableObjectGraph. */
export const OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";

/**
 * Key of a tensor → full name of its variable, where that has one and no other has the same. Null when the bytes are malformed.
 * @param bytes of the tensor `OBJECT_GRAPH_KEY`: varint length · u32 masked CRC-32C of the length as u32 · the string
 * @param checksum as its entry has it: masked CRC-32C of the length as u32, of what stands behind it, and of the string
 */
export function objectNames(bytes: Uint8Array, checksum: number): ReadonlyMap<string, string> | null {
  const graph = onlyString(bytes, checksum);
  if (!graph) return null;
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const reader = new WireReader(graph);
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((1 << 3) | BLOCK)) {
      reader.skip(key);
      continue;
    }
    const object = reader.message();
    for (let field = object.next(); field !== 0; field = object.next()) {
      if (field !== ((2 << 3) | BLOCK)) {
        object.skip(field);
        continue;
      }
      const { fullName, checkpointKey, isMalformed } = readAttribute(object.message());
      if (isMalformed) return null;
      if (fullName === "" || checkpointKey === "" || names.has(checkpointKey)) continue;
      names.set(checkpointKey, fullName);
      counts.set(fullName, (counts.get(fullName) ?? 0) + 1);
    }
    if (object.malformed) return null;
  }
  if (reader.malformed) return null;
  return new Map([...names].filter(([, name]) => counts.get(name) === 1));
}

/** SerializedTensor of TrackableObject.attributes. */
function readAttribute(reader: WireReader) {
  let fullName = "";
  let checkpointKey = "";
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((2 << 3) | BLOCK)) fullName = reader.text();
    else if (key === ((3 << 3) | BLOCK)) checkpointKey = reader.text();
    else reader.skip(key);
  }
  return { fullName, checkpointKey, isMalformed: reader.malformed };
}

function onlyString(bytes: Uint8Array, checksum: number): Uint8Array | undefined {
  const reader = new WireReader(bytes);
  const length = reader.int64();
  const at = reader.position;
  if (reader.malformed || !(length >= 0 && length < 2 ** 32) || at + 4 + length !== bytes.length)
    return undefined;
  const lengthBytes = new Uint8Array(4);
  viewOf(lengthBytes).setUint32(0, length, true);
  const ofLength = crc32c(lengthBytes);
  if (maskedOf(ofLength) !== viewOf(bytes).getUint32(at, true)) return undefined;
  const ofAll = extendedCrc32c(ofLength, bytes.subarray(at));
  return maskedOf(ofAll) === checksum ? bytes.subarray(at + 4) : undefined;
}
