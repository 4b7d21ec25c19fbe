//! Wire types of policies and what follows from them.

use portolan_domain::permission::{Effect, Policy, Reason, Role};
use portolan_domain::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What there is to grant.
#[derive(Serialize, ToSchema)]
pub struct PermissionsBody {
    /// Names of permissions.
    pub permissions: Vec<String>,
    /// Roles that can be granted, built-in ones first.
    #[schema(value_type = Vec<Object>)]
    pub roles: Vec<Role>,
    /// Names of roles that are built in and not replaced.
    pub builtin: Vec<String>,
    /// The built-in roles as they are where no policy replaces them.
    #[schema(value_type = Vec<Object>)]
    pub builtin_roles: Vec<Role>,
}

/// A version of the policy.
#[derive(Serialize, ToSchema)]
pub struct PolicyBody {
    /// From 1; 0 is the built-in policy.
    pub version: i64,
    /// draft, published, retired.
    pub state: String,
    /// Why.
    pub note: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub created_at: Option<String>,
    /// When it was last published.
    pub published_at: Option<String>,
    /// As written, YAML or JSON.
    pub text: String,
    /// As read.
    #[schema(value_type = Object)]
    pub policy: Policy,
    /// What is wrong with it; one with errors cannot be published.
    pub problems: Vec<PolicyProblemBody>,
}

/// Something wrong in a policy.
#[derive(Serialize, ToSchema)]
pub struct PolicyProblemBody {
    /// Stable.
    pub code: String,
    /// error, warning.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

impl From<Problem> for PolicyProblemBody {
    fn from(problem: Problem) -> Self {
        Self {
            severity: problem.severity.word().to_owned(),
            code: problem.code,
            message: problem.message,
            help: problem.help,
            line: problem.place.line,
            column: problem.place.column,
        }
    }
}

/// Versions, newest first.
#[derive(Serialize, ToSchema)]
pub struct PoliciesBody {
    /// The versions; the built-in policy last.
    pub items: Vec<PolicyBody>,
}

/// A new draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicyBody {
    /// YAML or JSON with `roles` and `grants`.
    pub text: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Who could do what to which entity, and why?
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// The reference of a user, `guests`, or `principal:<id>`.
    pub subject: String,
    /// The name of a permission.
    pub permission: String,
    /// The reference of an entity; absent, the question is how far they reach.
    #[serde(default)]
    pub entity: Option<String>,
    /// A draft to ask instead of the published policy: its version.
    #[serde(default)]
    pub version: Option<i64>,
}

/// The answer.
#[derive(Serialize, ToSchema)]
pub struct AnswerBody {
    /// Whether they may.
    pub allowed: bool,
    /// How many entities they reach.
    pub entities: u64,
    /// Of how many.
    pub of: u64,
    /// Their groups, with parents.
    pub groups: Vec<String>,
    /// What each role says that is theirs.
    pub because: Vec<ReasonBody>,
}

/// What a role says.
#[derive(Serialize, ToSchema)]
pub struct ReasonBody {
    /// The role.
    pub role: String,
    /// The subject of the grant that gives it.
    pub grant: String,
    /// allow, deny.
    pub effect: String,
    /// Whether it is about the entity asked for; true when none is.
    pub applies: bool,
    /// How many entities its scope has; all when absent.
    pub entities: Option<u64>,
}

impl ReasonBody {
    /// With what the index says of its scope.
    pub fn new(reason: Reason, applies: bool, entities: Option<u64>) -> Self {
        let effect = match reason.effect {
            Effect::Allow => "allow",
            Effect::Deny => "deny",
        };
        Self { role: reason.role, grant: reason.grant, effect: effect.to_owned(), applies, entities }
    }
}

/// What a policy would change.
#[derive(Serialize, ToSchema)]
pub struct PreviewBody {
    /// Subjects for whom something changes.
    pub items: Vec<PreviewItemBody>,
    /// How many subjects were compared.
    pub compared: usize,
    /// What is wrong with the draft.
    pub problems: Vec<PolicyProblemBody>,
}

/// What changes for one subject.
#[derive(Serialize, ToSchema)]
pub struct PreviewItemBody {
    /// The reference of a user, or `guests`.
    pub subject: String,
    /// Permissions that reach something only with the draft.
    pub gained: Vec<String>,
    /// Permissions that reach nothing any more.
    pub lost: Vec<String>,
    /// Permissions that reach other entities: name, entities before, entities after.
    #[schema(value_type = Vec<Object>)]
    pub moved: Vec<Value>,
}

/// What the caller may, for pages that offer only that.
#[derive(Serialize, ToSchema)]
pub struct MineBody {
    /// Permissions that reach something.
    pub permissions: Vec<String>,
    /// Those of them that reach only some entities.
    pub limited: Vec<String>,
    /// People who can grant more: references or names.
    pub administrators: Vec<String>,
}
