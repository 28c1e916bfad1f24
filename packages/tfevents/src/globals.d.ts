// Web APIs that browsers and Node share; isomorphic packages see nothing else of either.
declare class TextDecoder {
  decode(bytes?: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
