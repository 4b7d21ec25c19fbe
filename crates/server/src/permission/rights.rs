//! What callers may: the published policy, ready for questions, and the entities that scopes come to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};
use portolan_domain::index::{Index, Predicate};
use portolan_domain::permission::{Class, Policy, Reach, Rules, Subject, read_policy};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;

use super::store::{self, PolicyRow};
use crate::catalog::edit::Hidden;
use crate::catalog::view::Masked;
use crate::db::{Db, Error};
use crate::identity::{self, Caller, Denied, Kind, Permission};

/// How old the comparison with the store may be: what another node publishes holds here after it.
const FRESH: Duration = Duration::from_millis(200);
/// How long the comparison may take: a store that is away holds no request up for longer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Scopes whose entities are kept.
const SCOPES: usize = 256;

/// A policy that holds.
struct Published {
    /// Version and time of publication; zeros for the built-in one.
    mark: (i64, i64),
    rules: Rules,
}

/// Entities of a scope as of a revision of the catalog.
type Seen = FxHashMap<String, (i64, Arc<RoaringBitmap>)>;

/// The one place that decides.
pub struct Rights {
    db: Db,
    published: RwLock<Arc<Published>>,
    compared: Mutex<Option<Instant>>,
    seen: Mutex<Seen>,
}

impl Rights {
    /// Reads what is published.
    pub async fn load(db: Db) -> Result<Self, Error> {
        let published = Arc::new(Published::of(db.read(store::find_published).await?));
        Ok(Self {
            db,
            published: RwLock::new(published),
            compared: Mutex::new(Some(Instant::now())),
            seen: Mutex::default(),
        })
    }

    /// Takes over what was published meanwhile. When the store is away, what was known holds.
    pub async fn follow(&self) {
        {
            let mut compared = self.compared.lock();
            if compared.is_some_and(|at| at.elapsed() < FRESH) {
                return;
            }
            *compared = Some(Instant::now());
        }
        let known = self.published.read().mark;
        match tokio::time::timeout(PATIENCE, self.db.read(store::published_mark)).await {
            Ok(Ok(mark)) if mark != known => {
                if let Err(error) = self.reload().await {
                    tracing::warn!(%error, "the published policy cannot be read");
                }
            }
            _ => {}
        }
    }

    /// Takes over what is published now.
    pub async fn reload(&self) -> Result<(), Error> {
        let row = self.db.read(store::find_published).await?;
        *self.published.write() = Arc::new(Published::of(row));
        self.seen.lock().clear();
        Ok(())
    }

    /// The rules that hold.
    pub fn rules(&self) -> Rules {
        self.published.read().rules.clone()
    }

    /// Whether a caller may at all; on which entities is for [`Self::reach`] to say.
    pub fn authorize(&self, index: &Index, caller: &Caller, permission: Permission) -> Result<(), Denied> {
        identity::admit(caller, permission)?;
        if permission.name().is_empty() || self.reach(index, caller, permission) != Reach::Nothing {
            return Ok(());
        }
        let roles = self.published.read().rules.allowing(permission.name()).join(", ");
        Err(Denied::Forbidden(format!(
            "You need the permission {}, which the roles {roles} give; an administrator can grant one",
            permission.name()
        )))
    }

    /// Whether a caller may do something to one entity.
    pub fn authorize_on(&self, index: &Index, caller: &Caller, permission: Permission, id: u32) -> Result<(), Denied> {
        let may = match self.reach(index, caller, permission) {
            Reach::Everything => true,
            Reach::Nothing => false,
            Reach::Some(predicate) => index.holds(&predicate, id),
        };
        if may { Ok(()) } else { self.authorize(index, caller, permission).and_then(|()| Err(elsewhere(permission))) }
    }

    /// How far a caller reaches with a permission.
    pub fn reach(&self, index: &Index, caller: &Caller, permission: Permission) -> Reach {
        if identity::admit(caller, permission).is_err() {
            return Reach::Nothing;
        }
        let published = Arc::clone(&self.published.read());
        published.rules.reach(&subject(index, &published.rules, caller), permission.name())
    }

