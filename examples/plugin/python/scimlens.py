"""A host of scimlens_plugin.wasm in Python, by wasmtime."""

import json

from wasmtime import Config, Engine, Instance, Module, Store

ABI = 1
MEMORY = 256 << 20
FUEL = 10_000_000_000


class Refused(Exception):
    """What the module refused; `error` has its members."""

    def __init__(self, error):
        super().__init__(error["detail"])
        self.error = error


class Scimlens:
    """An instance. It answers one call at a time; a trap leaves it unusable."""

    def __init__(self, path, memory=MEMORY, fuel=FUEL):
        config = Config()
        config.consume_fuel = True
        engine = Engine(config)
        self._fuel = fuel
        self._store = Store(engine)
        # The module can't ask for more than the host gives, in memory or in work for a call.
        self._store.set_limits(memory_size=memory)
        self._store.set_fuel(fuel)
        instance = Instance(self._store, Module.from_file(engine, str(path)), [])
        exports = instance.exports(self._store)
        self._memory = exports["memory"]
        self._functions = {
            name: exports[f"scimlens_{name}"] for name in ("abi", "alloc", "call", "length", "free")
        }
        abi = self._run("abi")
        if abi != ABI:
            raise RuntimeError(f"The module has ABI {abi}; this host knows {ABI}.")

    def call(self, name, **members):
        """The result of a call; raises `Refused`."""
        answer = json.loads(self.answer(json.dumps({"call": name, **members})))
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def answer(self, request):
        """The answer to a request, both as text."""
        data = request.encode()
        self._store.set_fuel(self._fuel)
        address = self._run("alloc", len(data))
        if address == 0:
            raise MemoryError(f"There is no room for {len(data)} bytes.")
        self._memory.write(self._store, data, address)
        answer = self._run("call", address, len(data))
        if answer == 0:
            raise RuntimeError("This instance has trapped: make another.")
        self._run("free", address)
        end = answer + self._run("length", answer)
        text = bytes(self._memory.read(self._store, answer, end)).decode()
        self._run("free", answer)
        return text

    def _run(self, name, *numbers):
        # wasmtime gives signed numbers; addresses are unsigned.
        return self._functions[name](self._store, *numbers) & 0xFFFFFFFF
