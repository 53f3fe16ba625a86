/** The WebAssembly module of scimlens/core, in base64. */
export declare const base64: string;
export { absent } from "./core-absent.js";
