//! The metrics against published figures.
