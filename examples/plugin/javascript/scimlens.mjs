// A host of scimlens_plugin.wasm in plain JavaScript: no package, no import of the module.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** What the module refused: the members of its `error`. */
export class Refused extends Error {
  constructor(error) {
    super(error.detail);
    Object.assign(this, error);
  }
}

export class Scimlens {
  #exports;

  /** Of the bytes of the module, or of the compiled module. */
  constructor(source) {
    const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
    this.#exports = new WebAssembly.Instance(module, {}).exports;
    const abi = this.#exports.scimlens_abi();
    if (abi !== 1) throw new Error(`The module has ABI ${abi}; this host knows 1.`);
  }

  /** The result of a call. A trap leaves the instance unusable: make another. */
  call(name, members = {}) {
    const { result, error } = JSON.parse(this.answer(JSON.stringify({ call: name, ...members })));
    if (error !== undefined) throw new Refused(error);
    return result;
  }

  /** The answer to a request, both as text. */
  answer(request) {
    const { memory, scimlens_alloc, scimlens_call, scimlens_free, scimlens_length } = this.#exports;
    const bytes = encoder.encode(request);
    // Addresses have 32 bits; JavaScript gets them signed.
    const address = scimlens_alloc(bytes.length) >>> 0;
    if (address === 0) throw new RangeError(`There is no room for ${bytes.length} bytes.`);
    new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
    const answer = scimlens_call(address, bytes.length) >>> 0;
    scimlens_free(address);
    if (answer === 0) throw new Error("This instance has trapped: make another.");
    // The call may have made memory larger, which detaches the buffer that was there before.
    const length = scimlens_length(answer);
    const text = decoder.decode(new Uint8Array(memory.buffer, answer, length));
    scimlens_free(answer);
    return text;
  }
}