    /// The entities that a caller may see; all when there is nothing to say.
    pub fn seen(&self, index: &Index, revision: i64, caller: &Caller) -> Option<Arc<RoaringBitmap>> {
        match self.reach(index, caller, Permission::CatalogRead) {
            Reach::Everything => None,
            Reach::Nothing => Some(Arc::default()),
            Reach::Some(predicate) => Some(self.entities(index, revision, &predicate)),
        }
    }

    /// The fields that a caller does not read, and the entities of which they do; nothing when they read all.
    pub fn masked(&self, index: &Index, revision: i64, caller: &Caller) -> Option<Masked> {
        let fields = Arc::clone(self.published.read().rules.sensitive());
        if fields.is_empty() {
            return None;
        }
        let cleared = match self.reach(index, caller, Permission::CatalogSensitive) {
            Reach::Everything => return None,
            Reach::Nothing => Arc::default(),
            Reach::Some(predicate) => self.entities(index, revision, &predicate),
        };
        Some(Masked { fields, cleared })
    }

    /// The same for an entity that is being written.
    pub fn hidden(&self, index: &Index, caller: &Caller) -> Option<Hidden> {
        let fields = Arc::clone(self.published.read().rules.sensitive());
        if fields.is_empty() {
            return None;
        }
        match self.reach(index, caller, Permission::CatalogSensitive) {
            Reach::Everything => None,
            Reach::Nothing => Some(Hidden { fields, cleared: None }),
            Reach::Some(cleared) => Some(Hidden { fields, cleared: Some(cleared) }),
        }
    }

    /// The entities of a scope, kept while the catalog stays as it is.
    fn entities(&self, index: &Index, revision: i64, predicate: &Predicate) -> Arc<RoaringBitmap> {
        let key = format!("{predicate:?}");
        if let Some((known, set)) = self.seen.lock().get(&key)
            && *known == revision
        {
            return Arc::clone(set);
        }
        let set = Arc::new(index.matching(predicate));
        let mut seen = self.seen.lock();
        if seen.len() >= SCOPES {
            seen.clear();
        }
        seen.insert(key, (revision, Arc::clone(&set)));
        set
    }
}

impl Published {
    fn of(row: Option<PolicyRow>) -> Self {
        let Some(row) = row else { return Self { mark: (0, 0), rules: Policy::default().rules() } };
        // Only policies without errors are published; one that a newer version wrote and this cannot read allows nothing
        // but what accounts of administrators may.
        let (policy, problems) = read_policy("policy", &row.body, &Permission::names());
        if problems.iter().any(|problem| problem.severity == portolan_domain::problem::Severity::Error) {
            tracing::error!(version = row.version, "the published policy has errors; only administrators come in");
            let nobody = Policy { grants: Vec::new(), ..Policy::default() };
            return Self { mark: (row.version, row.published_at), rules: nobody.rules() };
        }
        Self { mark: (row.version, row.published_at), rules: policy.rules() }
    }
}

fn elsewhere(permission: Permission) -> Denied {
    Denied::Forbidden(format!(
        "Your permission {} does not reach this; it is limited to other entities",
        permission.name()
    ))
}

/// The caller as a policy sees them.
pub fn subject(index: &Index, rules: &Rules, caller: &Caller) -> Subject {
    let class = match caller.kind {
        Kind::Anonymous => Class::Anonymous,
        Kind::Guest => Class::Guest,
        Kind::Person => Class::Person,
        Kind::Service => Class::Service,
    };
    let mut subject = Subject {
        class,
        principal: if class == Class::Guest { String::new() } else { caller.principal.clone() },
        user_ref: caller.user_ref.clone(),
        groups: caller.groups.clone(),
        systems: Vec::new(),
        admin: caller.admin,
    };
    if rules.asks_for_systems() {
        subject.systems = systems(index, &subject);
    }
    subject
}

/// The systems that somebody or their groups own.
pub fn systems(index: &Index, subject: &Subject) -> Vec<String> {
    let owned = Predicate::Field {
        key: "relations.ownedby".to_owned(),
        test: portolan_domain::index::Test::In(subject.owners()),
    };
    let found = index.matching(&Predicate::equals("kind", "system").and(owned));
    found.iter().map(|id| index.reference(id).to_owned()).collect()
}
