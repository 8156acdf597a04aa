//! (to come)
use serde::Deserialize;
/// Words.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Words {}
