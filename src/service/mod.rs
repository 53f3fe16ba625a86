//! A service provider in memory (RFC 7644): a request goes in, a response comes out. It has no
//! clock and no chance of its own: time and ids are handed in.
//!
//! ```
//! use scimlens::schema::Registry;
//! use scimlens::service::{Host, HostFailed, Options, Request, ServiceProvider, World};
//!
//! struct Fixed(u32);
//!
//! impl Host for Fixed {
//!     fn now(&mut self) -> Result<String, HostFailed> {
//!         Ok("2026-01-31T09:30:00Z".to_owned())
//!     }
//!
//!     fn new_id(&mut self) -> Result<String, HostFailed> {
//!         self.0 += 1;
//!         Ok(format!("id-{}", self.0))
//!     }
//! }
//!
//! let registry = Registry::builtin();
//! let world = World::new(&registry);
//! let mut provider = ServiceProvider::new(&Options::default(), &world)?;
//! let request = Request {
//!     method: "POST",
//!     url: "/Users",
//!     headers: &[],
//!     body: br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira"}"#,
//! };
//! let response = provider.handle(&request, &world, &mut Fixed(0)).unwrap();
//! assert_eq!(response.status, 201);
//! assert_eq!(response.header("Location"), Some("https://example.com/scim/v2/Users/id-1"));
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```

mod address;
mod audit;
mod bulk;
mod bulk_order;
mod changes;
mod commit;
mod config;
mod create;
mod delete;
mod discovery;
mod error;
mod habit;
mod in_place;
mod kept;
mod me;
mod media_type;
mod modify;
mod password;
mod provider;
mod query;
mod query_parameters;
mod references;
mod replace;
mod representation;
mod request;
mod response;
mod retrieve;
mod route;
mod state;
mod unique;
mod version;

pub use provider::{Host, HostFailed, Options, ServiceProvider, World};
pub use request::Request;
pub use response::Response;
