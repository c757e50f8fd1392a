//! The calendar against the sessions of real data.
