//! What is exported. No function here trusts a number that a host hands in: an address is looked up
//! among the buffers that were handed out.
#![expect(
    unsafe_code,
    reason = "a function gets its name in the module by `no_mangle`, which is an unsafe attribute since \
              two functions of one name would clash when linked; no other code here is unsafe"
)]

use core::cell::RefCell;

use super::call::Module;

/// The version of the functions and of how requests and answers are laid out. It changes where a host
/// that knows only the one before would go wrong; calls, members of requests and members of answers
/// may be added without.
pub const ABI: u32 = 1;

thread_local! {
    // A module has no other place for what is between two calls. It has one thread.
    static MODULE: RefCell<Module> = const { RefCell::new(Module::new()) };
}

/// Calls with the module; 0 where an earlier call has trapped, whose work was left half done.
fn with_module(use_it: impl FnOnce(&mut Module) -> usize) -> usize {
    MODULE.with(|module| {
        module
            .try_borrow_mut()
            .map_or(0, |mut module| use_it(&mut module))
    })
}

/// The version of the ABI: 1.
#[unsafe(no_mangle)]
pub extern "C" fn scimlens_abi() -> u32 {
    ABI
}

/// The address of a new buffer of so many bytes, all zero; 0 where it would be longer than
/// [`super::LONGEST`], of no bytes, or where memory doesn't reach.
#[unsafe(no_mangle)]
pub extern "C" fn scimlens_alloc(length: usize) -> usize {
    with_module(|module| module.buffers.hand_out(length).unwrap_or_default())
}

/// How many bytes the buffer at this address has; 0 where none is there.
#[unsafe(no_mangle)]
pub extern "C" fn scimlens_length(address: usize) -> usize {
    with_module(|module| module.buffers.at(address).len())
}

/// Takes the buffer at this address back: 1, or 0 where none is there.
#[unsafe(no_mangle)]
pub extern "C" fn scimlens_free(address: usize) -> usize {
    with_module(|module| usize::from(module.buffers.take_back(address)))
}

/// Answers the request in the first `length` bytes of the buffer at `address`, and gives the address of
/// the answer, which is a buffer of its own for the host to free. The request stays where it is. 0 where
/// an earlier call has trapped.
#[unsafe(no_mangle)]
pub extern "C" fn scimlens_call(address: usize, length: usize) -> usize {
    with_module(|module| module.call(address, length))
}
