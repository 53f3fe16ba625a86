declare module "*/scimlens.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
