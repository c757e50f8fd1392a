//! Import, load and check of real and of faulty files.
