/// Memory for what is being read, in large steps. To the engine around a module, each growth of its
/// memory is a reason to look through all that lives in the engine itself: in small steps, next to
/// many objects, most of the time goes there.
#[derive(Debug)]
pub(super) struct Room {
    pages: usize,
}

const PAGE: usize = 1 << 16;

impl Room {
    pub(super) fn new() -> Self {
        Self { pages: pages() }
    }

    /// Has room for so many bytes more, if memory reaches.
    pub(super) fn ask(&mut self, bytes: usize) {
        if self.pages > 0 {
            let mut room = Vec::<u8>::new();
            // Whoever needs it will say that it isn't there.
            let _ = room.try_reserve_exact(bytes);
            // What is taken and given back at once is left out by the compiler.
            core::hint::black_box(&mut room);
            drop(room);
            self.pages = pages();
        }
    }

    /// Where memory has grown, lets it grow by an eighth more.
    pub(super) fn follow(&mut self) {
        let now = pages();
        if now > self.pages {
            self.ask(now.saturating_mul(PAGE / 8));
        }
    }
}

/// Pages of memory; none where the system hands out pages as they are touched.
fn pages() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>();
    #[cfg(not(target_arch = "wasm32"))]
    0
}
