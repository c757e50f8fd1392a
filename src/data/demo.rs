//! The embedded demo market: a seeded model with published moments.
