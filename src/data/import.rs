//! Vendors' files -> a dataset.
