//! The difference of two JSON values as operations in the manner of JSON Patch (RFC 6902), with the value before.
//! Lists are compared as wholes: history reads better so.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// The member is new.
    Add,
    /// The member is gone.
    Remove,
    /// The member has another value.
    Replace,
}

/// One operation on one member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// What it does.
    pub op: Op,
    /// A JSON pointer (RFC 6901).
    pub path: String,
    /// The value before; none for an addition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// The value after; none for a removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// The operations that turn `before` into `after`.
pub fn diff(before: &Value, after: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    compare(before, after, String::new(), &mut operations);
    operations
}

fn compare(before: &Value, after: &Value, path: String, operations: &mut Vec<Operation>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, from) in old {
                let below = format!("{path}/{}", escape(key));
                match new.get(key) {
                    Some(value) => compare(from, value, below, operations),
                    None => operations.push(Operation {
                        op: Op::Remove,
                        path: below,
                        from: Some(from.clone()),
                        value: None,
                    }),
                }
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                let path = format!("{path}/{}", escape(key));
                operations.push(Operation { op: Op::Add, path, from: None, value: Some(value.clone()) });
            }
        }
        (old, new) if old != new => {
            operations.push(Operation { op: Op::Replace, path, from: Some(old.clone()), value: Some(new.clone()) });
        }
        _ => {}
    }
}

/// Applies operations; `None` when one does not fit the value.
pub fn apply(value: &Value, operations: &[Operation]) -> Option<Value> {
    let mut result = value.clone();
    for operation in operations {
        if operation.path.is_empty() {
            result = operation.value.clone()?;
            continue;
        }
        let (parent, key) = operation.path.rsplit_once('/')?;
        let map = result.pointer_mut(parent)?.as_object_mut()?;
        let key = unescape(key);
        match operation.op {
            Op::Remove => drop(map.shift_remove(&key)?),
            Op::Add => drop(map.insert(key, operation.value.clone()?)),
            Op::Replace => *map.get_mut(&key)? = operation.value.clone()?,
        }
    }
    Some(result)
}

/// The operations that lead back.
pub fn invert(operations: &[Operation]) -> Vec<Operation> {
    operations
        .iter()
        .rev()
        .map(|operation| {
            let op = match operation.op {
                Op::Add => Op::Remove,
                Op::Remove => Op::Add,
                Op::Replace => Op::Replace,
            };
            Operation { op, path: operation.path.clone(), from: operation.value.clone(), value: operation.from.clone() }
        })
        .collect()
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}
