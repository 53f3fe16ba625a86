/** The WebAssembly module, in base64. */
export declare const base64: string;
