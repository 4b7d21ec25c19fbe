//! What should have an owner and has none. An owner that is not in the catalog, or that whoever asks may not see, owns nothing;
//! which they are differs by who asks, so that no index can hold it.

use std::borrow::Cow;

use portolan_domain::index::{Predicate, Test};

use super::view::View;

/// The key that stands for it in filters.
const UNOWNED: &str = "portolan.unowned";
const OWNED_BY: &str = "relations.ownedby";

/// The kinds that should have one.
pub fn owned_kinds() -> Predicate {
    let kinds = ["component", "api", "resource", "system", "domain", "template"];
    Predicate::Field { key: "kind".to_owned(), test: Test::In(kinds.map(str::to_owned).to_vec()) }
}

/// Those of the kinds without an owner that is there.
pub fn unowned(view: &View<'_>) -> Predicate {
    let owners = view.facets(&[OWNED_BY], &owned_kinds(), None).remove(0).into_iter().map(|(owner, _)| owner);
    let real = owners.filter(|owner| view.find(owner).is_some()).collect();
    let owned = Predicate::Field { key: OWNED_BY.to_owned(), test: Test::In(real) };
    owned_kinds().and(Predicate::Not(Box::new(owned)))
}

/// A predicate with what [`UNOWNED`] stands for.
pub fn resolved<'p>(view: &View<'_>, predicate: &'p Predicate) -> Cow<'p, Predicate> {
    if mentions(predicate) { Cow::Owned(replaced(predicate, &unowned(view))) } else { Cow::Borrowed(predicate) }
}

fn mentions(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::All(list) | Predicate::Any(list) => list.iter().any(mentions),
        Predicate::Not(one) => mentions(one),
        Predicate::Field { key, .. } => key == UNOWNED,
    }
}

fn replaced(predicate: &Predicate, unowned: &Predicate) -> Predicate {
    let each = |list: &[Predicate]| list.iter().map(|one| replaced(one, unowned)).collect();
    match predicate {
        Predicate::All(list) => Predicate::All(each(list)),
        Predicate::Any(list) => Predicate::Any(each(list)),
        Predicate::Not(one) => Predicate::Not(Box::new(replaced(one, unowned))),
        Predicate::Field { key, test } if key == UNOWNED => match test {
            Test::Exists(false) => Predicate::Not(Box::new(unowned.clone())),
            Test::In(values) if !values.iter().any(|value| value == "true") => Predicate::Any(Vec::new()),
            _ => unowned.clone(),
        },
        field @ Predicate::Field { .. } => field.clone(),
    }
}
