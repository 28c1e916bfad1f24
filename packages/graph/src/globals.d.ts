// Web APIs that browsers and Node share; isomorphic packages see nothing else of either.
declare class TextDecoder {
  constructor(label?: "utf-8", options?: { readonly fatal?: boolean });
  decode(bytes?: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
