//! Who may see what: keys, roles, and how often anybody may ask.

mod gate;
mod key_file;
mod keys;
mod pace;
mod role;

pub use key_file::{KeyFileError, KeyInfo, create_key, keys_in, revoke_key};
pub use keys::NewKeyRequest;
pub use role::{BadRole, Role};

pub(crate) use gate::{Caller, Gate, pass};
