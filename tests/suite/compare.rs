//! Results held against each other: figures of a common period, differences and their intervals, tables.

mod bootstrap;
mod command;
mod fit;
mod periods;
