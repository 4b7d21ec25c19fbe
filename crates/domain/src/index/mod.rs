//! The memory index: postings, orders, facets and text search over one catalog.
