//! Many resources, kept as compact JSON text: loaded from a stream, looked up by id and by name of
//! the user, filtered, sorted and paged (RFC 7644 §3.4.2, RFC 9865).
//!
//! ```
//! use scimlens::filter::{Filter, Limits, Predicate};
//! use scimlens::schema::Registry;
//! use scimlens::store::{Loader, Question};
//!
//! let registry = Registry::builtin();
//! let mut loader = Loader::new(Default::default());
//! loader.push(b"{\"id\":\"1\",\"userName\":\"mira\",\"active\":true}\n", &registry);
//! loader.push(b"{\"id\":\"2\",\"userName\":\"otto\",\"active\":false}\n", &registry);
//! let mut users = loader.finish(&registry)?;
//! assert_eq!(users.position_of_user_name("OTTO"), Some(1));
//!
//! let filter = Filter::parse("active eq true", Limits::default())?;
//! let predicate = Predicate::new(&filter, &registry, registry.type_named("User"))?;
//! assert_eq!(users.select(&Question::of(predicate)), [0]);
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```

mod bits;
mod column;
mod columns;
mod cursor;
mod dictionary;
mod index;
mod list;
mod load;
mod look_up;
mod order;
mod parsed;
mod patch;
mod query;
mod question;
mod resources;
mod room;

pub(crate) use index::Index;
pub use load::Loader;
pub use patch::Outcome;
pub use query::{Page, Query, Terms};
pub use question::Question;
pub use resources::Resources;
