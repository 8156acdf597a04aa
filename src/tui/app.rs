//! The full screen over a session: input to actions, effects to the outside, a frame at the end.
