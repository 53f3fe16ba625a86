# workerd serve config.capnp, with worker.mjs, ../javascript/scimlens.mjs and scimlens_plugin.wasm beside this file.
# The service provider behind: workerd serve --external-addr=upstream=10.0.0.7:8080 config.capnp
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = (
      modules = [
        (name = "worker.mjs", esModule = embed "worker.mjs"),
        (name = "scimlens.mjs", esModule = embed "scimlens.mjs"),
        (name = "scimlens_plugin.wasm", wasm = embed "scimlens_plugin.wasm"),
      ],
      bindings = [
        (name = "UPSTREAM", service = "upstream"),
        (name = "PROFILE", text = "rfc"),
      ],
      compatibilityDate = "2026-01-01",
    )),
    (name = "upstream", external = (address = "127.0.0.1:8080", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "edge")],
);
