//! Strict reading of YAML documents.
