//! Steps with names: each says that it begins, how long it took, and whether it held.

use std::time::Instant;

use crate::shell::Outcome;

/// The steps of one chore. A step that fails doesn't keep the next from running.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<(String, f32, Outcome)>,
}

impl Steps {
    /// Runs a step.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) {
        println!("\n── {name}");
        let begin = Instant::now();
        let outcome = work();
        let seconds = begin.elapsed().as_secs_f32();
        match &outcome {
            Ok(()) => println!("── {name}: {seconds:.1} s"),
            Err(message) => println!("── {name}: failed after {seconds:.1} s\n{message}"),
        }
        self.done.push((name.to_owned(), seconds, outcome));
    }

    /// Sums up: a line a step, then how many passed and failed.
    pub(crate) fn finish(self) -> Outcome {
        let total: f32 = self.done.iter().map(|(_, seconds, _)| seconds).sum();
        println!();
        for (name, seconds, outcome) in &self.done {
            let mark = if outcome.is_ok() { "ok    " } else { "FAILED" };
            println!("{mark} {seconds:6.1} s  {name}");
        }
        println!("         {total:6.1} s  in all\n");
        let failed = self
            .done
            .iter()
            .filter(|(_, _, outcome)| outcome.is_err())
            .count();
        println!("{} passed, {failed} failed", self.done.len() - failed);
        if failed == 0 {
            Ok(())
        } else {
            Err(format!("{failed} of the steps failed."))
        }
    }
}
