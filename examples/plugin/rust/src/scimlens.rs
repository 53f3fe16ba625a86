//! A host of scimlens_plugin.wasm, by wasmi.

use std::error::Error;

use serde_json::Value;
use wasmi::{Engine, Linker, Memory, Module, Store, StoreLimits, StoreLimitsBuilder, TypedFunc};

const ABI: u32 = 1;
/// The most memory that an instance gets, in bytes.
const MEMORY: usize = 256 << 20;

/// An instance. It answers one call at a time; a trap leaves it unusable.
pub struct Scimlens {
    store: Store<StoreLimits>,
    memory: Memory,
    alloc: TypedFunc<u32, u32>,
    call: TypedFunc<(u32, u32), u32>,
    length: TypedFunc<u32, u32>,
    free: TypedFunc<u32, u32>,
}

impl Scimlens {
    /// Of the bytes of the module.
    pub fn new(bytes: &[u8]) -> Result<Self, Box<dyn Error>> {
        let engine = Engine::default();
        let module = Module::new(&engine, bytes)?;
        let limits = StoreLimitsBuilder::new().memory_size(MEMORY).build();
        let mut store = Store::new(&engine, limits);
        store.limiter(|limits| limits);
        // A linker that knows nothing: the module imports nothing.
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module)?;
        let abi = instance.get_typed_func::<(), u32>(&store, "scimlens_abi")?;
        let abi = abi.call(&mut store, ())?;
        if abi != ABI {
            return Err(format!("The module has ABI {abi}; this host knows {ABI}.").into());
        }
        Ok(Self {
            memory: instance.get_memory(&store, "memory").ok_or("no memory")?,
            alloc: instance.get_typed_func(&store, "scimlens_alloc")?,
            call: instance.get_typed_func(&store, "scimlens_call")?,
            length: instance.get_typed_func(&store, "scimlens_length")?,
            free: instance.get_typed_func(&store, "scimlens_free")?,
            store,
        })
    }

    /// The result of a call, or what the module refused.
    pub fn call(&mut self, request: &Value) -> Result<Result<Value, Value>, Box<dyn Error>> {
        let mut answer: Value =
            serde_json::from_slice(&self.answer(request.to_string().as_bytes())?)?;
        Ok(match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["result"].take()),
        })
    }

    /// The answer to a request, both as text.
    pub fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        let length = u32::try_from(request.len())?;
        let address = self.alloc.call(&mut self.store, length)?;
        if address == 0 {
            return Err(format!("There is no room for {length} bytes.").into());
        }
        self.memory
            .write(&mut self.store, address as usize, request)?;
        let answer = self.call.call(&mut self.store, (address, length))?;
        if answer == 0 {
            return Err("This instance has trapped: make another.".into());
        }
        self.free.call(&mut self.store, address)?;
        let length = self.length.call(&mut self.store, answer)?;
        let mut text = vec![0; length as usize];
        self.memory.read(&self.store, answer as usize, &mut text)?;
        self.free.call(&mut self.store, answer)?;
        Ok(text)
    }
}
