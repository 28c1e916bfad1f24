// Files that are no graphs but may be taken for ones: what each seems to be, and what to export instead.

interface ForeignForm {
  /** Latin-1 characters that stand at `at`. */
  readonly magic: string;
  readonly at?: number;
  readonly sentence: string;
}

const EXPORTS =
  "a SavedModel (saved_model.pb), ONNX (.onnx), a Keras model's JSON (model.to_json()) or a GraphDef";

const FORMS: readonly ForeignForm[] = [
  {
    magic: "\x89HDF\r\n\x1a\n",
    sentence:
      "an HDF5 file, as Keras writes weights and .h5 models. Export the model's JSON (model.to_json()) or a SavedModel instead",
  },
  // Behind a place in the file, of which the highest byte is zero: a GraphDef may have a name there.
  {
    magic: "\0TFL3",
    at: 3,
    sentence: `a TensorFlow Lite model. Open what it was converted from instead: ${EXPORTS}`,
  },
  { magic: "\x89PNG", sentence: `a PNG image. Expected was ${EXPORTS}` },
  { magic: "\xff\xd8\xff", sentence: `a JPEG image. Expected was ${EXPORTS}` },
  { magic: "GIF8", sentence: `a GIF image. Expected was ${EXPORTS}` },
  { magic: "%PDF", sentence: `a PDF document. Expected was ${EXPORTS}` },
  { magic: "\x1f\x8b", sentence: "compressed by gzip. Unpack it and open what is in it" },
  { magic: "BZh", sentence: "compressed by bzip2. Unpack it and open what is in it" },
  { magic: "7z\xbc\xaf", sentence: "a 7z archive. Unpack it and open what is in it" },
  { magic: "\x93NUMPY", sentence: `a NumPy array. Expected was ${EXPORTS}` },
  {
    magic: "\x80\x02",
    sentence: "a Python pickle, as older PyTorch saves. Export the model by torch.onnx.export(…) instead",
  },
  {
    magic: "\x80\x04",
    sentence: "a Python pickle. Export the model by torch.onnx.export(…) or as a SavedModel instead",
  },
  { magic: "ARROW1", sentence: `an Arrow file. Expected was ${EXPORTS}` },
  { magic: "PAR1", sentence: `a Parquet file. Expected was ${EXPORTS}` },
  {
    magic: "GGUF",
    sentence: "a GGUF file, which holds weights without a graph. Export the model as ONNX instead",
  },
  { magic: "ustar", at: 257, sentence: "a tar archive. Unpack it and open what is in it" },
  { magic: "ML\xefR", sentence: `MLIR bytecode. Expected was ${EXPORTS}` },
  { magic: "\x7fELF", sentence: `a program. Expected was ${EXPORTS}` },
  { magic: "<!DOCTYPE", sentence: `a web page. Expected was ${EXPORTS}` },
  { magic: "<html", sentence: `a web page. Expected was ${EXPORTS}` },
];

/** A sentence that says what `bytes` seem to be; undefined where nothing speaks for a file of another kind. */
export function foreignReason(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, "PK\x03\x04")) return `This seems to be ${zipSentence(bytes)}.`;
  if (isSafetensors(bytes))
    return "This seems to be a safetensors file, which holds weights without a graph. Export the model as ONNX instead.";
  if (isEventFile(bytes))
    return "This seems to be an event file. Put it into the log directory: its graphs are shown with its run.";
  const form = FORMS.find(({ magic, at }) => startsWith(bytes, magic, at));
  return form === undefined ? undefined : `This seems to be ${form.sentence}.`;
}

/** Names of the files in an archive stand near its beginning. */
const SEARCHED_BYTES = 64 * 1024;

function zipSentence(bytes: Uint8Array): string {
  const text = latin1(bytes.subarray(0, SEARCHED_BYTES)) + latin1(bytes.subarray(-SEARCHED_BYTES));
  if (text.includes("model.weights.h5") || (text.includes("metadata.json") && text.includes("config.json")))
    return "a .keras archive. Unpack it and open its config.json, or export the model's JSON (model.to_json())";
  if (text.includes("/data.pkl") || text.includes("constants.pkl"))
    return "a PyTorch archive (.pt, .pth). Export the model by torch.onnx.export(…) instead";
  if (text.includes("saved_model.pb")) return "a zip of a SavedModel. Unpack it and open its saved_model.pb";
  if (text.includes("word/document.xml")) return `a document. Expected was ${EXPORTS}`;
  if (text.includes(".npy")) return `a NumPy archive. Expected was ${EXPORTS}`;
  return "a zip archive. Unpack it and open what is in it";
}

/** Eight bytes of a length, then JSON. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 123 || bytes[9] !== 34) return false;
  return bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0;
}

/** Eight bytes of a length, four of its checksum, then an event that begins with its time. */
function isEventFile(bytes: Uint8Array): boolean {
  if (bytes.length < 24 || bytes[12] !== 9) return false;
  for (let at = 4; at < 8; at++) if (bytes[at] !== 0) return false;
  return startsWith(bytes, "brain.Event:", 23) || bytes[21] === 26;
}

function startsWith(bytes: Uint8Array, magic: string, at = 0): boolean {
  return latin1(bytes.subarray(at, at + magic.length)) === magic;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
