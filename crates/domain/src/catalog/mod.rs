//! Entities: references, blueprints, validation, claims and their merge.
