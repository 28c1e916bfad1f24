// WAV files of 16 bits, as TensorFlow's encode_wav makes them.
import { numbersOf } from "./number-source.ts";
import type { Clip } from "./summary-content.ts";

const HEADER_BYTES = 44;
const MAX_CHANNELS = 65535;

/** Samples beyond −1 and 1 are clipped; `what` names the clip in errors. */
export function encodeWav({ samples, sampleRateHertz, channels = 1 }: Clip, what: string): Uint8Array {
  const values = numbersOf(samples);
  if (!(Number.isInteger(sampleRateHertz) && sampleRateHertz > 0))
    throw new RangeError(
      `sample rate of ${what} is ${sampleRateHertz}; it is a whole number of samples a second`,
    );
  if (!(
    Number.isInteger(channels) &&
    channels > 0 &&
    channels <= MAX_CHANNELS &&
    values.length % channels === 0
  ))
    throw new RangeError(
      `${what} has ${values.length} samples, which are not frames of ${channels} channels`,
    );
  const bytes = Buffer.alloc(HEADER_BYTES + values.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  // PCM.
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRateHertz, 24);
  bytes.writeUInt32LE(sampleRateHertz * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(values.length * 2, 40);
  let at = HEADER_BYTES;
  for (const value of values) {
    bytes.writeInt16LE(sampleOf(value), at);
    at += 2;
  }
  return bytes;
}

/** Halves go away from zero, and silence stands for what is no number. */
function sampleOf(value: number): number {
  const scaled = Math.fround(value) * 32768;
  const rounded = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
  return Number.isNaN(rounded) ? 0 : Math.max(-32768, Math.min(32767, rounded));
}
