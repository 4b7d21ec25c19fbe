//! Anchors, aliases and the budget that both spend: what a document may grow to is bound by what was written.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{MAX_ALIASES, MAX_NODES_PER_BYTE, MIN_NODES};

/// Bytes of text that weigh as much as one more value.
const BYTES_PER_UNIT: usize = 8;

/// The anchored values of one document, and what is left of its budget.
pub struct Anchors {
    values: FxHashMap<usize, (Value, usize)>,
    budget: usize,
    aliases: usize,
}

/// Why an alias cannot be followed, in words.
pub enum Refusal {
    /// A limit: `yaml.limit`.
    Limit(String),
    /// The anchor is not complete yet: `yaml.alias`.
    Cycle,
}

impl Anchors {
    /// For a document of so many bytes.
    pub fn new(bytes: usize) -> Self {
        let budget = bytes.saturating_mul(MAX_NODES_PER_BYTE).max(MIN_NODES);
        Self { values: FxHashMap::default(), budget, aliases: 0 }
    }

    /// Takes units off the budget.
    pub fn spend(&mut self, units: usize) -> Result<(), Refusal> {
        self.budget = self.budget.checked_sub(units).ok_or_else(|| {
            Refusal::Limit(format!(
                "anchors and aliases make more than {MAX_NODES_PER_BYTE} values for each byte written"
            ))
        })?;
        Ok(())
    }

    /// Keeps a copy under its anchor. The copy is paid for: anchors inside anchors would otherwise multiply.
    pub fn keep(&mut self, anchor: usize, value: &Value, units: usize) -> Result<(), Refusal> {
        if anchor > 0 {
            self.spend(units)?;
            self.values.insert(anchor, (value.clone(), units));
        }
        Ok(())
    }

    /// The value an alias stands for, and its units.
    pub fn follow(&mut self, id: usize) -> Result<(Value, usize), Refusal> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(Refusal::Limit(format!("more than {MAX_ALIASES} aliases in one document")));
        }
        let units = self.values.get(&id).ok_or(Refusal::Cycle)?.1;
        self.spend(units)?;
        let (value, _) = self.values.get(&id).ok_or(Refusal::Cycle)?;
        Ok((value.clone(), units))
    }
}

/// What a scalar of so many bytes weighs: long texts must not multiply for the price of short ones.
pub fn weight(bytes: usize) -> usize {
    1 + bytes / BYTES_PER_UNIT
}
