//! What is wrong or odd in a dataset's prices.
